// One file as `known.met` and `.part.met` describe it: hash, hashes of its parts, tags.
// Source: aMule src/KnownFile.cpp (LoadHashsetFromFile, LoadTagsFromFile).
import type { ArtefactEntry, Pieces } from '../../artefact.ts';
import { known, short } from '../../artefact-draft.ts';
import type { Fields } from '../fields.ts';
import {
  AICH_HASH,
  ALL_TIME_SENT,
  ALL_TIME_SENT_HIGH,
  FILE_NAME,
  FILE_SIZE,
  FILE_SIZE_HIGH,
  type MetTag,
  numberTag,
  textTag,
} from './met-tags.ts';

/** Bytes of a part: eMule protocol. */
const PART_BYTES = 9_728_000;
const HASH_BYTES = 16;

export interface HashSet {
  readonly hash: string;
  readonly pieces?: Pieces;
}

export const readHashSet = (fields: Fields): HashSet => {
  const hash = fields.hex(HASH_BYTES);
  const bytes = HASH_BYTES * fields.u16();
  const start = fields.at;
  fields.skip(bytes);
  if (!fields.ok || bytes === 0) return { hash };
  const hashes = fields.bytes.slice(start, start + bytes);
  return { hash, pieces: { algorithm: 'md4', length: PART_BYTES, hashes } };
};

export const sizeOf = (tags: readonly MetTag[]): number | undefined => {
  const low = numberTag(tags, FILE_SIZE);
  // Files beyond 4 GiB have a 64-bit tag, or the upper half in a tag of its own.
  return low === undefined ? undefined : low + (numberTag(tags, FILE_SIZE_HIGH) ?? 0) * 2 ** 32;
};

/** What every file has, whatever became of it. */
export const describeFile = (
  { hash, pieces }: HashSet,
  tags: readonly MetTag[],
): Omit<ArtefactEntry, 'state'> => {
  const aich = textTag(tags, AICH_HASH);
  const sent = numberTag(tags, ALL_TIME_SENT);
  return {
    name: short(textTag(tags, FILE_NAME) ?? ''),
    hashes: [`ed2k:${hash}`, ...(aich && /^[A-Z2-7]{32}$/.test(aich) ? [`aich:${aich}`] : [])],
    ...known('size', sizeOf(tags)),
    ...known('pieces', pieces),
    ...known(
      'bytesUp',
      sent === undefined ? undefined : sent + (numberTag(tags, ALL_TIME_SENT_HIGH) ?? 0) * 2 ** 32,
    ),
  };
};
