// DER (ITU-T X.690) as far as certificates need it: one element at a time, offsets only, definite lengths.

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const OID = 0x06;
export const OCTET_STRING = 0x04;

export interface DerElement {
  readonly tag: number;
  /** First byte of the tag. */
  readonly at: number;
  /** Content: `[start, end)`. The next element begins at `end`. */
  readonly start: number;
  readonly end: number;
}

/** The element at `at`, or null when it does not fit before `limit` or is not DER. */
export const derElement = (bytes: Uint8Array, at: number, limit: number): DerElement | null => {
  if (at + 2 > limit) return null;
  const tag = bytes[at]!;
  if ((tag & 0x1f) === 0x1f) return null;
  const first = bytes[at + 1]!;
  if (first < 0x80) return fitting(tag, at, at + 2, first, limit);
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 2 + count > limit) return null;
  let length = 0;
  for (let i = 0; i < count; i++) length = (length << 8) | bytes[at + 2 + i]!;
  return fitting(tag, at, at + 2 + count, length, limit);
};

/** As `derElement`, null also when the tag is another one. */
export const derElementOf = (
  bytes: Uint8Array,
  at: number,
  limit: number,
  tag: number,
): DerElement | null => {
  const element = derElement(bytes, at, limit);
  return element?.tag === tag ? element : null;
};

/** True when the content of `element` is exactly `content`. */
export const derContentIs = (
  bytes: Uint8Array,
  element: DerElement,
  content: readonly number[],
): boolean =>
  element.end - element.start === content.length &&
  content.every((byte, i) => bytes[element.start + i] === byte);

const fitting = (tag: number, at: number, start: number, length: number, limit: number) =>
  start + length > limit ? null : { tag, at, start, end: start + length };
