// openvpn/tcp: the handshake of OpenVPN in TLS mode over TCP: each packet has its length (2) in front, on any port, also
// inside what a proxy's CONNECT or SOCKS carries.
// https://openvpn.net/community-resources/openvpn-protocol/
//
// Proof: as over UDP (udp.ts): the client's reset fills its frame exactly, and the server's reset fills its own and gives
// the session id back, or was begun within a day of the client's; or the client goes on with the same session id.
//
// Looks alike: DNS over TCP and other formats with a length of 16 bits in front, none of which has 38, 40 or 50 behind
// it with these sizes and zeros. Does not see: connections of which the beginning is missing, static key mode.
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import {
  ACK,
  CLIENT_RESET,
  CLIENT_RESET_V3,
  CONTROL,
  ECHO_BYTES,
  PROTECTION,
  type Protection,
  resetProtection,
  SERVER_RESET,
  timeAt,
} from './control.ts';

export const openvpnTcp = Object.freeze({
  id: 'openvpn/tcp',
  system: 'openvpn',
  transport: 'tcp',
  // Upper byte of the first frame's length: resets have 14 to 1,154 bytes.
  firstBytes: [0, 1, 2, 3, 4],
  inspect: (head: StreamHead): Verdict => {
    const asked = head.bytes[head.first];
    const sent = head.length[head.first]!;
    if (sent < 3) return MORE;
    if (asked[2] !== CLIENT_RESET && asked[2] !== CLIENT_RESET_V3) return NO;
    const end = 2 + u16(asked, 0);
    if (end < 2 + 14 || end > FRAME_MAX) return NO;
    if (sent < end) return MORE;
    const protection = resetProtection(asked, 2, end);
    if (protection === PROTECTION.NONE) return NO;
    const goesOn = continues(asked, sent, end);
    return goesOn === MORE ? answers(head, asked, end, protection) : goesOn;
  },
}) satisfies StreamDissector;

const FRAME_MAX = 1200;
const SAME_DAY_SECONDS = 86_400;

/** The next frame of the same end: another reset, a control packet or an acknowledgement with the same session id. */
const continues = (bytes: Uint8Array, length: number, at: number): Verdict => {
  if (length < at + 11) return MORE;
  const opcode = bytes[at + 2]!;
  if (opcode !== CONTROL && opcode !== ACK) return opcode === bytes[2] ? MORE : NO;
  for (let i = 3; i < 11; i++) if (bytes[at + i] !== bytes[i]) return NO;
  return YES;
};

const answers = (
  head: StreamHead,
  asked: Uint8Array,
  askedEnd: number,
  protection: Protection,
): Verdict => {
  const other = head.first === 0 ? 1 : 0;
  const bytes = head.bytes[other];
  const length = head.length[other]!;
  if (length < 3) return MORE;
  const end = 2 + u16(bytes, 0);
  if (bytes[2] !== SERVER_RESET || end > FRAME_MAX) return NO;
  if (length < end) return MORE;
  if (resetProtection(bytes, 2, end) !== protection) return NO;
  if (protection !== PROTECTION.CRYPT) {
    const at = end - ECHO_BYTES;
    return u32(bytes, at) === u32(asked, 3) && u32(bytes, at + 4) === u32(asked, 7) ? YES : NO;
  }
  const one = u32(asked, timeAt(2, askedEnd, asked[2]!, protection));
  const two = u32(bytes, timeAt(2, end, SERVER_RESET, protection));
  return Math.abs(one - two) <= SAME_DAY_SECONDS ? YES : NO;
};
