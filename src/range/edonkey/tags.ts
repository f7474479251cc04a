// Tags: a type, a name (one byte mostly), a value. The old form names with a length, the short form (0x80 in the type)
// with one byte; short texts put their length into the type.
import type { Reader, Writer } from './bytes.ts';

export type TagValue = string | number;

/** By their one-byte names; tags with other names or values are read and left out. */
export type Tags = Map<number, TagValue>;

const TEXT = 0x02;
const WORD = 0x03;
const SHORT_NAME = 0x80;
/** Types 0x11 … 0x20 are texts of 1 … 16 bytes. */
const TEXT_1 = 0x11;
const TEXT_16 = 0x20;
/** More than any message needs; a count beyond is taken for garbage. */
const TAGS_MAX = 64;

/** Count and tags, in the old form that every program reads. */
export const writeTags = (out: Writer, tags: readonly (readonly [number, TagValue])[]): void => {
  out.u32(tags.length);
  for (const [name, value] of tags) {
    out
      .u8(typeof value === 'string' ? TEXT : WORD)
      .u16(1)
      .u8(name);
    if (typeof value === 'string') out.text(value);
    else out.u32(value);
  }
};

/** Count and tags, of either form. The reader is no longer ok when they are torn or of an unknown type. */
export const readTags = (from: Reader): Tags => {
  const tags: Tags = new Map();
  const count = from.u32();
  if (count > TAGS_MAX) from.ok = false;
  for (let i = 0; i < count && from.ok; i++) {
    const type = from.u8();
    const name = type & SHORT_NAME ? from.u8() : nameOf(from);
    const value = valueIn(from, type & ~SHORT_NAME);
    if (from.ok && name !== null && value !== null) tags.set(name, value);
  }
  return tags;
};

const nameOf = (from: Reader): number | null => {
  const length = from.u16();
  const bytes = from.bytes(length);
  return length === 1 ? (bytes[0] ?? null) : null;
};

const valueIn = (from: Reader, type: number): TagValue | null => {
  if (type >= TEXT_1 && type <= TEXT_16)
    return new TextDecoder().decode(from.bytes(type - TEXT_1 + 1));
  switch (type) {
    case 0x01: // a hash
      from.bytes(16);
      return null;
    case TEXT:
      return from.text();
    case WORD:
      return from.u32();
    case 0x04: // a float
      from.bytes(4);
      return null;
    case 0x05: // a truth value
      return from.u8();
    case 0x07: // bytes
      from.bytes(from.u32());
      return null;
    case 0x08:
      return from.u16();
    case 0x09:
      return from.u8();
    case 0x0b: {
      const low = from.u32();
      return low + from.u32() * 0x1_0000_0000;
    }
    default:
      from.ok = false;
      return null;
  }
};
