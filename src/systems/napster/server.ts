// napster/server: the connection of a client to a Napster or OpenNap server.
// https://sources.debian.org/src/opennap/0.44-2/napster.txt/ §2 and §3 (2 login, 6 new user login)
//
//   client   length 2 │ type 2 or 6 │ nick password port "client" speed [build or e-mail]     (lowest byte first)
//   server   length 2 │ type 3 │ e-mail, then 621 message of the day, 214 statistics …
//
// Before it the client may ask whether a nick is free (7) or send its version (4, 14, 920).
//
// Proof: the login fills its length exactly: five fields, the third a port number, the fourth in quotes, the fifth a number,
// no control character: beside the 32 bits of length and type over sixty bits of structure.
// Looks alike: other formats with a length in front (none has such a text). Whoever answers anything that is no message
// does not take part. Does not see: connections whose beginning was missed; the directory server (metaserver), which
// only sends an address with a port, as services that tell a caller his own address do.
import { isDigit } from '../../wire/codec/ascii.ts';
import { u16le } from '../../wire/codec/little-endian.ts';
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { HEADER_BYTES } from './messages.ts';
import { ServerReader } from './server-reader.ts';

const LOGIN = 2;
const NEW_USER_LOGIN = 6;
const VERSION_CHECK = 4;
const NICK_CHECK = 7;
const LOGIN_OPTIONS = 14;
/** Sent by Napster 2.0 beta 8 before the login. */
const BETA_GREETING = 920;
/** Nick, password, client and e-mail of the longest kind stay well below. */
const LOGIN_BYTES_MAX = 511;
/** `a b 0 "" 0` */
const LOGIN_BYTES_MIN = 10;
const MESSAGES_BEFORE_LOGIN_MAX = 6;

export const napsterServer = Object.freeze({
  id: 'napster/server',
  system: 'napster',
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0 || head.midstream) return NO;
    const bytes = head.bytes[0];
    const seen = head.length[0];
    let at = 0;
    for (let i = 0; i < MESSAGES_BEFORE_LOGIN_MAX; i++) {
      if (at + HEADER_BYTES > seen) return couldBegin(bytes, at, seen) ? MORE : NO;
      const type = u16le(bytes, at + 2);
      const text = at + HEADER_BYTES;
      const stop = text + u16le(bytes, at);
      if (stop - text > LOGIN_BYTES_MAX || !isEarly(type)) return NO;
      if (!isText(bytes, text, Math.min(stop, seen))) return NO;
      if (stop > seen) return MORE;
      if (type === LOGIN || type === NEW_USER_LOGIN) return isLogin(bytes, text, stop) ? YES : NO;
      at = stop;
    }
    return NO;
  },
  open: (flow: FlowSink): StreamReader => new ServerReader(flow),
}) satisfies StreamDissector;

const couldBegin = (bytes: Uint8Array, at: number, seen: number): boolean =>
  (at + 2 > seen || bytes[at + 1]! <= LOGIN_BYTES_MAX >> 8) &&
  (at + 3 > seen || EARLY.includes(bytes[at + 2]!));

const isEarly = (type: number): boolean =>
  type === BETA_GREETING || (type < 256 && EARLY.includes(type) && type !== (BETA_GREETING & 0xff));

/** Low bytes of the types that a client may send first. */
const EARLY = [
  LOGIN,
  NEW_USER_LOGIN,
  VERSION_CHECK,
  NICK_CHECK,
  LOGIN_OPTIONS,
  BETA_GREETING & 0xff,
];

const isText = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i]! < 0x20 || bytes[i] === 0x7f) return false;
  return true;
};

/** `nick password port "client" speed`, with a word behind it or without. */
const isLogin = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < LOGIN_BYTES_MIN) return false;
  const nick = wordEnd(bytes, start, end);
  const password = wordEnd(bytes, nick + 1, end);
  const port = password + 1;
  const portEnd = digitsEnd(bytes, port, end);
  if (nick === start || nick === end || password === nick + 1 || password === end) return false;
  if (portEnd === port || portEnd - port > 5 || portEnd + 1 >= end) return false;
  if (bytes[portEnd] !== SPACE || bytes[portEnd + 1] !== QUOTE) return false;
  let close = portEnd + 2;
  while (close < end && bytes[close] !== QUOTE) close++;
  const speed = close + 2;
  if (speed >= end || bytes[close + 1] !== SPACE) return false;
  const speedEnd = digitsEnd(bytes, speed, end);
  if (speedEnd === speed || speedEnd - speed > SPEED_DIGITS_MAX) return false;
  return speedEnd === end || bytes[speedEnd] === SPACE;
};

const SPACE = 0x20;
const QUOTE = 0x22;
const SPEED_DIGITS_MAX = 2;

const wordEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && bytes[at] !== SPACE) at++;
  return Math.min(at, end);
};

const digitsEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at;
};
