// Bencode (BEP 3): reads values where they lie, by offset, without building objects.
//
//   value = <length>:<bytes> | i<number>e | l value* e | d (string value)* e
//
// All functions take (bytes, at, end) and read only inside [at, end). Nothing throws; depth is bounded by
// LIMITS.bencodeDepthMax (a 32-bit word holds one bit a level, so the cap must stay below 31).
import { LIMITS } from '../../model/limits.ts';
import { isDigit, matchesAt, utf8 } from './ascii.ts';

/** The bytes end inside the value. */
export const INCOMPLETE = -1;
/** This is no bencode, or nested too deeply. */
export const MALFORMED = -2;

const DICTIONARY = 0x64; // d
const LIST = 0x6c; // l
const INTEGER = 0x69; // i
const END = 0x65; // e
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;

/** Digits of a string length: eight give 95 MiB, more than any message here can hold. */
const LENGTH_DIGITS_MAX = 8;
/** Digits of a number: 64-bit values need 20 (BEP 3 sets no bound). */
const NUMBER_DIGITS_MAX = 20;

/** Offset one past the value at `at`, or INCOMPLETE, or MALFORMED. */
export const skipValue = (bytes: Uint8Array, at: number, end: number): number => {
  let depth = 0;
  /** Bit n: level n is a dictionary, and: the next thing at level n is a key. */
  let dictionaries = 0;
  let keys = 0;
  for (;;) {
    if (at >= end) return INCOMPLETE;
    const byte = bytes[at]!;
    const bit = 1 << depth;
    const keyNext = (dictionaries & keys & bit) !== 0;
    if (isDigit(byte)) {
      at = skipString(bytes, at, end);
    } else if (byte === END && depth > 0 && (keyNext || (dictionaries & bit) === 0)) {
      depth--;
      at++;
    } else if (keyNext) {
      return MALFORMED;
    } else if (byte === INTEGER) {
      at = skipInteger(bytes, at, end);
    } else if (byte === LIST || byte === DICTIONARY) {
      if (++depth > LIMITS.bencodeDepthMax) return MALFORMED;
      dictionaries =
        byte === DICTIONARY ? dictionaries | (1 << depth) : dictionaries & ~(1 << depth);
      keys |= 1 << depth;
      at++;
      continue;
    } else return MALFORMED;
    if (at < 0 || depth === 0) return at;
    keys ^= 1 << depth;
  }
};

/** Offset of the value of `key` in the dictionary at `at`; -1 when there is none. `key` is made with `ascii()`. */
export const findKey = (bytes: Uint8Array, at: number, end: number, key: Uint8Array): number => {
  if (at < 0 || at >= end || bytes[at] !== DICTIONARY) return -1;
  at++;
  while (at < end && isDigit(bytes[at]!)) {
    const next = skipString(bytes, at, end);
    if (next < 0) return -1;
    if (endsWith(bytes, at, next, key)) return next < end ? next : -1;
    at = skipValue(bytes, next, end);
    if (at < 0) return -1;
  }
  return -1;
};

/**
 * One pass over the dictionary at `at`: `found[i]` becomes the offset of the value of `keys[i]`, or -1; of a key that
 * comes twice the first counts, as with `findKey`. Returns the offset one past the dictionary, or what `skipValue`
 * says of it; `found` is then filled as far as the bytes could be read.
 * (Values may nest one level deeper than `skipValue` lets them, because the dictionary itself is not counted.)
 */
export const findKeys = (
  bytes: Uint8Array,
  at: number,
  end: number,
  keys: readonly Uint8Array[],
  found: Int32Array,
): number => {
  for (let k = 0; k < keys.length; k++) found[k] = -1;
  if (at < 0 || at >= end) return INCOMPLETE;
  if (bytes[at] !== DICTIONARY) return MALFORMED;
  at++;
  for (;;) {
    if (at >= end) return INCOMPLETE;
    const byte = bytes[at]!;
    if (byte === END) return at + 1;
    if (!isDigit(byte)) return MALFORMED;
    const value = skipString(bytes, at, end);
    if (value < 0) return value;
    if (value >= end) return INCOMPLETE;
    // Keys that are looked for have fewer than 100 bytes: one digit or two stand before the colon.
    const length = value - at - 2;
    if (bytes[at + 1] === COLON) noteKey(bytes, at + 2, length, value, keys, found);
    else noteKey(bytes, at + 3, length - 1, value, keys, found);
    at = skipNested(bytes, value, end);
    if (at < 0) return at;
  }
};

const noteKey = (
  bytes: Uint8Array,
  start: number,
  length: number,
  value: number,
  keys: readonly Uint8Array[],
  found: Int32Array,
): void => {
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    if (key.length !== length || key[0] !== bytes[start]) continue;
    if (!matchesAt(bytes, start, value, key)) continue;
    if (found[k]! < 0) found[k] = value;
    return;
  }
};

/** Strings are most of what is skipped. */
const skipNested = (bytes: Uint8Array, at: number, end: number): number =>
  isDigit(bytes[at]!) ? skipString(bytes, at, end) : skipValue(bytes, at, end);

/** Offset of the first byte of the string at `at`, or -1 when no whole string is there. It ends where `skipValue` says. */
export const stringStart = (bytes: Uint8Array, at: number, end: number): number => {
  if (at < 0 || at >= end || !isDigit(bytes[at]!) || skipString(bytes, at, end) < 0) return -1;
  while (bytes[at] !== COLON) at++;
  return at + 1;
};

/** Length of the string at `at`, or -1. */
export const stringLength = (bytes: Uint8Array, at: number, end: number): number => {
  const start = stringStart(bytes, at, end);
  return start < 0 ? -1 : skipString(bytes, at, end) - start;
};

/** The number at `at`, NaN when there is none. Beyond 2^53 the nearest double. */
export const integerAt = (bytes: Uint8Array, at: number, end: number): number => {
  if (at < 0 || at >= end || bytes[at] !== INTEGER) return Number.NaN;
  const next = skipInteger(bytes, at, end);
  if (next < 0) return Number.NaN;
  let value = 0;
  const negative = bytes[at + 1] === MINUS;
  for (let i = at + (negative ? 2 : 1); i < next - 1; i++) value = value * 10 + bytes[i]! - ZERO;
  return negative ? -value : value;
};

export const isDictionary = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= 0 && at < end && bytes[at] === DICTIONARY;

export const isList = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= 0 && at < end && bytes[at] === LIST;

/** Calls `visit` with the offset of each item of the list at `at`, until it returns false. Not for the hot path. */
export const eachItem = (
  bytes: Uint8Array,
  at: number,
  end: number,
  visit: (item: number) => boolean,
): void => {
  if (!isList(bytes, at, end)) return;
  at++;
  while (at < end && bytes[at] !== END) {
    const next = skipValue(bytes, at, end);
    if (next < 0 || !visit(at)) return;
    at = next;
  }
};

/** The string at `at` as UTF-8 text (bad bytes become U+FFFD), or null; at most `bytesMax` bytes of it. */
export const textAt = (
  bytes: Uint8Array,
  at: number,
  end: number,
  bytesMax: number = LIMITS.textCharsMax,
): string | null => {
  const start = stringStart(bytes, at, end);
  if (start < 0) return null;
  const stop = skipString(bytes, at, end);
  return utf8(bytes, start, Math.min(stop, start + bytesMax));
};

const skipString = (bytes: Uint8Array, at: number, end: number): number => {
  const first = at;
  let length = 0;
  for (; at < end && isDigit(bytes[at]!); at++) {
    if (at - first >= LENGTH_DIGITS_MAX) return MALFORMED;
    length = length * 10 + bytes[at]! - ZERO;
  }
  // BEP 3 allows no leading zeros; a strict reader has fewer look-alikes.
  if (bytes[first] === ZERO && at - first > 1) return MALFORMED;
  if (at >= end) return INCOMPLETE;
  if (bytes[at] !== COLON) return MALFORMED;
  return at + 1 + length > end ? INCOMPLETE : at + 1 + length;
};

const skipInteger = (bytes: Uint8Array, at: number, end: number): number => {
  at++;
  if (at < end && bytes[at] === MINUS) at++;
  const first = at;
  while (at < end && isDigit(bytes[at]!)) if (++at - first > NUMBER_DIGITS_MAX) return MALFORMED;
  if (at >= end) return INCOMPLETE;
  if (bytes[at] !== END || at === first) return MALFORMED;
  return at + 1;
};

/** True when the string that spans [at, next) is `key`. */
const endsWith = (bytes: Uint8Array, at: number, next: number, key: Uint8Array): boolean => {
  const start = next - key.length;
  if (start <= at || bytes[start - 1] !== COLON) return false;
  // "1:x" must not match inside "12:…:x": the colon must be the one that ends the length.
  for (let i = at; i < start - 1; i++) if (!isDigit(bytes[i]!)) return false;
  return matchesAt(bytes, start, next, key);
};
