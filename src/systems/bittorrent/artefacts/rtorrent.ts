// rTorrent's session folder: beside each torrent `<hash>.torrent.rtorrent`, what was done with it, and
// `<hash>.torrent.libtorrent_resume`, which pieces are there. Source: rakshasa/rtorrent src/core/download_store.cc
// and src/command_download.cc; written here by rTorrent 0.9.8 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import { baseName } from '../../artefact.ts';
import { ArtefactDraft, byteCount, known, pathText, secondsTime } from '../../artefact-draft.ts';
import { Bencoded, holdsKey } from './bencoded.ts';
import { stateOf } from './libtorrent-resume.ts';

export const rtorrentState = Object.freeze<ArtefactReader>({
  id: 'bittorrent/rtorrent-session',
  system: 'bittorrent',
  title: 'rTorrent: what was done with one torrent',
  names: ['*.torrent.rtorrent'],
  looks: (head) => holdsKey(head, 'chunks_done', 'chunks_wanted', 'directory'),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(rtorrentState);
    draft.self.program = 'rTorrent';
    const session = new Bencoded(bytes);
    if (session.whole === undefined) draft.anomaly('damaged');
    else draft.entry(entryOf(session, name));
    return draft.done();
  },
});

const entryOf = (session: Bencoded, name: string): ArtefactEntry => {
  const done = session.get('chunks_done')?.number;
  const wanted = session.get('chunks_wanted')?.number;
  const chunks = done === undefined || wanted === undefined ? 0 : done + wanted;
  const path = session.get('directory')?.text;
  const loaded = session.get('loaded_file')?.text;
  return {
    state: stateOf(session.get('complete')?.number === 1, session.get('state')?.number === 0),
    // Names stand in the torrent beside it.
    name: loaded === undefined ? '' : baseName(loaded).replace(/\.torrent$/i, ''),
    hashes: hashOfName(name),
    ...(chunks > 0 ? { fraction: done! / chunks } : {}),
    ...known('bytesUp', byteCount(session.get('total_uploaded')?.number)),
    ...known('bytesDown', byteCount(session.get('total_downloaded')?.number)),
    ...known('addedAt', secondsTime(session.get('timestamp.started')?.number)),
    ...known('completedAt', secondsTime(session.get('timestamp.finished')?.number)),
    ...known('changedAt', secondsTime(session.get('state_changed')?.number)),
    ...known('path', path === undefined ? undefined : pathText(path)),
  };
};

export const rtorrentResume = Object.freeze<ArtefactReader>({
  id: 'bittorrent/rtorrent-resume',
  system: 'bittorrent',
  title: 'rTorrent: which pieces of one torrent are there',
  names: ['*.torrent.libtorrent_resume'],
  looks: (head) => holdsKey(head, 'bitfield', 'uncertain_pieces.timestamp', 'peers'),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(rtorrentResume);
    draft.self.program = 'rTorrent';
    const resume = new Bencoded(bytes);
    if (resume.whole === undefined) draft.anomaly('damaged');
    const files = filesOf(resume);
    const trackers: string[] = [];
    resume.get('trackers')?.pairs((key) => {
      trackers.push(new TextDecoder().decode(key.subarray(0, LIMITS.textCharsMax)));
      return trackers.length < TRACKERS_MAX;
    });
    draft.entry({
      state: files.whole ? 'shared' : 'partial',
      name: '',
      hashes: hashOfName(name),
      ...known('changedAt', secondsTime(files.changed)),
      trackers,
    });
    return draft.done();
  },
});

/** Whether all pieces are there, and when the last file changed (epoch seconds). */
const filesOf = (resume: Bencoded): { whole: boolean; changed: number } => {
  let changed = 0;
  resume.get('files')?.items((file) => {
    changed = Math.max(changed, file.get('mtime')?.number ?? 0);
    return true;
  });
  // rTorrent writes the number of pieces when all are there, 0 when none is, and bits between.
  const whole = (resume.get('bitfield')?.number ?? 0) > 0;
  return { whole, changed };
};

const TRACKERS_MAX = 200;

const hashOfName = (name: string): string[] => {
  const hash = /^[0-9a-f]{40}(?=\.)/i.exec(baseName(name))?.[0];
  return hash === undefined ? [] : [`btih:${hash.toLowerCase()}`];
};
