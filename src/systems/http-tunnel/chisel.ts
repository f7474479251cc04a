// http-tunnel/chisel: chisel's request for a WebSocket when its request line is damaged or bent, so that no HTTP reader
// takes it for HTTP, though the server granted it.
// Specification: https://github.com/jpillora/chisel (`Sec-WebSocket-Protocol: chisel-v3`), RFC 6455 §4.
// Sound because: a header field with the program's name and version stands in the client's first words, and the server
// answered with 101. Whole requests are left to the HTTP reader (websocket-tunnels.ts).
// Looks alike: nothing known.
// Does not see: chisel inside TLS.
import { ascii, matchesAnyCaseAt, matchesAt } from '../../wire/codec/ascii.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const GET = ascii('GET ');
const VERSION = ascii('HTTP/1.');
const FIELD = ascii('\nsec-websocket-protocol: chisel-v');
const GRANTED = ascii('HTTP/1.1 101');
const TARGET_MAX = 256;
const SEARCHED_MAX = 1024;

export const chisel = Object.freeze({
  id: 'http-tunnel/chisel',
  system: 'http-tunnel',
  transport: 'tcp',
  firstBytes: [0x47],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[0];
    const length = Math.min(head.length[0]!, SEARCHED_MAX);
    if (head.first !== 0) return NO;
    if (length < GET.length) return head.ended ? NO : MORE;
    if (!matchesAt(bytes, 0, length, GET)) return NO;
    let at = GET.length;
    while (at < length && bytes[at] !== 0x20 && at < TARGET_MAX) at++;
    if (at + 1 + VERSION.length > length) return at >= TARGET_MAX ? NO : MORE;
    if (bytes[at] !== 0x20 || matchesAt(bytes, at + 1, length, VERSION)) return NO;
    if (!holds(bytes, at, length)) return length < SEARCHED_MAX && head.length[1] === 0 ? MORE : NO;
    const answered = head.length[1]!;
    if (answered < GRANTED.length) return MORE;
    return matchesAt(head.bytes[1], 0, answered, GRANTED) ? YES : NO;
  },
} satisfies StreamDissector);

const holds = (bytes: Uint8Array, from: number, end: number): boolean => {
  for (let at = from; at + FIELD.length <= end; at++)
    if (bytes[at] === 0x0a && matchesAnyCaseAt(bytes, at, end, FIELD)) return true;
  return false;
};
