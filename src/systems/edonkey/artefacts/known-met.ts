// `known.met`: every file that was ever shared or completed, with how much of it was given away; `known2_64.met`: the
// hash trees (AICH) of the same, of which the root is of use.
//
//   known.met: version (1) │ count (4) │ { date (4) │ hash set │ tags } …
//   known2:    version (1) │ { root (20) │ count (4) │ count × 20 } …
//
// Source: aMule src/KnownFileList.cpp, src/SHAHashSet.cpp (SaveHashSet); written here by aMule 2.3.3 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { base32 } from '../../../wire/codec/base32.ts';
import type { Artefact, ArtefactReader } from '../../artefact.ts';
import { ArtefactDraft, known, secondsTime } from '../../artefact-draft.ts';
import { Fields } from '../fields.ts';
import { describeFile, readHashSet } from './known-file.ts';
import { LAST_SEEN, numberTag, readMetTags } from './met-tags.ts';

/** Files up to 4 GiB, and larger. */
const VERSIONS = [0x0e, 0x0f];
const TREE_VERSION = 0x02;
const TREE_HASH_BYTES = 20;

export const knownMet = Object.freeze<ArtefactReader>({
  id: 'edonkey/known-met',
  system: 'edonkey',
  title: 'eMule and aMule: files that were shared or completed',
  names: ['known.met', 'known.met.bak'],
  looks: (head) => head.length >= 5 && VERSIONS.includes(head[0]!),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(knownMet);
    const fields = new Fields(bytes, 1, bytes.length);
    const count = fields.u32();
    for (let i = 0; i < count; i++) {
      const changed = fields.u32();
      const hashes = readHashSet(fields);
      const tags = readMetTags(fields);
      if (!fields.ok) {
        draft.anomaly('cut');
        break;
      }
      const more = draft.entry({
        state: 'shared',
        ...describeFile(hashes, tags),
        // The time of the file on disk; `lastSeen` is written by aMule from 3.
        ...known('changedAt', secondsTime(numberTag(tags, LAST_SEEN)) ?? secondsTime(changed)),
      });
      if (!more) break;
    }
    return draft.done();
  },
});

export const known2Met = Object.freeze<ArtefactReader>({
  id: 'edonkey/known2-met',
  system: 'edonkey',
  title: 'eMule and aMule: hash trees of shared files',
  names: ['known2_64.met', 'known2.met'],
  looks: (head) => head[0] === TREE_VERSION && head.length >= 1 + TREE_HASH_BYTES + 4,
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(known2Met);
    const fields = new Fields(bytes, 1, bytes.length);
    while (fields.left > 0) {
      const start = fields.at;
      fields.skip(TREE_HASH_BYTES);
      fields.skip(TREE_HASH_BYTES * fields.u32());
      if (!fields.ok) {
        draft.anomaly('cut');
        break;
      }
      const root = base32(bytes.subarray(start, start + TREE_HASH_BYTES));
      if (!draft.entry({ state: 'shared', name: '', hashes: [`aich:${root}`] })) break;
    }
    return draft.done();
  },
});
