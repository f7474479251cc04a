// Maps of parts (0x50, and in requests of eMule): which parts of a file one has.
import { type Reader, Writer } from './bytes.ts';
import { partsOf, statusParts } from './hashing.ts';

export interface Partial {
  readonly size: number;
  readonly complete: boolean;
  hasPart(part: number): boolean;
}

/** Count of parts, then a bit for each; a count of 0 says that all are there. */
export const mapOf = (file: Partial): Uint8Array => {
  if (file.complete) return new Writer().u16(0).done();
  const count = statusParts(file.size);
  const bits = new Uint8Array((count + 7) >> 3);
  for (let part = 0; part < partsOf(file.size); part++)
    if (file.hasPart(part)) bits[part >> 3]! |= 1 << (part & 7);
  return new Writer().u16(count).bytes(bits).done();
};

/** Which parts such a map says are there; null when it is torn. */
export const readMap = (from: Reader): ((part: number) => boolean) | null => {
  const count = from.u16();
  const bits = from.bytes((count + 7) >> 3);
  if (!from.ok) return null;
  return (part) => count === 0 || ((bits[part >> 3] ?? 0) & (1 << (part & 7))) !== 0;
};
