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
  const { length } = literal;
  if (at + length > end) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== literal[i]) return false;
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

/** From here on the decoder, whose cost is nearly the same for any length, is cheaper than concatenating. */
const DECODER_BYTES_MIN = 64;

/** One character per byte (ISO 8859-1), so that no byte is lost. */
export const latin1 = (bytes: Uint8Array, start: number, end: number): string => {
  // Plain ASCII is the same text in UTF-8, which has the one fast decoder; "latin1" there is Windows-1252.
  if (end - start >= DECODER_BYTES_MIN && isAscii(bytes, start, end))
    return utf8(bytes, start, end);
  let text = '';
  let i = start;
  // Many characters a call: one by one takes three times as long, a spread array twenty times.
  for (; i + 16 <= end; i += 16) text += sixteen(bytes, i);
  if (i + 8 <= end) {
    text += eight(bytes, i);
    i += 8;
  }
  if (i + 4 <= end) {
    text += fromCharCode(bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!);
    i += 4;
  }
  for (; i < end; i++) text += fromCharCode(bytes[i]!);
  return text;
};

const { fromCharCode } = String;

const isAscii = (bytes: Uint8Array, start: number, end: number): boolean => {
  let all = 0;
  for (let i = start; i < end; i++) all |= bytes[i]!;
  return all < 0x80;
};

const eight = (b: Uint8Array, i: number): string =>
  // biome-ignore format: one row
  fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!);

const sixteen = (b: Uint8Array, i: number): string =>
  // biome-ignore format: two rows
  fromCharCode(
    b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!,
    b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!,
  );

/** UTF-8 where it is valid, else Windows-1252: old programs wrote the local code page. */
export const textOf = (bytes: Uint8Array, start: number, end: number): string => {
  if (isAscii(bytes, start, end)) return latin1(bytes, start, end);
  const piece = bytes.subarray(start, end);
  try {
    return strictDecoder.decode(piece);
  } catch {
    return codePageDecoder.decode(piece);
  }
};

const strictDecoder = new TextDecoder('utf-8', { fatal: true });
const codePageDecoder = new TextDecoder('latin1');
const decoder = new TextDecoder('utf-8');

/** UTF-8 text; bytes that are none become U+FFFD. Not for the packet path. */
export const utf8 = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));
