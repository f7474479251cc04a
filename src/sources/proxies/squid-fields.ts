// The fields of Squid's native access.log, one by one, as bytes.
import { DASH, isDigit, isUpper, SLASH, standsAt } from '../fields.ts';
import { plain } from '../interner.ts';

/** Positions of the fields; the type behind the hierarchy and all that follows it may be missing. */
export const SQUID = {
  TIME: 0,
  ELAPSED: 1,
  CLIENT: 2,
  RESULT: 3,
  SIZE: 4,
  METHOD: 5,
  URL: 6,
  USER: 7,
  HIERARCHY: 8,
  FIELDS_MIN: 9,
} as const;

/** Squid writes names with `%XX` (RFC 1738); a backslash between domain and user comes as `%5C`. */
export const userName = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return plain(decodeURIComponent(text));
  } catch {
    return text;
  }
};

/** End of a run of `A-Z`, digits and `_`. */
export const capitalsEnd = (bytes: Uint8Array, start: number, end: number): number => {
  if (start >= end || !isUpper(bytes[start])) return start;
  let i = start;
  while (i < end && (isUpper(bytes[i]) || bytes[i] === 95 || isDigit(bytes[i]))) i++;
  return i;
};

export const isDash = (bytes: Uint8Array, start: number, end: number): boolean =>
  end <= start || (end === start + 1 && bytes[start] === DASH);

/** `CAPITALS/…` in which `slash` is the end of the capitals. */
export const isCode = (bytes: Uint8Array, start: number, slash: number, end: number): boolean =>
  slash > start && slash < end && bytes[slash] === SLASH;

/** `TCP_DENIED…` is denied, other `TCP_…` went through; NONE and errors say neither. */
export const actionOf = (bytes: Uint8Array, start: number, end: number): string => {
  if (!standsAt(bytes, start, end, 'TCP_')) return '';
  return standsAt(bytes, start + 4, end, 'DENIED') ? 'denied' : 'allowed';
};

/** The peer is the origin server itself: HIER_DIRECT, ORIGINAL_DST, PINNED, each with or without HIER_ or TIMEOUT_. */
export const isDirect = (bytes: Uint8Array, start: number, end: number): boolean =>
  standsAt(bytes, end - 6, end, 'DIRECT') ||
  standsAt(bytes, end - 6, end, 'PINNED') ||
  (end - start >= 12 && standsAt(bytes, end - 12, end, 'ORIGINAL_DST'));
