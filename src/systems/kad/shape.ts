// Which datagrams are Kad messages, by opcode, exact length, counts and tags. Used before a verdict: reads bytes only.
// Facts: aMule src/kademlia/net/KademliaUDPListener.cpp and src/include/protocol/kad{,2}/Client2Client/UDP.h.
import { u16At } from '../edonkey/fields.ts';
import { isZlib } from '../edonkey/packed.ts';
import { skipTree } from '../edonkey/search-tree.ts';
import { skipTags } from '../edonkey/tags.ts';

export const KAD = 0xe4;
export const KAD_PACKED = 0xe5;

/** 0: no Kad message, 1: could be one (16 bits and a length), 2: is one (22 bits and more beside the length). */
export const weighKad = (bytes: Uint8Array, start: number, end: number): number => {
  const length = end - start - 2;
  if (length < 0) return 0;
  const opcode = bytes[start + 1]!;
  const body = start + 2;
  if (bytes[start] === KAD_PACKED) {
    if (length < 12 || !PACKABLE.has(opcode)) return 0;
    return isZlib(bytes[body]!, bytes[body + 1]!) ? 2 : 0;
  }
  if (bytes[start] !== KAD) return 0;
  const short = SHORT_LENGTHS[opcode];
  if (short !== undefined) return short.includes(length) ? 1 : 0;
  return weighLong(opcode, bytes, body, length, end);
};

const weighLong = (
  opcode: number,
  bytes: Uint8Array,
  body: number,
  length: number,
  end: number,
): number => {
  switch (opcode) {
    case 0x08:
      return length >= 2 && length === 2 + 25 * u16At(bytes, body) ? 2 : 0;
    case 0x09:
      return length >= 21 && length === 21 + 25 * u16At(bytes, body + 19) ? 2 : 0;
    case 0x11:
    case 0x19:
      return weighHello(bytes, body, length, end);
    case 0x20:
    case 0x21:
      return length === 33 && LOOKUPS.has(bytes[body]!) ? 2 : 0;
    case 0x22:
      return length >= 17 && skipTags(bytes, body + 17, end, bytes[body + 16]!) === end ? 2 : 0;
    case 0x28:
    case 0x29:
      return length >= 17 && length === 17 + 25 * bytes[body + 16]! ? 2 : 0;
    case 0x33:
      return weighKeySearch(bytes, body, length, end);
    case 0x34:
      return length === 26 && u16At(bytes, body + 24) === 0 ? 2 : 0;
    case 0x35:
      return length === 24 && u16At(bytes, body + 22) === 0 ? 2 : 0;
    case 0x38:
    case 0x3a:
    case 0x40:
    case 0x43:
      return weighEntries(bytes, body + 16, end);
    case 0x3b:
      return weighEntries(bytes, body + 32, end);
    case 0x42:
    case 0x44:
    case 0x45:
      return weighTagged(bytes, body + 32, end) === end ? 2 : 0;
    default:
      return 0;
  }
};

/** id 16, TCP port 2, Kad version 1, tag count 1, tags. Versions in use: 1 to 9. */
const weighHello = (bytes: Uint8Array, body: number, length: number, end: number): number => {
  if (length < 20) return 0;
  const version = bytes[body + 18]!;
  if (version < 1 || version > 0x20) return 0;
  return weighTagged(bytes, body + 19, end) === end ? 2 : 0;
};

/** target 16, start 2 whose high bit says that a search tree follows. */
const weighKeySearch = (bytes: Uint8Array, body: number, length: number, end: number): number => {
  if (length < 18) return 0;
  const from = u16At(bytes, body + 16);
  if (from < 0x8000) return length === 18 && from <= RESULTS_MAX ? 2 : 0;
  return skipTree(bytes, body + 18, end) === end ? 2 : 0;
};

/** `<count 2>` then id 16 and a tag list each, to the end of the datagram. */
const weighEntries = (bytes: Uint8Array, start: number, end: number): number => {
  if (start + 2 > end) return 0;
  const count = u16At(bytes, start);
  if (count > ENTRIES_MAX) return 0;
  let at = start + 2;
  for (let i = 0; i < count && at >= 0 && at <= end; i++) at = weighTagged(bytes, at + 16, end);
  return at === end ? 2 : 0;
};

/** Offset behind `<count 1><tags>`, -1 or past the end when there is no such list. */
const weighTagged = (bytes: Uint8Array, at: number, end: number): number =>
  at >= end ? -1 : skipTags(bytes, at + 1, end, bytes[at]!);

/** What a lookup is for: find a value, store one, find nodes. */
const LOOKUPS = new Set([0x02, 0x04, 0x0b]);
/** Results a node keeps per keyword (eMule: 60,000 over all; a start beyond 1,000 does not occur). */
const RESULTS_MAX = 1000;
/** Entries of one datagram: each takes 17 bytes at least, and programs send at most 300. */
const ENTRIES_MAX = 300;

/** Lengths of the body of messages that hold nothing to check: they count only together with others. */
const SHORT_LENGTHS: Readonly<Record<number, readonly number[]>> = {
  0: [25],
  1: [0],
  16: [25],
  24: [25],
  50: [16],
  72: [16, 17],
  74: [16],
  75: [17, 18],
  76: [0],
  80: [2],
  81: [34],
  82: [34],
  83: [19],
  88: [4],
  89: [0],
  90: [34, 35],
  96: [0],
  97: [2],
  98: [3],
};

/** eMule packs what exceeds 200 bytes: answers and publications. */
const PACKABLE = new Set([
  0x08, 0x09, 0x11, 0x19, 0x28, 0x29, 0x33, 0x38, 0x3a, 0x3b, 0x40, 0x42, 0x43, 0x44, 0x45,
]);
