// Tag lists of eDonkey and Kad messages: `<type><name><value>`. The name is a length and bytes, or one byte when the
// type has its high bit set (eMule's short form).
// Facts: aMule src/Tag.cpp and TagTypes.h.
import { LIMITS } from '../../model/limits.ts';
import { type Fields, u16At, u32At } from './fields.ts';

export interface Tag {
  /** Names of one byte, which all tags read here have; 0 for longer ones. */
  readonly name: number;
  readonly value: number | string;
}

/** Offset after `count` tags; -1 when they cannot be tags, `end` + 1 when more bytes are needed. Reads no values. */
export const skipTags = (bytes: Uint8Array, start: number, end: number, count: number): number => {
  if (count > LIMITS.tagsMax) return -1;
  let at = start;
  for (let i = 0; i < count; i++) {
    at = skipTag(bytes, at, end);
    if (at < 0 || at > end) return at;
  }
  return at;
};

const skipTag = (bytes: Uint8Array, start: number, end: number): number => {
  if (start >= end) return end + 1;
  const type = bytes[start]! & 0x7f;
  let at = start + 2;
  if (bytes[start]! < 0x80) {
    if (start + 3 > end) return end + 1;
    const nameBytes = u16At(bytes, start + 1);
    if (nameBytes === 0 || nameBytes > 64) return -1;
    at = start + 3 + nameBytes;
  }
  if (at > end) return end + 1;
  const fixed = FIXED_BYTES[type];
  if (fixed !== undefined && fixed >= 0) return at + fixed > end ? end + 1 : at + fixed;
  return skipSized(bytes, type, at, end);
};

const skipSized = (bytes: Uint8Array, type: number, at: number, end: number): number => {
  let next = -1;
  if (type === STRING) next = at + 2 > end ? end + 1 : at + 2 + u16At(bytes, at);
  else if (type === BLOB) next = at + 4 > end ? end + 1 : at + 4 + u32At(bytes, at);
  else if (type === BSOB) next = at + 1 > end ? end + 1 : at + 1 + bytes[at]!;
  else if (type === BOOL_ARRAY)
    next = at + 2 > end ? end + 1 : at + 2 + ((u16At(bytes, at) + 7) >>> 3);
  return next > end ? end + 1 : next;
};

/** Reads `count` tags; stops at the first that cannot be read, keeping those before it. */
export const readTags = (fields: Fields, count: number): Tag[] => {
  const tags: Tag[] = [];
  for (let i = 0; i < count && i < LIMITS.tagsMax && fields.ok; i++) {
    const first = fields.u8();
    const type = first & 0x7f;
    const nameBytes = first >= 0x80 ? 1 : fields.u16();
    const name = nameBytes === 1 ? fields.u8() : 0;
    if (nameBytes !== 1) fields.skip(nameBytes);
    const value = readValue(fields, type);
    if (fields.ok && value !== undefined) tags.push({ name, value });
  }
  return tags;
};

/** Undefined for values nobody asks for. An unknown type makes the rest unreadable. */
export const readValue = (fields: Fields, type: number): number | string | undefined => {
  if (type === STRING) return fields.text(fields.u16());
  if (type > 0x10 && type <= 0x26) return fields.text(type - 0x10);
  if (type === UINT32) return fields.u32();
  if (type === UINT16) return fields.u16();
  if (type === UINT8) return fields.u8();
  if (type === UINT64) return fields.u64();
  if (type === BSOB) {
    const size = fields.u8();
    if (size === 8) return fields.u64();
    fields.skip(size);
  } else if (type === BLOB) fields.skip(fields.u32());
  else if (type === BOOL_ARRAY) fields.skip((fields.u16() + 7) >>> 3);
  else if (FIXED_BYTES[type] !== undefined) fields.skip(FIXED_BYTES[type]);
  else fields.ok = false;
  return undefined;
};

export const numberOf = (tags: readonly Tag[], name: number): number | undefined => {
  const value = tags.find((tag) => tag.name === name)?.value;
  return typeof value === 'number' ? value : undefined;
};

export const stringOf = (tags: readonly Tag[], name: number): string | undefined => {
  const value = tags.find((tag) => tag.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
};

const STRING = 0x02;
const UINT32 = 0x03;
const BOOL_ARRAY = 0x06;
const BLOB = 0x07;
const UINT16 = 0x08;
const UINT8 = 0x09;
const BSOB = 0x0a;
const UINT64 = 0x0b;

/** Bytes of a value by type; absent: not a type, or it brings its own length. 0x11–0x26: strings of 1–22 bytes. */
const FIXED_BYTES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, type) => {
  if (type === 0x01) return 16;
  if (type === UINT32 || type === 0x04) return 4;
  if (type === 0x05 || type === UINT8) return 1;
  if (type === UINT16) return 2;
  if (type === UINT64) return 8;
  return type > 0x10 && type <= 0x26 ? type - 0x10 : undefined;
});
