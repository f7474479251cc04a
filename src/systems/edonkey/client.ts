// edonkey/client: two eDonkey clients (eDonkey2000, eMule, aMule, MLDonkey, Shareaza, …) over TCP.
//
//   client ── Hello 01 ──────────► server        frame: E3|C5|D4, length 4 LE, opcode, body
//          ◄─ HelloAnswer 4C ────                 C5: eMule's extensions, D4: zlib-packed
//          ── file name 58, 54 ──►
//          ◄─ 59, accept 55, 46 ─
//
// Facts: unofficial eDonkey protocol specification 0.6.2 (jmule.org/files/eDonkey-protocol-0.6.2.html); aMule
// src/include/protocol/ed2k/Client2Client/TCP.h. Checked against captures of aMule 2.3.3 and of eMule mods.
// Sound because a frame must have a known opcode and the exact length that the opcode demands, or a Hello whose tag
// list ends where the frame does: 40 bits and more by accident. One frame whose length may vary is not enough.
// Looks alike: anything that begins E3, C5 or D4 (encrypted streams; Bitcoin Cash E3E1F3E8, pcap files D4C3B2A1): their
// "length" is out of range. eDonkey servers use the same frame with other opcodes (server.ts).
// Not seen: obfuscated connections (their first byte is by design none of the three: opened.ts), and connections whose beginning
// was not captured unless a frame begins where the capture does.
import { MORE, NO, type StreamDissector, type StreamHead, YES } from '../../wire/dissector.ts';
import { openClient } from './client-reader.ts';
import { u32At } from './fields.ts';
import {
  BAD,
  EDONKEY,
  EMULE,
  OPEN,
  PACKED,
  STRONG,
  WEAK,
  weighFrames,
  weighPacked,
  weighPeer,
} from './frames.ts';

export const edonkeyClient = Object.freeze({
  id: 'edonkey/client',
  system: 'edonkey',
  transport: 'tcp',
  firstBytes: [EDONKEY, EMULE, PACKED],
  inspect(head: StreamHead) {
    const there = weighFrames(head.bytes[0], head.length[0]!, weighClientFrame);
    const back = weighFrames(head.bytes[1], head.length[1]!, weighClientFrame);
    if (there === BAD || back === BAD) return NO;
    if (there + back >= 2 * WEAK) return YES;
    return head.ended ? NO : MORE;
  },
  mirrored: true,
  open: openClient,
}) satisfies StreamDissector;

const weighClientFrame = (
  protocol: number,
  opcode: number,
  bytes: Uint8Array,
  body: number,
  length: number,
  end: number,
): number => {
  if (protocol === PACKED)
    return EMULE_LENGTHS[opcode] === undefined && EDONKEY_LENGTHS[opcode] === undefined
      ? BAD
      : weighPacked(bytes, body, end);
  if (protocol === EDONKEY && opcode === 0x4c) return weighPeer(bytes, body, body + length, end);
  if (protocol === EDONKEY && opcode === 0x01) {
    if (body < end && bytes[body] !== 0x10) return BAD;
    return weighPeer(bytes, body + 1, body + length, end);
  }
  const rule = (protocol === EDONKEY ? EDONKEY_LENGTHS : EMULE_LENGTHS)[opcode];
  if (rule === undefined || length < (rule < 0 ? -rule : rule)) return BAD;
  if (protocol === EDONKEY && opcode === 0x46) return weighPart(bytes, body, length, end);
  if (rule < 0) return WEAK;
  return length === rule ? STRONG : BAD;
};

/** SendingPart: hash 16, start 4, end 4, then exactly the bytes between. */
const weighPart = (bytes: Uint8Array, body: number, length: number, end: number): number => {
  if (body + 24 > end) return OPEN;
  const size = (u32At(bytes, body + 20) - u32At(bytes, body + 16)) >>> 0;
  return size === length - 24 ? STRONG : BAD;
};

/** Body length by opcode; negative: at least that many bytes. */
const EDONKEY_LENGTHS: Readonly<Record<number, number>> = {
  70: -25,
  71: 40,
  72: 16,
  73: 16,
  74: 0,
  75: -4,
  77: 8,
  78: -2,
  79: 16,
  80: -18,
  81: 16,
  82: -18,
  84: 16,
  85: 0,
  86: 0,
  87: 0,
  88: -16,
  89: -18,
  91: 16,
  92: 4,
  93: 0,
  94: -2,
  95: -4,
  96: -6,
  97: 0,
};

const EMULE_LENGTHS: Readonly<Record<number, number>> = {
  1: -6,
  2: -6,
  64: -25,
  96: 12,
  97: -5,
  129: 16,
  130: -18,
  131: 19,
  132: -19,
  133: -2,
  134: -2,
  135: 5,
  144: 16,
  145: -17,
  146: -17,
  147: -17,
  151: 0,
  152: 4,
  153: -34,
  154: -16,
  155: 38,
  156: -16,
  157: 36,
  158: 16,
  159: 0,
  160: 0,
  161: -29,
  162: -33,
  163: 64,
  164: -25,
  165: -1,
  166: 1,
  167: -2,
  168: 0,
};
