// Fields in a line of ASCII: positions and numbers, no strings. Everything stays inside the given range.
import { canonicalAddress } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import { Interner } from './interner.ts';
import { Words } from './words.ts';

export const SPACE = 32;
export const QUOTE = 34;
export const DASH = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;
export const EQUALS = 61;
export const BRACKET_OPEN = 91;
export const BACKSLASH = 92;
export const BRACKET_CLOSE = 93;
const TAB = 9;

export const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 48 && byte <= 57;

export const isUpper = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 65 && byte <= 90;

export const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/** First position at or after `at` that is no space or tab. */
export const skipBlanks = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at;
  while (i < end && isBlank(bytes[i])) i++;
  return i;
};

/** End of the field that begins at `at`: the next byte that is a space or a control character. */
export const fieldEnd = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at;
  while (i < end && bytes[i]! > SPACE) i++;
  return i;
};

/** Positions of the blank-separated fields of a line. Reused from line to line. */
export class BlankFields {
  readonly starts = new Int32Array(LIMITS.logFieldsMax);
  readonly ends = new Int32Array(LIMITS.logFieldsMax);
  count = 0;
  readonly #words = new Words();

  /** False when a control character is in the line: no logging program writes one unescaped. */
  split(bytes: Uint8Array, start: number, end: number): boolean {
    const { starts, ends } = this;
    const words = this.#words;
    let count = 0;
    let i = start;
    while (i < end && count < LIMITS.logFieldsMax) {
      const byte = bytes[i]!;
      if (byte > SPACE) {
        starts[count] = i;
        i = words.blank(bytes, i + 1, end);
        ends[count++] = i;
      } else if (byte === SPACE || byte === TAB) i++;
      else return false;
    }
    this.count = count;
    return i === end || !hasControls(bytes, i, end);
  }
}

/** Value of the decimal digits in [start, end), or -1 when there are none, other bytes, or more than 15. */
export const decimal = (bytes: Uint8Array, start: number, end: number): number => {
  if (end <= start || end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
};

/** Value of a port number, or -1. */
export const portNumber = (bytes: Uint8Array, start: number, end: number): number => {
  const port = decimal(bytes, start, end);
  return port <= 65_535 ? port : -1;
};

/** True when the ASCII `text` stands at `at`. */
export const standsAt = (bytes: Uint8Array, at: number, end: number, text: string): boolean => {
  if (at < 0 || at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
};

export const is = (bytes: Uint8Array, start: number, end: number, text: string): boolean =>
  end - start === text.length && standsAt(bytes, start, end, text);

/** Position of the ASCII `text` in [start, end), or -1. */
export const find = (bytes: Uint8Array, start: number, end: number, text: string): number => {
  const first = text.charCodeAt(0);
  const last = end - text.length;
  for (let i = start; i <= last; i++)
    if (bytes[i] === first && standsAt(bytes, i, end, text)) return i;
  return -1;
};

/** True when a control character other than a tab is in the range: no logging program writes one unescaped. */
export const hasControls = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((byte < SPACE && byte !== TAB) || byte === 127) return true;
  }
  return false;
};

/** Cache of addresses in RFC 5952 text; null for what is none. Zone ids (`%eth0`) are dropped. */
export const addressInterner = (): Interner<string | null> =>
  new Interner((text) => canonicalAddress(text.replace(/%[\w.-]*$/, '')));

/** Cache of plain text. */
export const textInterner = (bytesMax?: number, slots?: number): Interner<string> =>
  new Interner((text) => text, bytesMax, slots);
