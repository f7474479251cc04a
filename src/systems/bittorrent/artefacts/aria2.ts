// aria2: `<file>.aria2` beside what is being loaded, and the session (`--save-session`), a line for each source with its
// options below. Only what is BitTorrent counts: the same files are written for downloads from the web.
// Source: aria2.github.io/manual/en/html/technical-notes.html; written here by aria2 1.36 of Debian.

import { u16, u32, u64 } from '../../../wire/codec/big-endian.ts';
import { hex } from '../../../wire/codec/hex.ts';
import {
  type Artefact,
  type ArtefactEntry,
  type ArtefactReader,
  baseName,
} from '../../artefact.ts';
import { ArtefactDraft, known, pathText, short } from '../../artefact-draft.ts';
import { magnetEntry } from './magnet.ts';

const VERSION = 1;
const HASH_BYTES = 20;
/** Version (2), extension (4), length of the hash (4), the hash; then length of a piece (4). */
const PIECE_AT = 10 + HASH_BYTES;

export const aria2Control = Object.freeze<ArtefactReader>({
  id: 'bittorrent/aria2-control',
  system: 'bittorrent',
  title: 'aria2: how much of one torrent is there',
  names: ['*.aria2'],
  looks: (head) =>
    head.length >= PIECE_AT && u16(head, 0) === VERSION && u32(head, 6) === HASH_BYTES,
  bytesMax: 16 << 20,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(aria2Control);
    draft.self.program = 'aria2';
    const fields = PIECE_AT + 4 + 8 + 8 + 4;
    if (bytes.length < fields) draft.anomaly('cut');
    else draft.entry(controlEntry(bytes, name, draft));
    return draft.done();
  },
});

const controlEntry = (bytes: Uint8Array, name: string, draft: ArtefactDraft): ArtefactEntry => {
  const pieceBytes = u32(bytes, PIECE_AT);
  const size = u64(bytes, PIECE_AT + 4);
  const bitsAt = PIECE_AT + 4 + 8 + 8 + 4;
  const bitsEnd = bitsAt + u32(bytes, bitsAt - 4);
  if (bitsEnd > bytes.length) draft.anomaly('cut');
  let there = 0;
  for (let at = bitsAt; at < Math.min(bitsEnd, bytes.length); at++)
    for (let bits = bytes[at]!; bits > 0; bits &= bits - 1) there++;
  const path = name.replace(/\.aria2$/i, '');
  return {
    state: 'partial',
    name: short(baseName(path)),
    size,
    hashes: [`btih:${hex(bytes, 10, 10 + HASH_BYTES)}`],
    bytesDone: Math.min(size, there * pieceBytes),
    bytesUp: u64(bytes, PIECE_AT + 12),
    ...(path === baseName(path) ? {} : { path: pathText(path) }),
  };
};

export const aria2Session = Object.freeze<ArtefactReader>({
  id: 'bittorrent/aria2-session',
  system: 'bittorrent',
  title: 'aria2: torrents that are not complete',
  names: ['aria2.session', 'session.txt', 'session.dat', 'session', '*.aria2session'],
  looks: (head) => {
    const text = new TextDecoder('latin1').decode(head);
    return /^[ \t](?:gid|dir)=/m.test(text) && /magnet:\?|\.torrent\b/.test(text);
  },
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(aria2Session);
    draft.self.program = 'aria2';
    let sources = '';
    let folder: string | undefined;
    const flush = (): boolean => {
      const entry = sessionEntry(sources, folder);
      folder = undefined;
      return entry === null || draft.entry(entry);
    };
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      if (/^[ \t]/.test(line)) folder = /^[ \t]dir=(.*)$/.exec(line)?.[1] ?? folder;
      else if (line !== '') {
        if (!flush()) break;
        sources = line;
      }
    }
    flush();
    return draft.done();
  },
});

/** One line holds all places of one content, with tabs between. */
const sessionEntry = (sources: string, folder: string | undefined): ArtefactEntry | null => {
  const first = sources.split('\t', 1)[0]!.trim();
  const path = known('path', folder === undefined ? undefined : pathText(folder));
  const magnet = magnetEntry(first);
  if (magnet !== null) return { ...magnet, state: 'partial', ...path };
  if (!/\.torrent$/i.test(first)) return null;
  const name = short(baseName(first).replace(/\.torrent$/i, ''));
  return { state: 'partial', name, hashes: [], ...path };
};
