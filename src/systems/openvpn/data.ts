// openvpn/data: OpenVPN over UDP when its handshake was not captured: data packets of version 2 with an AEAD cipher, the
// usual ones since 2.4 (2016).
// https://openvpn.net/community-resources/openvpn-protocol/
//
//   9 (5 bits) key id (3 bits) | peer id (3) | packet id (4, counts up by one) | tag (16) | encrypted
//
// Proof: both ends send the same peer id of 24 bits, and three times one end's packet id is up to 8 above its last one
// (29 bits each).
//
// Looks alike: QUIC short headers (40–7F), whose packet numbers are encrypted; home-made formats of type, session and
// sequence number, which seldom have the same session in both directions and 24 random bits of it.
// Does not see: version 1 and CBC ciphers (an HMAC stands where the packet id does), packet ids of 64 bits (2.7), static
// keys, flows of which one direction is missing.
import { u32 } from '../../wire/codec/big-endian.ts';
import { type Datagram, type DatagramDissector, MORE, NO, YES } from '../../wire/dissector.ts';

export const openvpnData = Object.freeze({
  id: 'openvpn/data',
  system: 'openvpn',
  transport: 'udp',
  firstBytes: [0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f],
  // Header, tag and one byte.
  bytesMin: 25,
  inspect: (datagram: Datagram) => {
    const { bytes, start, memory, direction } = datagram;
    const peer = u32(bytes, start) & 0xffffff;
    const id = u32(bytes, start + 4);
    if (id >= IDS_MAX || peer === 0xffffff) return NO;
    if (memory === 0) {
      datagram.memory = remembered(0, 0, direction, peer, id);
      return MORE;
    }
    if (peer !== peerOf(memory)) return NO;
    const tracked = trackedOf(memory);
    if (direction !== tracked) {
      datagram.memory = remembered(countOf(memory), 1, tracked, peer, idOf(memory));
      return countOf(memory) >= STEPS ? YES : MORE;
    }
    const step = id - idOf(memory);
    if (step < 1 || step > STEP_MAX) return NO;
    const count = Math.min(countOf(memory) + 1, STEPS);
    datagram.memory = remembered(count, answeredOf(memory), tracked, peer, id);
    return count >= STEPS && answeredOf(memory) === 1 ? YES : MORE;
  },
}) satisfies DatagramDissector;

const STEPS = 3;
/** Packets overtake each other or are lost. */
const STEP_MAX = 8;
/** Ids that fit the memory of a flow: a gigabyte of full packets. A tunnel that runs longer without a new key is not seen. */
const IDS_MAX = 2 ** 23;

// One number of 53 bits: count (2) | the other end answered (1) | direction followed (1) | peer id (24) | packet id (23)
const remembered = (
  count: number,
  answered: number,
  tracked: number,
  peer: number,
  id: number,
): number => 2 ** 52 + (count * 4 + answered * 2 + tracked) * 2 ** 47 + peer * 2 ** 23 + id;

const flagsOf = (memory: number): number => Math.floor(memory / 2 ** 47) & 15;
const countOf = (memory: number): number => flagsOf(memory) >> 2;
const answeredOf = (memory: number): number => (flagsOf(memory) >> 1) & 1;
const trackedOf = (memory: number): number => flagsOf(memory) & 1;
const peerOf = (memory: number): number => Math.floor(memory / 2 ** 23) % 2 ** 24;
const idOf = (memory: number): number => memory % 2 ** 23;
