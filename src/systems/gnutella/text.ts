// Text out of messages: names, search words, headers. All of it comes from strangers.
import { LIMITS } from '../../model/limits.ts';
import { indexOfByte, latin1, utf8 } from '../../wire/codec/ascii.ts';

/** UTF-8 text of bounded length without control characters. */
export const cleanText = (bytes: Uint8Array, start: number, end: number): string =>
  utf8(bytes, start, Math.min(end, start + LIMITS.textCharsMax))
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

/** End of the NUL-terminated text at `start`; `end` when there is no NUL. */
export const endOfText = (bytes: Uint8Array, start: number, end: number): number => {
  const at = indexOfByte(bytes, start, end, 0);
  return at < 0 ? end : at;
};

/** `urn:sha1:<32 base32>` somewhere in the range, in its canonical case, or null. Bitprints begin with the SHA-1. */
export const findSha1Urn = (bytes: Uint8Array, start: number, end: number): string | null =>
  sha1UrnIn(latin1(bytes, start, Math.min(end, start + LIMITS.textCharsMax)));

export const sha1UrnIn = (text: string): string | null => {
  const match = /urn:(?:sha1|bitprint):([a-z2-7]{32})/i.exec(text);
  return match ? `urn:sha1:${match[1]!.toUpperCase()}` : null;
};
