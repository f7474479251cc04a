// Search expressions of eDonkey servers and Kad: a tree in prefix order.
//   00 <and|or|not> <left> <right>   01 <length 2> <words>   02 <length 2> <value> <length 2> <tag>
//   03 <u32> <operator> <length 2> <tag>   08 <u64> <operator> <length 2> <tag>
// Facts: aMule src/kademlia/net/KademliaUDPListener.cpp (the reader of the same tree).
import { LIMITS } from '../../model/limits.ts';
import { type Fields, u16At } from './fields.ts';

/** Offset after a tree that begins at `start`, or -1. */
export const skipTree = (bytes: Uint8Array, start: number, end: number, depth = 0): number => {
  if (start >= end || depth >= LIMITS.searchDepthMax) return -1;
  const kind = bytes[start]!;
  if (kind === 0) {
    if (start + 2 > end || bytes[start + 1]! > 2) return -1;
    const right = skipTree(bytes, start + 2, end, depth + 1);
    return right < 0 ? -1 : skipTree(bytes, right, end, depth + 1);
  }
  if (kind === 1) return skipString(bytes, start + 1, end);
  if (kind === 2) return skipString(bytes, skipString(bytes, start + 1, end), end);
  const numberBytes = kind === 3 ? 4 : kind === 8 ? 8 : -1;
  if (numberBytes < 0 || start + 2 + numberBytes > end || bytes[start + 1 + numberBytes]! > 5)
    return -1;
  return skipString(bytes, start + 2 + numberBytes, end);
};

const skipString = (bytes: Uint8Array, at: number, end: number): number => {
  if (at < 0 || at + 2 > end) return -1;
  const next = at + 2 + u16At(bytes, at);
  return next > end ? -1 : next;
};

/** The words of the tree joined by spaces; `NOT` branches are left out, as nobody looks for them. */
export const wordsOf = (fields: Fields, depth = 0): string => {
  if (depth >= LIMITS.searchDepthMax) fields.ok = false;
  if (!fields.ok || fields.left < 1) return '';
  const kind = fields.u8();
  if (kind === 0) {
    const operator = fields.u8();
    const left = wordsOf(fields, depth + 1);
    const right = wordsOf(fields, depth + 1);
    return operator === 2 || right === '' ? left : left === '' ? right : `${left} ${right}`;
  }
  if (kind === 1) return fields.text(fields.u16());
  if (kind === 2) fields.skip(fields.u16());
  else fields.skip(kind === 3 ? 5 : 9);
  fields.skip(fields.u16());
  return '';
};
