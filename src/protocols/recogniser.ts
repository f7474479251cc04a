// Makes dissectors that only name a format (no reader, no system) out of one test each, so that a table of them reads
// as a table.
import { ascii, isGraphic, lowerCase, matchesAt } from '../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type Direction,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../wire/dissector.ts';

/** A stream format told by what the first speaker says; `test` sees that end's bytes from the first one on. */
export const streamFormat = (
  id: string,
  first: Direction | 'either',
  firstBytes: readonly number[] | null,
  test: (bytes: Uint8Array, length: number, head: StreamHead) => Verdict,
): StreamDissector =>
  Object.freeze({
    id,
    system: null,
    transport: 'tcp',
    ...(firstBytes && { firstBytes }),
    inspect: (head: StreamHead): Verdict => {
      if (first !== 'either' && head.first !== first) return NO;
      return test(head.bytes[head.first], head.length[head.first]!, head);
    },
  } satisfies StreamDissector);

/** A datagram format told by one datagram. */
export const datagramFormat = (
  id: string,
  bytesMin: number,
  firstBytes: readonly number[] | null,
  test: (bytes: Uint8Array, start: number, end: number, datagram: Datagram) => boolean,
): DatagramDissector =>
  Object.freeze({
    id,
    system: null,
    transport: 'udp',
    bytesMin,
    ...(firstBytes && { firstBytes }),
    inspect: (datagram: Datagram): Verdict =>
      test(datagram.bytes, datagram.start, datagram.end, datagram) ? YES : NO,
  } satisfies DatagramDissector);

/** Turns literals into what `startsWithAny` takes. */
export const literals = (...texts: readonly string[]): readonly Uint8Array[] => texts.map(ascii);

/** First bytes of literals, for `firstBytes`. */
export const firstBytesOf = (any: readonly Uint8Array[]): readonly number[] => [
  ...new Set(any.map((literal) => literal[0]!)),
];

/** First bytes from `first` to `last`, for `firstBytes`: most flows are then not even asked. */
export const bytesBetween = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** YES: one of the literals stands at the start; MORE: what is there so far begins one. */
export const startsWithAny = (
  bytes: Uint8Array,
  length: number,
  any: readonly Uint8Array[],
): Verdict => {
  let verdict: Verdict = NO;
  for (let i = 0; i < any.length; i++) {
    const literal = any[i]!;
    if (length >= literal.length) {
      if (matchesAt(bytes, 0, length, literal)) return YES;
    } else if (isPrefix(bytes, length, literal)) verdict = MORE;
  }
  return verdict;
};

/** True when one of the literals stands at `at`. */
export const matchesAnyOf = (
  bytes: Uint8Array,
  at: number,
  end: number,
  any: readonly Uint8Array[],
): boolean => {
  for (let i = 0; i < any.length; i++) if (matchesAt(bytes, at, end, any[i]!)) return true;
  return false;
};

/** True when `word` (lower case) stands anywhere in `[start, end)`, in letters of any case. */
export const contains = (
  bytes: Uint8Array,
  start: number,
  end: number,
  word: Uint8Array,
): boolean => {
  const first = word[0]!;
  for (let at = start; at + word.length <= end; at++) {
    if (lowerCase(bytes[at]!) !== first) continue;
    let i = 1;
    while (i < word.length && lowerCase(bytes[at + i]!) === word[i]) i++;
    if (i === word.length) return true;
  }
  return false;
};

/** One past a text of graphic characters that NUL closes, or -1. */
export const closedTextEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && (isGraphic(bytes[at]!) || bytes[at] === 0x20)) at++;
  return at > start && at < end && bytes[at] === 0 ? at + 1 : -1;
};

export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
export const u32 = (bytes: Uint8Array, at: number): number =>
  ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0;

const isPrefix = (bytes: Uint8Array, length: number, literal: Uint8Array): boolean => {
  for (let i = 0; i < length; i++) if (bytes[i] !== literal[i]) return false;
  return true;
};
