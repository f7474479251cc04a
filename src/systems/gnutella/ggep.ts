// GGEP, the extension blocks of Gnutella messages (doc/gnutella/GGEP of gtk-gnutella; GDF "GGEP 0.52").
//
//   0xC3 ( flags name{1..15} length{1..3} data )+
//   flags: bit 7 last, bit 6 COBS, bit 5 deflated, bit 4 zero, bits 3–0 length of the name
//   length: six bits a byte, most significant first; bit 7 another follows, bit 6 this is the last
import { LIMITS } from '../../model/limits.ts';
import { latin1 } from '../../wire/codec/ascii.ts';
import { inflateBounded } from '../../wire/codec/inflate.ts';

export const GGEP_MAGIC = 0xc3;

const LAST = 0x80;
const COBS = 0x40;
const DEFLATED = 0x20;
const RESERVED = 0x10;
const NAME_LENGTH = 0x0f;

/** Offset one past the block at `at`, or -1 when it is none. For the packet path. */
export const ggepEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end || bytes[at] !== GGEP_MAGIC) return -1;
  let next = at + 1;
  for (let i = 0; i < LIMITS.ggepExtensionsMax; i++) {
    const data = dataStart(bytes, next, end);
    if (data < 0) return -1;
    const last = (bytes[next]! & LAST) !== 0;
    next = data + dataLength(bytes, next);
    if (next > end) return -1;
    if (last) return next;
  }
  return -1;
};

export interface Extension {
  readonly name: string;
  /** Decoded data; its own copy when it was encoded. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The extensions of the block at `at`, decoded; those before a fault when it is damaged. */
export const readGgep = (bytes: Uint8Array, at: number, end: number): Extension[] => {
  const found: Extension[] = [];
  if (at >= end || bytes[at] !== GGEP_MAGIC) return found;
  let next = at + 1;
  for (let i = 0; i < LIMITS.ggepExtensionsMax; i++) {
    const start = dataStart(bytes, next, end);
    if (start < 0) return found;
    const flags = bytes[next]!;
    const stop = start + dataLength(bytes, next);
    if (stop > end) return found;
    const name = latin1(bytes, next + 1, next + 1 + (flags & NAME_LENGTH));
    const extension = decoded(name, flags, bytes, start, stop);
    if (extension) found.push(extension);
    if ((flags & LAST) !== 0) return found;
    next = stop;
  }
  return found;
};

/** Offset of the data of the extension at `at`, or -1. */
const dataStart = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end) return -1;
  const flags = bytes[at]!;
  const length = flags & NAME_LENGTH;
  if (length === 0 || (flags & RESERVED) !== 0) return -1;
  const sizes = at + 1 + length;
  for (let i = sizes; i < sizes + 3 && i < end; i++) {
    if ((bytes[i]! & 0xc0) === 0x40) return i + 1;
    if ((bytes[i]! & 0xc0) !== 0x80) return -1;
  }
  return -1;
};

/** Only after `dataStart` has found the extension sound. */
const dataLength = (bytes: Uint8Array, at: number): number => {
  let length = 0;
  for (let i = at + 1 + (bytes[at]! & NAME_LENGTH); ; i++) {
    length = (length << 6) | (bytes[i]! & 0x3f);
    if ((bytes[i]! & 0x40) !== 0) return length;
  }
};

const decoded = (
  name: string,
  flags: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): Extension | null => {
  if ((flags & (COBS | DEFLATED)) === 0) return { name, bytes, start, end };
  let data: Uint8Array | null = bytes.slice(start, end);
  if ((flags & COBS) !== 0) data = withoutCobs(data);
  if (data && (flags & DEFLATED) !== 0) data = inflateBounded(data, LIMITS.ggepBytesMax);
  return data && { name, bytes: data, start: 0, end: data.length };
};

/** Consistent overhead byte stuffing (Cheshire and Baker 1999): keeps NUL out of data that lies between NULs. */
const withoutCobs = (data: Uint8Array): Uint8Array | null => {
  const plain = new Uint8Array(data.length);
  let length = 0;
  for (let at = 0; at < data.length; ) {
    const code = data[at]!;
    if (code === 0 || at + code > data.length) return null;
    for (let i = 1; i < code; i++) plain[length++] = data[at + i]!;
    at += code;
    if (code < 255 && at < data.length) plain[length++] = 0;
  }
  return plain.subarray(0, length);
};
