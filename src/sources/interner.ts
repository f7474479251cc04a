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

export class Interner<T> {
  readonly #make: (text: string) => T;
  readonly #width: number;
  readonly #slotsMax: number;
  #slots = 0;
  #added = 0;
  #setMask = 0;
  /** Key bytes, `#width` a slot; a length of 0 marks an empty slot. */
  #keys = NO_BYTES;
  #lengths = new Uint16Array(0);
  #hashes = new Int32Array(0);
  #values: (T | undefined)[] = [];
  /** Slot of each set that is replaced next. */
  #next = NO_BYTES;

  /** Keys longer than `bytesMax` are made anew each time. `slots` is a power of two. */
  constructor(make: (text: string) => T, bytesMax = 64, slots: number = LIMITS.internedMax) {
    this.#make = make;
    this.#width = bytesMax;
    this.#slotsMax = slots;
    this.#resize(Math.min(slots, FIRST_SLOTS));
  }

  #resize(slots: number): void {
    this.#slots = slots;
    this.#added = 0;
    this.#setMask = slots / WAYS - 1;
    this.#keys = new Uint8Array(slots * this.#width);
    this.#lengths = new Uint16Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#values = new Array(slots).fill(undefined);
    this.#next = new Uint8Array(slots / WAYS);
  }

  get(bytes: Uint8Array, start: number, end: number): T {
    const length = end - start;
    if (length <= 0 || length > this.#width) return this.#make(plainText(bytes, start, end));
    const code = hash(bytes, start, end);
    const first = (code & this.#setMask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++)
      if (this.#hashes[slot] === code && this.#holds(slot, bytes, start, length))
        return this.#values[slot] as T;
    return this.#add(code, bytes, start, end);
  }

  #holds(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.#lengths[slot] !== length) return false;
    const keys = this.#keys;
    const key = slot * this.#width;
    let i = 0;
    while (i < length && keys[key + i] === bytes[start + i]) i++;
    return i === length;
  }

  #add(code: number, bytes: Uint8Array, start: number, end: number): T {
    const value = this.#make(plainText(bytes, start, end));
    if (++this.#added > this.#slots && this.#slots < this.#slotsMax)
      this.#resize(Math.min(this.#slotsMax, this.#slots * GROWTH));
    const set = code & this.#setMask;
    const way = this.#next[set]!;
    this.#next[set] = (way + 1) % WAYS;
    const slot = set * WAYS + way;
    const key = slot * this.#width;
    for (let i = start; i < end; i++) this.#keys[key + i - start] = bytes[i]!;
    this.#lengths[slot] = end - start;
    this.#hashes[slot] = code;
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

/** Four bytes a step, then what is left. Not secret: clashes made on purpose only cost time, keys are compared whole. */
const hash = (bytes: Uint8Array, start: number, end: number): number => {
  let code = end - start;
  let i = start;
  for (; i + 4 <= end; i += 4) code = Math.imul(code ^ word(bytes, i), 0x9e3779b1) ^ (code >>> 15);
  for (; i < end; i++) code = Math.imul(code ^ bytes[i]!, 0x85ebca6b);
  return mix(code);
};

const word = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

const mix = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return half ^ (half >>> 15);
};
