// Tag lists of eMule's and aMule's files: as in messages (../tags.ts), but counted by 32 bits, and some have names of
// several characters: a gap of a download is the byte 9 or 10 and its number as text.
// Source: aMule src/Tag.cpp, src/PartFile.cpp (SavePartFile).
import { LIMITS } from '../../../model/limits.ts';
import { latin1 } from '../../../wire/codec/ascii.ts';
import type { Fields } from '../fields.ts';
import { readValue } from '../tags.ts';

export interface MetTag {
  /** First byte of the name: the tag's number. */
  readonly id: number;
  /** What follows it in names of several bytes. */
  readonly label: string;
  readonly value: number | string;
}

/** Reads a list with its count; stops at the first tag that cannot be read (`fields.ok`), keeping those before it. */
export const readMetTags = (fields: Fields): MetTag[] => {
  const count = fields.u32();
  const tags: MetTag[] = [];
  for (let i = 0; i < count && i < LIMITS.metTagsMax && fields.ok; i++) {
    const type = fields.u8();
    const nameBytes = type >= 0x80 ? 1 : fields.u16();
    const start = fields.at;
    fields.skip(nameBytes);
    if (!fields.ok || nameBytes === 0) break;
    const label = latin1(fields.bytes, start + 1, Math.min(start + nameBytes, start + 16));
    const value = readValue(fields, type & 0x7f);
    if (fields.ok && value !== undefined) tags.push({ id: fields.bytes[start]!, label, value });
  }
  if (count > LIMITS.metTagsMax) fields.ok = false;
  return tags;
};

export const numberTag = (tags: readonly MetTag[], id: number): number | undefined => {
  const value = tags.find((tag) => tag.id === id && tag.label === '')?.value;
  return typeof value === 'number' ? value : undefined;
};

/** The first of its kind: aMule writes names twice, the second time in a form that only its own locale can read. */
export const textTag = (tags: readonly MetTag[], id: number): string | undefined => {
  const value = tags.find((tag) => tag.id === id && typeof tag.value === 'string')?.value;
  return typeof value === 'string' ? value.replace(/^\uFEFF/, '') : undefined;
};

export const FILE_NAME = 0x01;
export const FILE_SIZE = 0x02;
export const FILE_SIZE_HIGH = 0x3a;
export const LAST_COMPLETE = 0x05;
export const GAP_START = 0x09;
export const GAP_END = 0x0a;
export const AICH_HASH = 0x27;
export const LAST_SEEN = 0x28;
export const ALL_TIME_SENT = 0x50;
export const ALL_TIME_SENT_HIGH = 0x54;
export const TRANSFERRED = 0x08;
