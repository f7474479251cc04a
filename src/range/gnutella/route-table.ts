// Query routing (QRP 1.0, Rohrs 2002) as leaves and ultrapeers use it: a leaf sends its ultrapeer a table of hashed words,
// and gets only queries whose words are all in it. Table updates between ultrapeers are not sent (QRP 1.0, "Important Note").
//
//   RESET: 00 | table length 4 | infinity 1
//   PATCH: 01 | part, from 1 | parts | compressor: 0 none, 1 zlib | bits an entry | deltas, high half first …
import { deflateSync, inflateSync } from 'node:zlib';
import { littleAt, Octets } from './octets.ts';
import { routeWords } from './words.ts';

/** Entries of the table that a leaf sends: what LimeWire sent. */
const LENGTH = 65_536;
/** Hops that mean "not here"; the spec's own choice (QRP 1.0 §4.1). */
const INFINITY = 7;
/** Bytes of a patch in one message. */
const PART_BYTES = 4096;
/** Largest table taken, entries: its bits are 128 KiB. A leaf that sends more gets no filter, thus every query. */
const LENGTH_MAX = 1 << 20;
/** Smallest: below it the table says nothing. */
const LENGTH_MIN = 1 << 4;

/** Multiplicative hash of a word (QRP 1.0 §3.3 and appendix): bytes folded into 32 bits, times A, the top bits of it. */
export const routeHash = (word: string, bits: number): number => {
  const bytes = Buffer.from(word.toLowerCase(), 'utf8');
  let folded = 0;
  for (let at = 0; at < bytes.length; at++) folded ^= bytes[at]! << (8 * (at & 3));
  return bits === 0 ? 0 : Math.imul(folded, 0x4f1bbcdc) >>> (32 - bits);
};

/** The messages' payloads that tell a neighbour these words: one RESET, then the parts of one PATCH. */
export const tableUpdate = (words: Iterable<string>): Uint8Array[] => {
  // Four bits an entry; −6 takes an entry from infinity (7) to one hop.
  const deltas = new Uint8Array(LENGTH / 2);
  for (const word of words) {
    const entry = routeHash(word, Math.log2(LENGTH));
    deltas[entry >> 1]! |= (entry & 1) === 0 ? 0xa0 : 0x0a;
  }
  const patch = deflateSync(deltas);
  const parts = Math.ceil(patch.length / PART_BYTES);
  const payloads = [new Octets().little(0, 1).little(LENGTH, 4).little(INFINITY, 1).done()];
  for (let part = 0; part < parts; part++)
    payloads.push(
      new Octets()
        .raw(Uint8Array.of(1, part + 1, parts, 1, 4))
        .raw(patch.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
        .done(),
    );
  return payloads;
};

/** What one neighbour said that it has. */
export class RouteTable {
  /** One bit an entry: what is less far than infinity. Null before a RESET: nothing is known, all is sent. */
  #present: Uint8Array | null = null;
  #bits = 0;
  #parts: Uint8Array[] = [];

  /** True when all words of the query may be at the neighbour, or it never said. */
  mayHave(words: readonly string[]): boolean {
    const present = this.#present;
    if (!present) return true;
    return words.every((word) => {
      const entry = routeHash(word, this.#bits);
      return ((present[entry >> 3]! >> (entry & 7)) & 1) === 1;
    });
  }

  /** Takes one payload; false when it makes no sense, and then the table stays as it was. */
  take(payload: Uint8Array): boolean {
    if (payload[0] === 0 && payload.length >= 6) return this.#reset(littleAt(payload, 1, 4));
    if (payload[0] === 1 && payload.length >= 5) return this.#patch(payload);
    return false;
  }

  #reset(length: number): boolean {
    const bits = Math.log2(length);
    if (!Number.isInteger(bits) || length < LENGTH_MIN || length > LENGTH_MAX) return false;
    this.#bits = bits;
    this.#present = new Uint8Array(length >> 3);
    this.#parts = [];
    return true;
  }

  #patch(payload: Uint8Array): boolean {
    const [, part = 0, parts = 0, compressor = 0, entryBits = 0] = payload;
    const bytesMax = 2 ** this.#bits;
    const held = this.#parts.reduce((sum, { length }) => sum + length, 0);
    const wrong =
      !this.#present ||
      part !== this.#parts.length + 1 ||
      part > parts ||
      held + payload.length > bytesMax + 64 ||
      ![1, 4, 8].includes(entryBits) ||
      compressor > 1;
    if (wrong) {
      this.#parts = [];
      return false;
    }
    this.#parts.push(payload.slice(5));
    if (part < parts) return true;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    const deltas = compressor === 0 ? whole : inflated(whole, bytesMax);
    return deltas !== null && this.#apply(deltas, entryBits);
  }

  #apply(deltas: Uint8Array, entryBits: number): boolean {
    const present = this.#present;
    if (!present || deltas.length * 8 !== 2 ** this.#bits * entryBits) return false;
    for (let entry = 0; entry < present.length * 8; entry++) {
      const delta = deltaAt(deltas, entry, entryBits);
      const mask = 1 << (entry & 7);
      // Leaves know one distance only: nearer is "here", farther is "not here".
      if (delta < 0) present[entry >> 3]! |= mask;
      else if (delta > 0) present[entry >> 3]! &= ~mask;
    }
    return true;
  }
}

/** Words of a query as they are hashed; a query by hash alone asks for its urn. */
export const hashedWords = (words: string, urn: string | null): string[] =>
  urn ? [urn] : routeWords(words);

const deltaAt = (deltas: Uint8Array, entry: number, bits: number): number => {
  if (bits === 8) return (deltas[entry]! << 24) >> 24;
  if (bits === 4) return (deltas[entry >> 1]! << ((entry & 1) === 0 ? 24 : 28)) >> 28;
  return -((deltas[entry >> 3]! >> (7 - (entry & 7))) & 1);
};

const inflated = (bytes: Uint8Array, bytesMax: number): Uint8Array | null => {
  try {
    return inflateSync(bytes, { maxOutputLength: bytesMax });
  } catch {
    return null;
  }
};
