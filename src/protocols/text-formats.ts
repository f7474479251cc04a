// Line-based services over TCP that business uses: named so that they are not 'unknown', not read further.
// Specifications: FTP RFC 959, SMTP RFC 5321, POP3 RFC 1939, IMAP RFC 9051, NNTP RFC 3977, IRC RFC 2812, XMPP RFC 6120,
// RTSP RFC 7826, SIP RFC 3261, HTTP/2 RFC 9113 §3.4, RFB RFC 6143, telnet RFC 854; Redis, memcached, rsync, git, Subversion:
// their projects' protocol documents.
// Sound because: each begins with a fixed word of the end that must speak first; words that several share (`220`,
// `NICK`, `get`) count only together with a second word of the banner, the next line, or the other end's answer.
// Looks alike: `220` greets FTP and SMTP alike; Direct Connect ($Lock), Gnutella and Napster use other words.
// Does not see: these services inside TLS; what they carry; FTP's data connections, which have no format of their own.
import { ascii, isDigit, matchesAnyCaseAt } from '../wire/codec/ascii.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { contains, firstBytesOf, literals, startsWithAny, streamFormat } from './recogniser.ts';

/** Bytes of a banner or first lines that are looked through for the second word. */
const LOOK_MAX = 1024;

/** `id` is what its first speaker's first bytes say. */
const said = (id: string, by: 0 | 1 | 'either', ...texts: readonly string[]): StreamDissector => {
  const any = literals(...texts);
  return streamFormat(id, by, firstBytesOf(any), (bytes, length) =>
    startsWithAny(bytes, length, any),
  );
};

/** As `said`, when a second word follows in the same direction's first lines. */
const saidWith = (
  id: string,
  by: 0 | 1 | 'either',
  texts: readonly string[],
  words: readonly string[],
): StreamDissector => {
  const any = literals(...texts);
  const second = words.map(ascii);
  return streamFormat(id, by, firstBytesOf(any), (bytes, length) => {
    const verdict = startsWithAny(bytes, length, any);
    if (verdict !== YES) return verdict;
    const stop = Math.min(length, LOOK_MAX);
    for (let i = 0; i < second.length; i++) if (contains(bytes, 4, stop, second[i]!)) return YES;
    return length < LOOK_MAX ? MORE : NO;
  });
};

/**
 * A server that greets with `texts`; told apart by a word of its banner, by what the client then commands, or where
 * the banner is bare by the service's own port.
 */
const greeting = (
  id: string,
  ports: readonly number[],
  texts: readonly string[],
  words: readonly string[],
  commands: readonly string[],
): StreamDissector => {
  const any = literals(...texts);
  const inBanner = words.map(ascii);
  const asked = commands.map(ascii);
  return streamFormat(id, 1, firstBytesOf(any), (bytes, length, head) => {
    const verdict = startsWithAny(bytes, length, any);
    if (verdict !== YES) return verdict;
    const stop = Math.min(length, LOOK_MAX);
    for (let i = 0; i < inBanner.length; i++)
      if (contains(bytes, 4, stop, inBanner[i]!)) return YES;
    return ports.includes(head.serverPort) && bytes[length - 1] === LINE_FEED
      ? YES
      : commanded(head, asked);
  });
};

const LINE_FEED = 0x0a;

const commanded = (head: StreamHead, commands: readonly Uint8Array[]): Verdict => {
  const length = head.length[0]!;
  for (let i = 0; i < commands.length; i++)
    if (matchesAnyCaseAt(head.bytes[0], 0, length, commands[i]!)) return YES;
  return length < 8 ? MORE : NO;
};

/** A client's command word that only the server's answer confirms. */
const confirmed = (
  id: string,
  commands: readonly string[],
  answers: readonly string[],
): StreamDissector => {
  const asks = literals(...commands);
  const answer = literals(...answers);
  return streamFormat(id, 0, firstBytesOf(asks), (bytes, length, head) => {
    const verdict = startsWithAny(bytes, length, asks);
    if (verdict !== YES) return verdict;
    return head.length[1] === 0 ? MORE : startsWithAny(head.bytes[1], head.length[1]!, answer);
  });
};

/** `*2\r\n$7\r\n`: an array of bulk strings is how every Redis command travels. */
const redis = streamFormat('redis', 0, [0x2a], (bytes, length) => {
  if (length < 8) return MORE;
  const next = numberLineEnd(bytes, 1, length);
  return next > 0 && bytes[next] === 0x24 && numberLineEnd(bytes, next + 1, length) > 0 ? YES : NO;
});

const numberLineEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && at - start < 8 && isDigit(bytes[at]!)) at++;
  return at > start && at + 1 < end && bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 2 : -1;
};

/** Two option negotiations in a row: IAC, WILL to DONT, option. */
const telnet = streamFormat('telnet', 'either', [0xff], (bytes, length) => {
  for (let i = 0; i < Math.min(length, 6); i++)
    if (i % 3 === 0 ? bytes[i] !== 0xff : i % 3 === 1 && (bytes[i]! < 0xfb || bytes[i] === 0xff))
      return NO;
  return length < 6 ? MORE : bytes[2]! <= 50 && bytes[5]! <= 50 ? YES : NO;
});

/** Four hexadecimal digits of length, then the command (gitprotocol-pack). */
const git = streamFormat('git', 0, [0x30], (bytes, length) => {
  if (length < 12) return MORE;
  return matchesAnyCaseAt(bytes, 4, length, GIT_UPLOAD) ||
    matchesAnyCaseAt(bytes, 4, length, GIT_RECEIVE)
    ? YES
    : NO;
});
const GIT_UPLOAD = ascii('git-uplo');
const GIT_RECEIVE = ascii('git-rece');

const SIP = ['INVITE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PUBLISH'];
const RTSP = ['OPTIONS', 'DESCRIBE', 'ANNOUNCE', 'SETUP', 'PLAY', 'RECORD'];

export const TEXT_FORMATS: readonly StreamDissector[] = Object.freeze([
  said('http2', 0, 'PRI * HTTP/2.0\r\n\r\nSM'),
  greeting(
    'ftp',
    [21],
    ['220 ', '220-'],
    ['ftp'],
    ['user ', 'auth tls', 'auth ssl', 'feat\r\n', 'syst\r\n', 'opts '],
  ),
  greeting('smtp', [25, 587], ['220 ', '220-'], ['smtp'], ['ehlo ', 'helo ']),
  greeting('nntp', [119], ['200 ', '201 '], ['nntp', 'inn2 '], ['mode reader', 'capabilities']),
  said('pop3', 1, '+OK '),
  said('imap', 1, '* OK', '* PREAUTH', '* BYE'),
  saidWith('irc', 0, ['CAP LS', 'NICK ', 'PASS ', 'USER '], ['nick ', 'user ', 's 302\r\n']),
  saidWith('irc', 1, [':'], [' notice auth ', ' notice * ']),
  saidWith('xmpp', 0, ['<?xml', '<stream:stream'], ['jabber:', 'etherx.jabber.org']),
  said('rtsp', 0, ...RTSP.map((method) => `${method} rtsp://`)),
  said('sip', 'either', 'SIP/2.0 ', ...SIP.flatMap((m) => [`${m} sip:`, `${m} sips:`])),
  said('vnc', 1, 'RFB 003.', 'RFB 004.', 'RFB 005.'),
  said('rsync', 'either', '@RSYNCD: '),
  said('svn', 1, '( success ( '),
  said('amqp', 0, 'AMQP\u0000', 'AMQP\u0001', 'AMQP\u0003'),
  said('vmware-auth', 1, '220 VMware Authentication Daemon'),
  said('zabbix', 0, 'ZBXD\u0001'),
  confirmed(
    'memcached',
    ['get ', 'gets ', 'set ', 'add ', 'stats', 'version', 'delete ', 'incr '],
    ['VALUE ', 'END\r\n', 'STORED', 'NOT_STORED', 'STAT ', 'VERSION ', 'DELETED', 'NOT_FOUND'],
  ),
  redis,
  telnet,
  git,
]);
