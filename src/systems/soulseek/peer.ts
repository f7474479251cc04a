// soulseek/peer: connections between two Soulseek clients, plain or with the "rotated" obfuscation.
// https://github.com/nicotine-plus/nicotine-plus/blob/master/doc/SLSKPROTOCOL.md ("Peer Init Messages")
// Obfuscation: https://github.com/JurgenR/aioslsk, documentation of `protocol.obfuscation`
//
//   PeerInit    length 4 │ 1 │ user name │ 1, "P" "F" or "D" │ token 4
//   obfuscated  key 4, then every 4 bytes xor the key, which is turned left by one bit before each
//
// Proof: the message's length agrees with the name's, the type is a text of one of three letters: over 70 bits, also of what
// the four bytes in front unlock. PierceFirewall, the other beginning (05 00 00 00, 0, token), has 40 fixed bits that any
// short message may have: alone it proves nothing, and is named by the endpoint learned from others.
//
// Looks alike: soulseek/server (a code of four bytes). Does not see: PierceFirewall; beginnings that were missed; the
// messages behind an obfuscated beginning (no fact is worth the second decoder). Obfuscated: checked on made bytes only.

import { u32le } from '../../wire/codec/little-endian.ts';
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
import { textEnd } from './fields.ts';
import { PeerReader } from './peer-reader.ts';

const PEER_INIT = 1;
/** Behind the name: length and letter of the type, token (some programs send 8 bytes). */
const TAIL_BYTES = 9;
const TAIL_BYTES_MAX = 13;
const NAME_BYTES_MAX = 64;
const INIT_BYTES_MIN = 1 + 4 + 1 + TAIL_BYTES;
const INIT_BYTES_MAX = 1 + 4 + NAME_BYTES_MAX + TAIL_BYTES_MAX;

export const peer = Object.freeze({
  id: 'soulseek/peer',
  system: 'soulseek',
  transport: 'tcp',
  firstBytes: Array.from(
    { length: INIT_BYTES_MAX - INIT_BYTES_MIN + 1 },
    (_, i) => INIT_BYTES_MIN + i,
  ),
  inspect: (head: StreamHead): Verdict => {
    if (head.midstream || head.first !== 0) return NO;
    return inspectInit(head.bytes[0], head.length[0]);
  },
  open: (flow: FlowSink): StreamReader => new PeerReader(flow),
}) satisfies StreamDissector;

export const obfuscatedPeer = Object.freeze({
  id: 'soulseek/peer-obfuscated',
  system: 'soulseek',
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    if (head.midstream || head.first !== 0) return NO;
    const bytes = head.bytes[0];
    const seen = head.length[0];
    if (seen < 9) return seen < 4 ? MORE : beginsObfuscated(bytes, seen) ? MORE : NO;
    if (!beginsObfuscated(bytes, seen)) return NO;
    const clear = Math.min(seen - 4, CLEAR_BYTES);
    for (let i = 0; i < clear; i++) CLEARED[i] = bytes[4 + i]! ^ keyByte(bytes, i);
    return inspectInit(CLEARED, clear);
  },
}) satisfies StreamDissector;

const inspectInit = (bytes: Uint8Array, seen: number): Verdict => {
  if (seen < 5) return seen < 4 || u32le(bytes, 0) <= INIT_BYTES_MAX ? MORE : NO;
  const length = u32le(bytes, 0);
  if (length < INIT_BYTES_MIN || length > INIT_BYTES_MAX || bytes[4] !== PEER_INIT) return NO;
  const name = textEnd(bytes, 5, seen, NAME_BYTES_MAX);
  if (name <= 0) return name === 0 ? MORE : NO;
  const tail = 4 + length - name;
  if (tail !== TAIL_BYTES && tail !== TAIL_BYTES_MAX) return NO;
  if (seen < name + 5) return MORE;
  if (u32le(bytes, name) !== 1) return NO;
  const type = bytes[name + 4]!;
  return type === MESSAGES || type === FILE || type === DISTRIBUTED ? YES : NO;
};

const MESSAGES = 0x50;
const FILE = 0x46;
const DISTRIBUTED = 0x44;

/** The length must come out small: 24 bits of three zero bytes, cheap to test on every connection. */
const beginsObfuscated = (bytes: Uint8Array, seen: number): boolean => {
  const known = Math.min(seen, 8);
  for (let i = 5; i < known; i++) if ((bytes[i]! ^ keyByte(bytes, i - 4)) !== 0) return false;
  return true;
};

/** Byte `i` of the stream of keys: word `w` of it is the key turned left by `w + 1` bits. */
const keyByte = (bytes: Uint8Array, i: number): number => {
  const key = u32le(bytes, 0);
  const turn = ((i >> 2) + 1) & 31;
  const word = turn === 0 ? key : (key << turn) | (key >>> (32 - turn));
  return (word >>> (8 * (i & 3))) & 0xff;
};

const CLEAR_BYTES = 4 + INIT_BYTES_MAX;
/** Filled and read within one call. */
const CLEARED = new Uint8Array(CLEAR_BYTES);
