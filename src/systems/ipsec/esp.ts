// ipsec/esp-udp: ESP in UDP (NAT traversal) when its key exchange was not captured.
// RFC 3948 §2.1: SPI (4, never 0), sequence number (4, counts up by one), encrypted in words of 4 bytes.
//
// Proof: three times one end's datagram has the SPI of its last one and a sequence number up to 8 above it (61 bits each),
// and the flow has an end at 4500, where RFC 3948 puts it: other formats with a session and a sequence number are many, so
// that the port is demanded beside the structure. SPIs below 256 are reserved.
// Looks alike: home-made formats on port 4500. Does not see: ESP in UDP on other ports, raw ESP and AH.
import { u32 } from '../../wire/codec/big-endian.ts';
import { type Datagram, type DatagramDissector, MORE, NO, YES } from '../../wire/dissector.ts';

export const ipsecEsp = Object.freeze({
  id: 'ipsec/esp-udp',
  system: 'ipsec',
  transport: 'udp',
  // SPI, sequence number, and at least a block and a tag.
  bytesMin: 8 + 12 + 12,
  inspect: (datagram: Datagram) => {
    if (datagram.clientPort !== PORT && datagram.serverPort !== PORT) return NO;
    const { bytes, start, end, direction, memory } = datagram;
    const spi = u32(bytes, start);
    const sequence = u32(bytes, start + 4);
    // The key exchange on the same ports has zeros here.
    if (spi === 0) return MORE;
    if (spi < 256 || ((end - start) & 3) !== 0 || sequence === 0) return NO;
    const state = (spi >>> 12) * 2 ** 24 + (sequence % 2 ** 24);
    if (memory === 0) {
      datagram.memory = remembered(1, direction, state);
      return MORE;
    }
    if (directionOf(memory) !== direction) return MORE;
    const last = memory % 2 ** 44;
    const step = state - last;
    if (step < 1 || step > STEP_MAX) return NO;
    const count = countOf(memory) + 1;
    if (count > STEPS) return YES;
    datagram.memory = remembered(count, direction, state);
    return MORE;
  },
}) satisfies DatagramDissector;

const PORT = 4500;
const STEPS = 3;
const STEP_MAX = 8;

// count (3) | direction (1) | upper 20 bits of the SPI | lower 24 bits of the sequence number
const remembered = (count: number, direction: number, state: number): number =>
  (count * 2 + direction) * 2 ** 44 + state;
const countOf = (memory: number): number => Math.floor(memory / 2 ** 45);
const directionOf = (memory: number): number => Math.floor(memory / 2 ** 44) & 1;
