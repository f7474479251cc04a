// Integers at an offset. Gnutella and Gnutella2 write them in little-endian order (ports too), Mojito in big-endian.

export const u16le = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

export const u16be = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

export const u32le = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** Up to eight little-endian bytes (GGEP "LF", G2 "SZ"); 0 when they exceed what a number can count exactly. */
export const sizeLe = (bytes: Uint8Array, start: number, end: number): number => {
  let value = 0;
  for (let i = Math.min(end, start + 8) - 1; i >= start; i--) value = value * 256 + bytes[i]!;
  return Number.isSafeInteger(value) ? value : 0;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6 without padding: 20 bytes of SHA-1 are 32 characters. */
export const base32 = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let i = start; i < end; i++) {
    held = ((held << 8) | bytes[i]!) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
};

export const SHA1_BYTES = 20;

export const sha1Urn = (bytes: Uint8Array, at: number): string =>
  `urn:sha1:${base32(bytes, at, at + SHA1_BYTES)}`;
