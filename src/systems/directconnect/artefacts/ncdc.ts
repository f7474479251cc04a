// ncdc's `db.sqlite3`: what it shares (`share`, `hashfiles` with `hashdata`), what it loads (`dl`, and from whom:
// `dl_users`, `users`), and what its user set (`vars`).
// Source: ncdc src/db.c; written here by ncdc 1.23.1 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { isSqlite, SqliteFile, type SqliteValue } from '../../../wire/codec/sqlite.ts';
import { type Artefact, type ArtefactReader, baseName } from '../../artefact.ts';
import {
  ArtefactDraft,
  byteCount,
  known,
  pathText,
  secondsTime,
  short,
} from '../../artefact-draft.ts';

export const ncdcDatabase = Object.freeze<ArtefactReader>({
  id: 'directconnect/ncdc',
  system: 'directconnect',
  title: 'ncdc: shared files, downloads and settings',
  names: ['db.sqlite3'],
  // The names of the first tables stand on the first page, behind what the head shows of it.
  looks: (head, name) => isSqlite(head) && baseName(name).toLowerCase() === 'db.sqlite3',
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(ncdcDatabase);
    const file = new SqliteFile(bytes);
    const tables: Record<string, Row[] | null> = {};
    for (const name of TABLES) tables[name] = rowsOf(file, name);
    // `db.sqlite3` is a name that others use too.
    if (!tables['hashfiles'] || !tables['share'] || !tables['vars'])
      draft.anomaly('not-understood');
    else fill(draft, tables);
    if (file.damaged) draft.anomaly('damaged');
    return draft.done();
  },
});

const TABLES = ['vars', 'share', 'hashdata', 'hashfiles', 'dl', 'dl_users', 'users'];

type Row = ReadonlyMap<string, SqliteValue>;

const rowsOf = (file: SqliteFile, name: string): Row[] | null => {
  const table = file.table(name);
  if (table === null) return null;
  const rows: Row[] = [];
  file.rows(table.root, ({ values }) => {
    // Trees of hashes are long and not asked for; a sub-array would keep the whole file alive.
    const kept = values.map((value) => (value instanceof Uint8Array ? null : value));
    rows.push(new Map(table.columns.map((column, i) => [column, kept[i] ?? null])));
    return rows.length < LIMITS.artefactEntriesMax;
  });
  return rows;
};

const text = (row: Row, column: string): string => {
  const value = row.get(column);
  return typeof value === 'string' ? value : '';
};

const number = (row: Row | undefined, column: string): number | undefined => {
  const value = row?.get(column);
  return typeof value === 'number' ? value : undefined;
};

const fill = (
  draft: ArtefactDraft,
  tables: Readonly<Record<string, readonly Row[] | null>>,
): void => {
  draft.self.program = 'ncdc';
  for (const row of tables['vars'] ?? []) noteSetting(draft, text(row, 'name'), text(row, 'value'));
  for (const row of tables['share'] ?? [])
    draft.folder(pathText(text(row, 'path')), short(text(row, 'name')));
  const byRoot = new Map((tables['hashdata'] ?? []).map((row) => [text(row, 'root'), row]));
  for (const row of tables['hashfiles'] ?? []) {
    const path = text(row, 'filename');
    draft.entry({
      state: 'shared',
      name: short(baseName(path)),
      hashes: [`tth:${short(text(row, 'tth'))}`],
      ...known('size', byteCount(number(byRoot.get(text(row, 'tth')), 'size'))),
      ...known('changedAt', secondsTime(number(row, 'lastmod'))),
      path: pathText(path),
    });
  }
  const nicks = nicksOf(tables);
  for (const row of tables['dl'] ?? []) {
    const path = text(row, 'dest');
    draft.entry({
      state: 'partial',
      name: short(baseName(path)),
      hashes: [`tth:${short(text(row, 'tth'))}`],
      ...known('size', byteCount(number(row, 'size'))),
      ...known('user', nicks.get(text(row, 'tth'))),
      path: pathText(path),
    });
  }
};

/** Nick of the first from whom each download is known; numbers of users are kept as text when they have no nick. */
const nicksOf = (tables: Readonly<Record<string, readonly Row[] | null>>): Map<string, string> => {
  const byUser = new Map(
    (tables['users'] ?? []).map((row) => [String(row.get('uid')), text(row, 'nick')]),
  );
  const nicks = new Map<string, string>();
  for (const row of tables['dl_users'] ?? []) {
    const nick = byUser.get(String(row.get('uid')));
    if (nick && !nicks.has(text(row, 'tth'))) nicks.set(text(row, 'tth'), short(nick));
  }
  return nicks;
};

const noteSetting = (draft: ArtefactDraft, name: string, value: string): void => {
  if (name === 'nick' && draft.self.nick === undefined) draft.self.nick = short(value);
  else if (name === 'cid') draft.self.identity = short(value);
  else if (name === 'active_port' || name === 'active_udp_port') draft.port(Number(value));
  else if (name === 'download_dir') draft.folder(pathText(value), 'downloads');
  else if (name === 'hubaddr') draft.contact({ kind: 'hub', address: short(value) });
};
