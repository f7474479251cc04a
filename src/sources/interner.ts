// Bounded cache from bytes to what is made of them. Addresses, users and hosts repeat over millions of lines; the same
// bytes give the same string object without making it again. Sets of four slots: a fifth key of one set replaces the
// one that came first, so memory is fixed. (With single slots, two busy keys that clash evict each other line by line.)
import { LIMITS } from '../model/limits.ts';

const WAYS = 4;
const NO_BYTES = new Uint8Array(0);
/** Slots at first. Most files are short, and recognising one opens every format: what is not used must cost nothing. */
const FIRST_SLOTS = 64;
/** Growth, each time as many keys were added as there are slots; what was held is then made once more. */
const GROWTH = 16;

/** A slot: the hash of its key, its length in bytes (0: empty), then its bytes, four a word. */
const HASH = 0;
const LENGTH = 1;
const KEY = 2;

export class Interner<T> {
  readonly #make: (text: string) => T;
  readonly #bytesMax: number;
  /** Words a slot: a key that is found is found in one or two lines of memory. */
  readonly #width: number;
  readonly #slotsMax: number;
  /** The key that is asked for. */
  readonly #asked: Int32Array;
  #count = 0;
  #added = 0;
  #setMask = 0;
  #slots = new Int32Array(0);
  #values: (T | undefined)[] = [];
  /** Slot of each set that is replaced next. */
  #next = NO_BYTES;

  /** Keys longer than `bytesMax` are made anew each time. `slots` is a power of two. */
  constructor(make: (text: string) => T, bytesMax = 64, slots: number = LIMITS.internedMax) {
    this.#make = make;
    this.#bytesMax = bytesMax;
    this.#width = KEY + ((bytesMax + 3) >> 2);
    this.#slotsMax = slots;
    this.#asked = new Int32Array(this.#width);
    this.#resize(Math.min(slots, FIRST_SLOTS));
  }

  #resize(count: number): void {
    this.#count = count;
    this.#added = 0;
    this.#setMask = count / WAYS - 1;
    this.#slots = new Int32Array(count * this.#width);
    this.#values = new Array(count).fill(undefined);
    this.#next = new Uint8Array(count / WAYS);
  }

  get(bytes: Uint8Array, start: number, end: number): T {
    const length = end - start;
    if (length <= 0 || length > this.#bytesMax) return this.#make(plainText(bytes, start, end));
    const code = this.#ask(bytes, start, end);
    const first = (code & this.#setMask) * WAYS;
    const slots = this.#slots;
    for (let slot = first; slot < first + WAYS; slot++) {
      const at = slot * this.#width;
      if (slots[at + HASH] === code && slots[at + LENGTH] === length && this.#holds(at, length))
        return this.#values[slot] as T;
    }
    return this.#add(code, bytes, start, end);
  }

  /** Puts the bytes into words, and makes their hash: not secret, since clashes made on purpose only cost time. */
  #ask(bytes: Uint8Array, start: number, end: number): number {
    const asked = this.#asked;
    let code = end - start;
    let at = KEY;
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      asked[at++] = word;
      code = Math.imul(code ^ word, 0x9e3779b1) ^ (code >>> 15);
    }
    if (i < end) {
      let word = 0;
      for (; i < end; i++) word = (word << 8) | bytes[i]!;
      asked[at] = word;
      code = Math.imul(code ^ word, 0x85ebca6b);
    }
    return mix(code);
  }

  #holds(slot: number, length: number): boolean {
    const slots = this.#slots;
    const asked = this.#asked;
    const end = KEY + ((length + 3) >> 2);
    let i = KEY;
    while (i < end && slots[slot + i] === asked[i]) i++;
    return i === end;
  }

  #add(code: number, bytes: Uint8Array, start: number, end: number): T {
    const value = this.#make(plainText(bytes, start, end));
    if (++this.#added > this.#count && this.#count < this.#slotsMax)
      this.#resize(Math.min(this.#slotsMax, this.#count * GROWTH));
    const set = code & this.#setMask;
    const way = this.#next[set]!;
    this.#next[set] = (way + 1) % WAYS;
    const slot = set * WAYS + way;
    const at = slot * this.#width;
    this.#asked[HASH] = code;
    this.#asked[LENGTH] = end - start;
    this.#slots.set(this.#asked, at);
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

const mix = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return half ^ (half >>> 15);
};
