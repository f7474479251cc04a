// IP addresses as SOCKS carries them: four or sixteen bytes.
import { addressText, isV4, parseAddress, V4_MARK } from '../../model/address.ts';

/** Bytes of an address; null when the text is none (a name). */
export const parsed = (text: string): Uint8Array | null => {
  const words = parseAddress(text);
  if (words === null) return null;
  const bytes = Uint8Array.from({ length: 16 }, (_, at) => words[at >> 2]! >>> (24 - 8 * (at & 3)));
  return isV4(words) ? bytes.subarray(12) : bytes;
};

export const formatted = (bytes: Uint8Array): string => {
  const word = (at: number): number =>
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  return bytes.length === 4
    ? addressText([0, 0, V4_MARK, word(0)])
    : addressText([word(0), word(4), word(8), word(12)]);
};
