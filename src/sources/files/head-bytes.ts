// Numbers and letters at a place of a file's head; beyond its end there are zeros.
import { latin1 } from '../../wire/codec/ascii.ts';

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
  at >= 0 && at < head.length ? latin1(head, at, Math.min(head.length, at + length)) : '';
