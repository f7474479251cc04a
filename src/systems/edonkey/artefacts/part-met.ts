// `001.part.met` beside `001.part`: a download that is not complete, with what of it is missing.
//
//   version (1) │ date of the .part (4) │ hash set │ tags, among them pairs of gaps: start and end
//
// Source: aMule src/PartFile.cpp (LoadPartFile, SavePartFile); written here by aMule 2.3.3 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { type Artefact, type ArtefactReader, baseName } from '../../artefact.ts';
import { ArtefactDraft, known, secondsTime } from '../../artefact-draft.ts';
import { Fields } from '../fields.ts';
import { describeFile, readHashSet, sizeOf } from './known-file.ts';
import {
  GAP_END,
  GAP_START,
  LAST_COMPLETE,
  type MetTag,
  numberTag,
  readMetTags,
  TRANSFERRED,
} from './met-tags.ts';

/** Up to 4 GiB, files of the first eDonkey clients (one file a part), and larger. */
const VERSIONS = [0xe0, 0xe1, 0xe2];
const DESCRIPTION_MIN = 1 + 4 + 16 + 2 + 4;

export const partMet = Object.freeze<ArtefactReader>({
  id: 'edonkey/part-met',
  system: 'edonkey',
  title: 'eMule and aMule: a download that is not complete',
  names: ['*.part.met', '*.part.met.bak', '*.part.met.backup'],
  looks: (head) => head.length >= DESCRIPTION_MIN && VERSIONS.includes(head[0]!),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(partMet);
    const fields = new Fields(bytes, 1, bytes.length);
    const changed = fields.u32();
    const hashes = readHashSet(fields);
    if (hashes.hash === '') draft.anomaly('cut');
    else {
      const tags = readMetTags(fields);
      if (!fields.ok) draft.anomaly('cut');
      const size = sizeOf(tags);
      draft.entry({
        state: 'partial',
        ...describeFile(hashes, tags),
        ...(size === undefined || !fields.ok ? {} : { bytesDone: size - missing(tags, size) }),
        ...known('bytesDown', numberTag(tags, TRANSFERRED)),
        ...known('changedAt', secondsTime(changed) ?? secondsTime(numberTag(tags, LAST_COMPLETE))),
        // The bytes lie beside it, under the name without `.met`.
        ...known('path', pathOf(name)),
      });
    }
    return draft.done();
  },
});

const pathOf = (name: string): string | undefined => {
  const path = name.replace(/\.met(?:\.bak(?:up)?|\.backup)?$/i, '');
  return path === baseName(path) ? undefined : path;
};

/** Gaps do not overlap; a hostile list's may, so that the sum is bounded by the size. */
const missing = (tags: readonly MetTag[], size: number): number => {
  const ends = new Map<string, number>();
  for (const { id, label, value } of tags)
    if (id === GAP_END && label !== '' && typeof value === 'number') ends.set(label, value);
  let sum = 0;
  for (const { id, label, value } of tags) {
    const end = id === GAP_START && label !== '' ? ends.get(label) : undefined;
    if (end !== undefined && typeof value === 'number') sum += Math.max(0, end - value);
  }
  return Math.min(sum, size);
};
