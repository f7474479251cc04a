// edonkey/server: an eDonkey client and an index server (eserver, lugdunum) over TCP.
//
//   client ── Login 01 ─────────► server         same frame as between clients (frames.ts), other opcodes
//          ◄─ message 38, id 40 ─                id below 2^24: the server could not reach the client
//          ── offer 15, search 16 ►
//          ◄─ results 33, sources 42
//
// Facts: unofficial eDonkey protocol specification 0.6.2 (jmule.org/files/eDonkey-protocol-0.6.2.html); aMule
// src/include/protocol/ed2k/Client2Server/TCP.h, ServerConnect.cpp. No capture of a server was at hand: checked on
// bytes made after the specification only.
// Sound because a Login's tag list must end where its frame does (40 bits and more), and every other frame must have
// a server opcode with its exact length; packed frames must begin a zlib stream and do not count alone.
// Looks alike: two clients (client.ts): their Hello has the hash length 10 in front of the hash.
// Not seen: obfuscated server connections (a 96-byte Diffie-Hellman value first).
import { MORE, NO, type StreamDissector, type StreamHead, YES } from '../../wire/dissector.ts';
import { u16At, u32At } from './fields.ts';
import {
  BAD,
  EDONKEY,
  OPEN,
  PACKED,
  STRONG,
  WEAK,
  weighFrames,
  weighPacked,
  weighPeer,
} from './frames.ts';
import { openServer } from './server-reader.ts';

export const edonkeyServer = Object.freeze({
  id: 'edonkey/server',
  system: 'edonkey',
  transport: 'tcp',
  firstBytes: [EDONKEY, PACKED],
  inspect(head: StreamHead) {
    const there = weighFrames(head.bytes[0], head.length[0]!, weighServerFrame);
    const back = weighFrames(head.bytes[1], head.length[1]!, weighServerFrame);
    if (there === BAD || back === BAD) return NO;
    if (there + back >= 2 * WEAK) return YES;
    return head.ended ? NO : MORE;
  },
  open: openServer,
}) satisfies StreamDissector;

const weighServerFrame = (
  protocol: number,
  opcode: number,
  bytes: Uint8Array,
  body: number,
  length: number,
  end: number,
): number => {
  if (protocol === PACKED) return PACKABLE.has(opcode) ? weighPacked(bytes, body, end) : BAD;
  if (protocol !== EDONKEY) return BAD;
  if (opcode === 0x01) return weighPeer(bytes, body, body + length, end);
  const lengths = LENGTHS[opcode];
  if (lengths !== undefined) return lengths.includes(length) ? STRONG : BAD;
  const counted = COUNTED[opcode];
  if (counted !== undefined) {
    const [at, width, entry] = counted;
    if (length < at + width) return BAD;
    if (body + at + width > end) return OPEN;
    const count = width === 1 ? bytes[body + at]! : u16At(bytes, body + at);
    return length === at + width + count * entry ? STRONG : BAD;
  }
  const least = LENGTHS_MIN[opcode];
  if (least === undefined || length < least) return BAD;
  if (!LISTS.has(opcode) || body + 4 > end) return WEAK;
  // A file entry takes 26 bytes at least.
  return u32At(bytes, body) * 26 <= length ? WEAK : BAD;
};

/** Body lengths by opcode, where only these occur. */
const LENGTHS: Readonly<Record<number, readonly number[]>> = {
  5: [0],
  20: [0],
  24: [0],
  25: [16, 20, 28],
  28: [4],
  33: [0],
  35: [16, 20, 28],
  52: [8],
  53: [6, 23],
  54: [0, 4],
  64: [4, 8, 12, 16, 20],
};

/** Where the count stands, its width, bytes of an entry. */
const COUNTED: Readonly<Record<number, readonly [number, number, number]>> = {
  50: [0, 1, 6],
  56: [0, 2, 1],
  66: [16, 1, 6],
};

const LENGTHS_MIN: Readonly<Record<number, number>> = {
  21: 4,
  22: 3,
  26: 3,
  51: 4,
  65: 26,
  67: 4,
  68: 17,
};

const LISTS = new Set([0x15, 0x33, 0x43]);
const PACKABLE = new Set([0x15, 0x16, 0x33, 0x38, 0x41, 0x42, 0x43, 0x44]);
