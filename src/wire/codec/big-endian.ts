// Unsigned integers in network byte order. The caller makes sure that the bytes are there.

export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

export const u32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

/** 64 bits as a number: exact up to 2^53, beyond it the nearest double. */
export const u64 = (bytes: Uint8Array, at: number): number =>
  u32(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 4);
