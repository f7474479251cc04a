// Numbers and letters at a place of a file's head; beyond its end there are zeros.

export const u16be = (head: Uint8Array, at: number): number =>
  ((head[at] ?? 0) << 8) | (head[at + 1] ?? 0);

export const u16le = (head: Uint8Array, at: number): number =>
  (head[at] ?? 0) | ((head[at + 1] ?? 0) << 8);

export const u32be = (head: Uint8Array, at: number): number =>
  ((u16be(head, at) << 16) | u16be(head, at + 2)) >>> 0;

export const u32le = (head: Uint8Array, at: number): number =>
  ((u16le(head, at + 2) << 16) | u16le(head, at)) >>> 0;

/** Bytes as letters of Latin 1. */
export const textAt = (head: Uint8Array, at: number, length: number): string =>
  at >= 0 && at < head.length ? String.fromCharCode(...head.subarray(at, at + length)) : '';

export const isAscii = (head: Uint8Array, from: number, until: number): boolean => {
  if (until > head.length) return false;
  for (let i = from; i < until; i++) if (head[i]! < 0x20 || head[i]! > 0x7e) return false;
  return true;
};
