// monero/levin: messages between nodes of Monero and of currencies that took over its code (Levin protocol).
// https://github.com/monero-project/monero/blob/master/docs/LEVIN_PROTOCOL.md
//
//   01 21 01 01 01 01 01 01 │ length 8 │ expects answer 1 │ command 4 │ return code 4 │ flags 4 │ version 4 = 1
//
// Proof: eight fixed bytes, a flag of 0 or 1, a version of 1 and a length below the bound: over 100 bits.
// Looks alike: nothing known. Does not see: nodes reached through Tor or I2P; mining pools (Stratum).
import { u32le } from '../../wire/codec/little-endian.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const MAGIC = [0x01, 0x21, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01];
const HEADER_BYTES = 33;
/** Nodes refuse packets over 100 MB. */
const LENGTH_MAX = 100_000_000;

export const levin = Object.freeze({
  id: 'monero/levin',
  system: 'monero',
  transport: 'tcp',
  firstBytes: [MAGIC[0]!],
  mirrored: true,
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const seen = head.length[head.first];
    const known = Math.min(seen, MAGIC.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== MAGIC[i]) return NO;
    if (seen < HEADER_BYTES) return MORE;
    return u32le(bytes, 8) <= LENGTH_MAX &&
      u32le(bytes, 12) === 0 &&
      bytes[16]! <= 1 &&
      u32le(bytes, 29) === 1
      ? YES
      : NO;
  },
}) satisfies StreamDissector;
