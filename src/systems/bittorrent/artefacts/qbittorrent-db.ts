// qBittorrent's `torrents.db` (from 4.4, when resume data are kept in SQLite): a row a torrent, with libtorrent's
// resume data and the torrent itself. Source: qbittorrent src/base/bittorrent/dbresumedatastorage.cpp; written
// here by qBittorrent 4.5.2 of Debian. Rows that stand only in a `-wal` beside it are not read.
import { LIMITS } from '../../../model/limits.ts';
import { isSqlite, SqliteFile, type SqliteValue } from '../../../wire/codec/sqlite.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import { baseName } from '../../artefact.ts';
import { ArtefactDraft, known, pathText, short } from '../../artefact-draft.ts';
import { Bencoded } from './bencoded.ts';
import { resumeEntry } from './libtorrent-resume.ts';
import { describeInfo } from './torrent-info.ts';

export const qbittorrentDatabase = Object.freeze<ArtefactReader>({
  id: 'bittorrent/qbittorrent-db',
  system: 'bittorrent',
  title: 'qBittorrent: its torrents in one database',
  names: ['torrents.db'],
  looks: (head, name) => isSqlite(head) && baseName(name).toLowerCase() === 'torrents.db',
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(qbittorrentDatabase);
    draft.self.program = 'qBittorrent';
    const file = new SqliteFile(bytes);
    const table = file.table('torrents');
    if (table === null) draft.anomaly('damaged');
    else
      file.rows(table.root, ({ values }) => {
        const column = (name: string) => values[table.columns.indexOf(name)];
        const entry = entryOf(column);
        if (entry === null) draft.anomaly('not-understood');
        return entry === null || draft.entry(entry);
      });
    if (file.damaged) draft.anomaly('damaged');
    return draft.done();
  },
});

const entryOf = (column: (name: string) => SqliteValue | undefined): ArtefactEntry | null => {
  const data = column('libtorrent_resume_data');
  const entry = data instanceof Uint8Array ? resumeEntry(new Bencoded(data)) : null;
  if (entry === null) return null;
  const metadata = column('metadata');
  const content =
    metadata instanceof Uint8Array ? describeInfo(new Bencoded(metadata).get('info')) : null;
  const name = textOf(column('name')) || entry.name || (content?.name ?? '');
  const path = textOf(column('target_save_path')) || entry.path;
  return {
    ...entry,
    ...(content ?? {}),
    name: short(name),
    hashes: entry.hashes,
    // `stopped` of the row outweighs libtorrent's own flag.
    state: entry.state === 'shared' && column('stopped') === 1 ? 'fetched' : entry.state,
    ...known('path', path === undefined || path === '' ? undefined : pathText(path)),
  };
};

const textOf = (value: SqliteValue | undefined): string => (typeof value === 'string' ? value : '');
