// Log lines of an OpenVPN server (src/openvpn/multi.c, ssl_verify.c), with its own stamps, through syslog, or bare:
//
//   2026-11-22 05:52:09 alice/203.0.113.7:51234 MULTI: primary virtual IP for alice/203.0.113.7:51234: 10.20.8.6
//   Sun Nov 22 05:52:09 2026 us=285967 203.0.113.7:51234 TLS: Username/Password authentication succeeded for username 'alice'
//
// Sound because: the client's address and port in front, with or without its name, then fixed words. Looks alike: other
// programs that write an address in front; they have not the words. Does not see: what goes through the tunnel. A log
// of a client names only its server and is not kept.
import { OK, type Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of OpenVPN';
const ROUTINE = 'not kept: line of OpenVPN that names nobody who signs in or out';

export const openvpnLog: Source = textSource({
  id: 'openvpn-log',
  title: 'OpenVPN server (log)',
  looks:
    /openvpn|ovpn|\bMULTI|\bTLS\b|\bVERIFY |\[AF_INET6?\]|AUTH_FAILED|SIG(?:USR1|TERM|INT|HUP)\[|peer info: |client-instance|Data Channel|Control Channel|PUSH_REPL|PUSH_REQU|IFCONFIG POOL|ifconfig_pool|Authentication succeeded/i,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    return (text): Outcome => {
      const { at, sensor, message, of } = headOf(text, stamps);
      const client = CLIENT.exec(message);
      const words = client ? message.slice(client[0].length) : message;
      const found = read(words, peerOf(client));
      if (found === null) return of || WORDS.test(words) ? ROUTINE : OTHERWISE;
      const outcome = emit({ at: Number.isNaN(at) ? undated() : at, sensor, ...found });
      return outcome === OK ? OK : ROUTINE;
    };
  },
});

interface Head {
  readonly at: number;
  readonly sensor: string;
  readonly message: string;
  /** True when the line says that it is of OpenVPN. */
  readonly of: boolean;
}

/** OpenVPN's own stamp may have microseconds behind it. */
const headOf = (text: string, stamps: Stamps): Head => {
  const own = OWN.exec(text);
  if (own) {
    const at = stamps.any(own[1]!);
    if (!Number.isNaN(at)) {
      const micros = own[2] === undefined ? 0 : Number(own[2]) / 1000;
      return { at: at + micros, sensor: '', message: text.slice(own[0].length), of: false };
    }
  }
  const head = syslogHead(text, stamps);
  const of = PROGRAM.test(head.program);
  if (head.program !== '' && !of) return { at: head.at, sensor: '', message: '', of };
  return { at: head.at, sensor: head.host, message: head.message.trim(), of };
};

interface Peer {
  /** Empty until the client has shown who it is. */
  readonly user: string;
  readonly source: string | undefined;
  readonly sourcePort: string | undefined;
}

const peerOf = (found: RegExpExecArray | null): Peer | null => {
  if (!found) return null;
  const [, user = '', v6, v4, port, later = ''] = found;
  return { user: user || later, source: v6 ?? v4, sourcePort: port };
};

type Said = Omit<Draft, 'at'>;

const read = (words: string, peer: Peer | null): Said | null => {
  const primary = PRIMARY.exec(words) ?? LEARN.exec(words);
  if (primary) return learned(primary.groups!);
  if (!peer) return refusedBy(words);
  const known = (
    user: string | undefined,
    event: 'signed-in' | 'failed' | 'signed-out',
  ): Said | null =>
    user === undefined || user === '' || user === 'UNDEF'
      ? null
      : { kind: 'sign-in', event, service: 'vpn', session: sessionOf(peer), ...peer, user };
  const initiated = INITIATED.exec(words);
  if (initiated) return known(initiated[1] ?? peer.user, 'signed-in');
  const accepted = ACCEPTED.exec(words);
  if (accepted) return known(accepted[1] ?? peer.user, 'signed-in');
  if (ENDED.test(words)) return known(peer.user, 'signed-out');
  const failed = FAILED.exec(words);
  if (!failed) return null;
  const { source, sourcePort } = peer;
  return (
    known(failed[1] ?? peer.user, 'failed') ?? {
      kind: 'alert',
      text: words,
      source,
      sourcePort,
      application: 'openvpn',
    }
  );
};

const sessionOf = ({ source, sourcePort }: Peer): string => `${source}:${sourcePort}`;

/** `10.20.8.6 -> alice/203.0.113.7:51234`, the other way round in `primary virtual IP for …`. */
const learned = (groups: Readonly<Record<string, string | undefined>>): Said | null => {
  const peer = peerOf(CLIENT.exec(`${groups['peer']} `));
  if (!peer || peer.user === '' || peer.user === 'UNDEF') return null;
  const address = groups['address']!;
  const hardware = /^[\da-f]{2}(?::[\da-f]{2}){5}$/i.test(address);
  return {
    kind: 'sign-in',
    event: 'signed-in',
    service: 'vpn',
    session: sessionOf(peer),
    ...peer,
    ...(hardware ? { mac: address } : { assigned: address }),
  };
};

/** `SENT CONTROL [alice]: 'AUTH_FAILED' (status=1)` names no address. */
const refusedBy = (words: string): Said | null => {
  const user = /^SENT CONTROL \[([^\]]{1,256})\]: 'AUTH_FAILED/.exec(words)?.[1];
  return user === undefined || user === 'UNDEF'
    ? null
    : { kind: 'sign-in', event: 'failed', service: 'vpn', user };
};

const OWN =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})(?: us=(\d{1,6}))? /;
const PROGRAM = /^(?:openvpn|ovpn)/i;
/** `alice/203.0.113.7:51234 `, `203.0.113.7:51234 `, `alice/[2001:db8::7]:51234 `, `203.0.113.7:51234/alice `. */
const CLIENT =
  /^(?:([^/[\]]{1,256})\/)?(?:\[AF_INET6?\]|(?:udp|tcp)[46]?(?:-server)?:)?(?:\[?([\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}?)\]?|(\d{1,3}(?:\.\d{1,3}){3})):(\d{1,5})(?:\/(\S{1,256}))? /;
const PEER = '(?<peer>.{3,330})';
const PRIMARY = new RegExp(
  String.raw`^MULTI: primary virtual IP(?:v6)? for ${PEER}: (?<address>[\da-fA-F.:]{2,45})$`,
);
const LEARN = new RegExp(
  String.raw`^MULTI: Learn: (?<address>[\da-fA-F.:]{2,45})(?:@\d{1,5})? -> ${PEER}$`,
);
const INITIATED = /^(?:\[([^\]]{1,256})\] )?Peer Connection Initiated with /;
const ACCEPTED =
  /^(?:TLS: )?(?:Username\/Password authentication succeeded for username '([^']{1,256})'|Authentication succeeded)/;
const ENDED = /\bclient-instance (?:exiting|restarting)|^SIG(?:TERM|USR1)\[soft,/;
const FAILED =
  /^(?:TLS Auth Error|TLS Error|VERIFY ERROR|AUTH: Received control message: AUTH_FAILED|TLS: Username\/Password authentication failed for username '([^']{1,256})'|Fatal TLS error|SENT CONTROL \[[^\]]{1,256}\]: 'AUTH_FAILED|TLS_ERROR)/;
/** Words of OpenVPN alone, by which a line without a program is known. */
const WORDS =
  /^(?:MULTI(?:_sva)?: |peer info: IV_|VERIFY (?:OK|X509NAME|KU|EKU)|TLS: |PUSH: |SENT CONTROL \[|Control Channel: TLS|(?:Outgoing|Incoming) (?:Data|Control) Channel|Data Channel |IFCONFIG POOL |ifconfig_pool_|OpenVPN \d|TLS Error|(?:TCP|UDP)v[46]\w* link |TCP connection established with \[AF_INET|Could not determine IPv4\/IPv6 protocol|OPTIONS IMPORT: |(?:\[UNDEF\] )?Peer Connection Initiated with \[AF_INET)/;
