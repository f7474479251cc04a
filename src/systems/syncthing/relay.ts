// syncthing/relay: a device joins a session at a relay, in clear text before TLS begins.
// https://docs.syncthing.net/specs/relay-v1.html
//
//   9E 79 BC 40 │ type 4 = 3 (JoinSessionRequest) │ length 4 │ key: length 4, bytes, filled up to a multiple of four
//
// Proof: 64 fixed bits, and two lengths that agree. Looks alike: nothing known. Does not see: the TLS inside, and the
// control connection to a relay, which is TLS itself (syncthing/bep).
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const MAGIC = [0x9e, 0x79, 0xbc, 0x40, 0, 0, 0, 3];
const HEAD_BYTES = 16;
/** The specification allows keys of up to 32 bytes. */
const KEY_BYTES_MAX = 32;

export const relay = Object.freeze({
  id: 'syncthing/relay',
  system: 'syncthing',
  transport: 'tcp',
  firstBytes: [MAGIC[0]!],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0) return NO;
    const bytes = head.bytes[0];
    const known = Math.min(head.length[0], MAGIC.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== MAGIC[i]) return NO;
    if (head.length[0] < HEAD_BYTES) return MORE;
    const key = u32(bytes, 12);
    return key >= 1 && key <= KEY_BYTES_MAX && u32(bytes, 8) === 4 + ((key + 3) & ~3) ? YES : NO;
  },
}) satisfies StreamDissector;
