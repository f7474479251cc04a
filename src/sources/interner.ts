// Bounded cache from bytes to what is made of them. Addresses, users and hosts repeat over millions of lines; the same
// bytes give the same string object without making it again. Direct-mapped: a clash replaces, so memory is fixed.
import { LIMITS } from '../model/limits.ts';

export class Interner<T> {
  readonly #make: (text: string) => T;
  readonly #slotMask: number;
  readonly #width: number;
  /** Key bytes, `#width` a slot; a length of 0 marks an empty slot. */
  readonly #keys: Uint8Array;
  readonly #lengths: Uint16Array;
  readonly #values: (T | undefined)[];

  /** Keys longer than `bytesMax` are made anew each time. `slots` is a power of two. */
  constructor(make: (text: string) => T, bytesMax = 64, slots: number = LIMITS.internedMax) {
    this.#make = make;
    this.#width = bytesMax;
    this.#slotMask = slots - 1;
    this.#keys = new Uint8Array(slots * bytesMax);
    this.#lengths = new Uint16Array(slots);
    this.#values = new Array(slots).fill(undefined);
  }

  get(bytes: Uint8Array, start: number, end: number): T {
    const length = end - start;
    if (length <= 0 || length > this.#width) return this.#make(plainText(bytes, start, end));
    const slot = hash(bytes, start, end) & this.#slotMask;
    const key = slot * this.#width;
    if (this.#lengths[slot] === length) {
      const keys = this.#keys;
      let i = 0;
      while (i < length && keys[key + i] === bytes[start + i]) i++;
      if (i === length) return this.#values[slot] as T;
    }
    const value = this.#make(plainText(bytes, start, end));
    for (let i = 0; i < length; i++) this.#keys[key + i] = bytes[start + i]!;
    this.#lengths[slot] = length;
    this.#values[slot] = value;
    return value;
  }
}

const decoder = new TextDecoder();

/** Control characters of C0, DEL and C1, and the marks that turn the direction of text (UAX #9). */
const NOT_PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of a byte range, at most `charsMax` bytes of it, with everything a terminal would obey replaced by U+FFFD. */
export const plainText = (
  bytes: Uint8Array,
  start: number,
  end: number,
  charsMax: number = LIMITS.textCharsMax,
): string => {
  const last = Math.min(end, start + charsMax);
  if (last <= start) return '';
  const text = decoder.decode(bytes.subarray(start, last));
  return isPrintable(bytes, start, last) ? text : plain(text);
};

/** Only printable ASCII, in which nothing needs to be replaced: nearly always. */
const isPrintable = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i]! < 32 || bytes[i]! > 126) return false;
  return true;
};

export const plain = (text: string): string => text.replace(NOT_PLAIN, '\ufffd');

/** Of the first 4, middle 4 and last 8 bytes: keys are compared whole, so a weak hash only costs a miss. */
const hash = (bytes: Uint8Array, start: number, end: number): number => {
  const length = end - start;
  if (length < 8) {
    let small = length;
    for (let i = start; i < end; i++) small = Math.imul(small, 31) + bytes[i]!;
    return mix(small);
  }
  const middle = start + (length >> 1) - 2;
  return mix(
    Math.imul(word(bytes, end - 4), 0x9e3779b1) ^
      Math.imul(word(bytes, end - 8), 0x85ebca6b) ^
      Math.imul(word(bytes, middle), 0xc2b2ae35) ^
      Math.imul(word(bytes, start), 0x27d4eb2f) ^
      length,
  );
};

const word = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

const mix = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return half ^ (half >>> 15);
};
