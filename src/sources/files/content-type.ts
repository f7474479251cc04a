// What a file is, told by its first bytes and never by its name: `contentTypeOf(head, size)`.
//
// Sources: file(1) 5.44 magic/Magdir (names), Garykessler's table of signatures, and for each container its specification:
// RIFF (Microsoft/IBM 1991), ISO/IEC 14496-12 §4.3 (brands), EBML RFC 8794, Ogg RFC 3533, ISO/IEC 13818-1 (transport and
// program streams), ISO/IEC 11172-3 §2.4.1.3 (audio frames), PKWARE APPNOTE 4.3.7, ISO 9660 §8.1, POSIX ustar.
//
// What it does not see: content that is encrypted, or packed without a header (raw streams, MP3 behind 4 KiB of padding):
// that is `application/octet-stream`. Nothing is unpacked, so that no archive can grow.

import { containerType } from './containers.ts';
import { CONTENT_TYPES } from './content-types.data.ts';
import { signatureType } from './signatures.ts';
import { textType } from './text-type.ts';

/** What policy and reports tell apart. */
export type ContentKind =
  | 'video'
  | 'audio'
  | 'image'
  | 'archive'
  | 'disk-image'
  | 'program'
  | 'document'
  | 'text'
  | 'other';

export interface ContentType {
  readonly mime: string;
  readonly kind: ContentKind;
  /** Lower case; empty where every name is usual. */
  readonly extensions: readonly string[];
}

/** Bytes of a file's beginning that are looked at: one page; more only where an ISO 9660 volume may begin (§6.2.1). */
export const HEAD_BYTES = 4096;
export const VOLUME_OFFSET = 32_768;
export const VOLUME_BYTES = 8;

const numbers = new Map(CONTENT_TYPES.map(({ mime }, number) => [mime, number]));

/** Place in CONTENT_TYPES. @throws when our own tables disagree */
export const typeNumber = (mime: string): number => {
  const number = numbers.get(mime);
  if (number === undefined) throw new Error(`no content type is called ${mime}`);
  return number;
};

export const contentType = (number: number): ContentType =>
  CONTENT_TYPES[number] ?? CONTENT_TYPES[UNKNOWN]!;

export const UNKNOWN = typeNumber('application/octet-stream');
export const EMPTY = typeNumber('inode/x-empty');
export const ISO_VOLUME = typeNumber('application/x-iso9660-image');

/** Number of the type of a file with these first bytes (HEAD_BYTES of them, or all there are). */
export const contentTypeOf = (head: Uint8Array, size: number): number => {
  if (head.length === 0) return size === 0 ? EMPTY : UNKNOWN;
  const mime = signatureType(head) ?? containerType(head, size) ?? textType(head, size);
  return mime === null ? UNKNOWN : typeNumber(mime);
};

/** True when what stands at VOLUME_OFFSET begins a volume of ISO 9660 or UDF (ECMA-167 2/9.1.2). */
export const isVolume = (bytes: Uint8Array): boolean => {
  const name = String.fromCharCode(...bytes.subarray(1, 6));
  return name === 'CD001' || name === 'BEA01';
};

/** Whether it is worth a read at VOLUME_OFFSET: the first 16 sectors are zeros, or a boot sector for sticks. */
export const mayBeVolume = (head: Uint8Array, type: number, size: number): boolean => {
  if (type !== UNKNOWN || size <= VOLUME_OFFSET + 2048) return false;
  return head[0] === 0 || (head[510] === 0x55 && head[511] === 0xaa);
};
