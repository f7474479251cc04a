// zerotier/hello: the greeting of a ZeroTier node, the one packet that is signed but not encrypted.
// Packet.hpp and Identity.hpp of github.com/zerotier/ZeroTierOne. No capture was at hand: checked on bytes made after the
// specification only.
//
//   packet id (8) | to (5) | from (5) | flags, cipher, hops (1) | MAC (8) | verb 1 |
//   protocol version (1) | version (1, 1, 2) | time in ms (8) | identity: address (5), type 0, key (64), length (1) …
//
// Proof: the address in the identity is the sender's of the header (40 bits), cipher 0, verb HELLO, identity type 0, and a
// time between 2010 and 2100 (22 zero bits and more).
// Looks alike: nothing known. Does not see: flows that were open before the capture, encrypted hellos, all other packets.
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import { type Datagram, type DatagramDissector, NO, YES } from '../../wire/dissector.ts';

export const zerotierHello = Object.freeze({
  id: 'zerotier/hello',
  system: 'zerotier',
  transport: 'udp',
  bytesMin: 41 + 5 + 1 + 64 + 1,
  inspect: ({ bytes, start }: Datagram) => {
    // Verb without its three flags, cipher 0 (Poly1305 only), protocol versions 4–63.
    if ((bytes[start + 27]! & 0x1f) !== HELLO || (bytes[start + 18]! & 0x38) !== 0) return NO;
    const version = bytes[start + 28]!;
    if (version < 4 || version > 63 || bytes[start + 46] !== 0) return NO;
    if (bytes[start + 13] !== bytes[start + 41]) return NO;
    if (u32(bytes, start + 14) !== u32(bytes, start + 42)) return NO;
    const time = u16(bytes, start + 33) * 2 ** 32 + u32(bytes, start + 35);
    return time >= TIME_MIN && time <= TIME_MAX ? YES : NO;
  },
}) satisfies DatagramDissector;

const HELLO = 1;
/** Milliseconds since 1970 in units of 65,536: 2010 to 2100. */
const TIME_MIN = Math.floor(Date.UTC(2010, 0, 1) / 65_536);
const TIME_MAX = Math.floor(Date.UTC(2100, 0, 1) / 65_536);
