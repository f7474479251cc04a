// The identity of a file: MD4 over the MD4s of its 9,728,000-byte parts (Kulbak and Bickson §1.3).
import { Md4, md4 } from '../../wire/codec/md4.ts';
import { PART_BYTES } from './opcodes.ts';

/**
 * How files are named whose size is a whole number of parts. eDonkey's later clients and eMule add the hash of an empty
 * part (`red`); the first clients did not (`blue`). For all other sizes both agree.
 */
export type HashRule = 'red' | 'blue';

export interface HashedFile {
  readonly hash: Uint8Array;
  /** As hash sets carry them; empty when the file is one part and its hash is that part's. */
  readonly parts: readonly Uint8Array[];
}

export const hashFile = (bytes: Uint8Array, rule: HashRule = 'red'): HashedFile => {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES)
    parts.push(md4(bytes, at, Math.min(bytes.length, at + PART_BYTES)));
  if (parts.length === 0 || (rule === 'red' && bytes.length % PART_BYTES === 0))
    parts.push(md4(new Uint8Array(0)));
  const [first] = parts;
  if (parts.length === 1 && first) return { hash: first, parts: [] };
  return { hash: hashOfParts(parts), parts };
};

export const hashOfParts = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Md4();
  for (const part of parts) whole.update(part);
  return whole.digest();
};

/** Parts that hold bytes. */
export const partsOf = (size: number): number => Math.max(1, Math.ceil(size / PART_BYTES));

/** Parts as eMule counts them in maps of parts: one more, empty, when the last one is full. */
export const statusParts = (size: number): number => Math.floor(size / PART_BYTES) + 1;
