// Text in bytes: literals are turned into bytes once, so that the packet path compares bytes and builds no strings.

/** Bytes of an ASCII literal. For module constants. */
export const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** True when `literal` stands at `at` and ends before `end`. */
export const matchesAt = (
  bytes: Uint8Array,
  at: number,
  end: number,
  literal: Uint8Array,
): boolean => {
  if (at + literal.length > end) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
};

/** As `matchesAt`, with `literal` in lower case and letters of any case in `bytes`. */
export const matchesAnyCaseAt = (
  bytes: Uint8Array,
  at: number,
  end: number,
  literal: Uint8Array,
): boolean => {
  if (at + literal.length > end) return false;
  for (let i = 0; i < literal.length; i++)
    if (lowerCase(bytes[at + i]!) !== literal[i]) return false;
  return true;
};

export const lowerCase = (byte: number): number =>
  byte >= 0x41 && byte <= 0x5a ? byte | 32 : byte;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const isLetter = (byte: number): boolean => (byte | 32) >= 0x61 && (byte | 32) <= 0x7a;

/** Printable ASCII without the space. */
export const isGraphic = (byte: number): boolean => byte > 0x20 && byte < 0x7f;

/** Index of `byte` in `[start, end)`, or -1. */
export const indexOfByte = (
  bytes: Uint8Array,
  start: number,
  end: number,
  byte: number,
): number => {
  for (let i = start; i < end; i++) if (bytes[i] === byte) return i;
  return -1;
};

const CHUNK = 4096;

/** One character per byte (ISO 8859-1), so that no byte is lost. Not for the packet path. */
export const latin1 = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  for (let at = start; at < end; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + CHUNK)));
  return text;
};

const decoder = new TextDecoder('utf-8');

/** UTF-8 text; bytes that are none become U+FFFD. Not for the packet path. */
export const utf8 = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));
