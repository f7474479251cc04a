// `resume.dat` of µTorrent and BitTorrent 6 and later: a dictionary by the name of each torrent's file.
// Keys as those who read it found them: github.com/log2timeline/plaso (bencode_plugins/utorrent.py) and
// github.com/rumanzo/bt2qbt (b2q.go): `path`, `caption`, `info` (the info hash), `added_on`, `completed_on`, `uploaded`.
// The program does not run here: made from its documentation.
import { LIMITS } from '../../../model/limits.ts';
import { hex } from '../../../wire/codec/hex.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import {
  ArtefactDraft,
  byteCount,
  known,
  pathText,
  secondsTime,
  short,
} from '../../artefact-draft.ts';
import { Bencoded } from './bencoded.ts';
import { stateOf } from './libtorrent-resume.ts';
import { trackersOf } from './torrent-info.ts';

export const utorrentResume = Object.freeze<ArtefactReader>({
  id: 'bittorrent/utorrent-resume',
  system: 'bittorrent',
  title: 'µTorrent: the state of all torrents',
  names: ['resume.dat', 'resume.dat.old'],
  looks: (head) => /^d(10:\.fileguard|3:rec|\d{1,3}:)/.test(new TextDecoder('latin1').decode(head)),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(utorrentResume);
    draft.self.program = 'µTorrent';
    const sound = new Bencoded(bytes).pairs((key, value) => {
      // `.fileguard` (a checksum) and `rec` stand beside the torrents.
      const entry = value.isDictionary ? entryOf(key, value) : null;
      return entry === null || draft.entry(entry);
    });
    if (!sound) draft.anomaly('cut');
    return draft.done();
  },
});

const entryOf = (key: Uint8Array, torrent: Bencoded): ArtefactEntry | null => {
  const hash = torrent.get('info')?.string;
  if (hash?.length !== 20) return null;
  const completedAt = secondsTime(torrent.get('completed_on')?.number);
  const stopped = torrent.get('started')?.number === 0;
  const file = new TextDecoder().decode(key).replace(/\.torrent$/i, '');
  const path = torrent.get('path')?.text;
  return {
    state: stateOf(completedAt !== undefined, stopped),
    name: short(torrent.get('caption')?.text || file),
    hashes: [`btih:${hex(hash)}`],
    ...known('bytesUp', byteCount(torrent.get('uploaded')?.number)),
    ...known('bytesDown', byteCount(torrent.get('downloaded')?.number)),
    ...known('addedAt', secondsTime(torrent.get('added_on')?.number)),
    ...known('completedAt', completedAt),
    ...known('changedAt', secondsTime(torrent.get('last_active')?.number)),
    ...known('path', path === undefined ? undefined : pathText(path)),
    trackers: trackersOf(torrent, ['trackers']),
  };
};
