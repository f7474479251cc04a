// Unsigned integers with the lowest byte first. The caller makes sure that the bytes are there.

export const u16le = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

export const u32le = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** 64 bits as a number: exact up to 2^53, beyond it the nearest double. */
export const u64le = (bytes: Uint8Array, at: number): number =>
  u32le(bytes, at) + u32le(bytes, at + 4) * 0x1_0000_0000;
