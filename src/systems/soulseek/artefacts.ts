// Nicotine+: `config` (account, shared folders, port), `downloads.json` and `uploads.json` (who fetched what), and its
// databases of shares (`publicfiles.dbn`): "DBN+", a version, then { length of key, of value (4 each, big-endian), the
// path, a pickle of [name, size, …] }. Pickles are read as data, never run.
// Source: github.com/nicotine-plus/nicotine-plus pynicotine/{config,transfers,shares}.py, read 2026-11-22. Debian 12 has
// no Nicotine+: made from its source, not tried with the program.
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import { type PickleValue, readPickle } from '../../wire/codec/pickle.ts';
import { type Artefact, type ArtefactEntry, type ArtefactReader, baseName } from '../artefact.ts';
import { ArtefactDraft, byteCount, known, pathText, short } from '../artefact-draft.ts';
import { iniValues } from '../ini-file.ts';
import { jsonOf } from '../json-file.ts';
import { fileText } from '../text-file.ts';

export const nicotineConfig = Object.freeze<ArtefactReader>({
  id: 'soulseek/nicotine-config',
  system: 'soulseek',
  title: 'Nicotine+: account and shared folders',
  names: ['config', 'config.old'],
  looks: (head) =>
    /^\[server\]/m.test(fileText(head)) && /slsknet|^login = |^portrange = /m.test(fileText(head)),
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(nicotineConfig);
    draft.self.program = 'Nicotine+';
    const values = iniValues(fileText(bytes));
    const nick = values.get('server/login') ?? '';
    if (nick !== '') draft.self.nick = short(nick);
    for (const port of (values.get('server/portrange') ?? '').matchAll(/\d{1,5}/g))
      draft.port(Number(port[0]));
    for (const key of ['shared', 'buddyshared', 'trustedshared'])
      for (const [name, path] of pairsOf(values.get(`transfers/${key}`) ?? ''))
        draft.folder(pathText(path), short(name));
    return draft.done();
  },
});

/** `[('Music', '/home/eve/Music'), …]`, as Python writes it: the texts two by two. */
const pairsOf = (list: string): [string, string][] => {
  const texts = [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(
    ([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'),
  );
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < texts.length; i += 2) pairs.push([texts[i]!, texts[i + 1]!]);
  return pairs;
};

export const nicotineTransfers = Object.freeze<ArtefactReader>({
  id: 'soulseek/nicotine-transfers',
  system: 'soulseek',
  title: 'Nicotine+: what was fetched, and what others fetched, from whom and by whom',
  names: ['downloads.json', 'uploads.json', 'downloads.json.old', 'uploads.json.old'],
  // Rows of user, path with backslashes, folder, status.
  looks: (head) => /^\s*\[\s*\[\s*"/.test(fileText(head)),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(nicotineTransfers);
    draft.self.program = 'Nicotine+';
    const rows = jsonOf(bytes);
    const given = /^uploads/i.test(baseName(name));
    if (!Array.isArray(rows)) draft.anomaly('damaged');
    else
      for (const row of rows as readonly unknown[]) {
        const entry = Array.isArray(row) ? transferEntry(row, given) : null;
        if (entry === null) draft.anomaly('not-understood');
        else if (!draft.entry(entry)) break;
      }
    return draft.done();
  },
});

const transferEntry = (row: readonly unknown[], given: boolean): ArtefactEntry | null => {
  const [user, path, folder, status, size, offset] = row;
  if (typeof user !== 'string' || typeof path !== 'string') return null;
  const whole = status === 'Finished';
  const bytes = byteCount(typeof size === 'number' ? size : undefined);
  const moved = whole ? bytes : byteCount(typeof offset === 'number' ? offset : undefined);
  const place = typeof folder === 'string' && folder !== '' ? folder : undefined;
  return {
    state: given ? 'shared' : whole ? 'fetched' : 'partial',
    name: short(baseName(path)),
    hashes: [],
    ...known('size', bytes),
    ...known(given ? 'bytesUp' : 'bytesDone', moved),
    user: short(user),
    path: pathText(given || place === undefined ? path : `${place}/${baseName(path)}`),
  };
};

const DBN = ascii('DBN+');
const VERSION_AT = DBN.length;

export const nicotineShares = Object.freeze<ArtefactReader>({
  id: 'soulseek/nicotine-shares',
  system: 'soulseek',
  title: 'Nicotine+: shared files',
  names: ['publicfiles.dbn', 'buddyfiles.dbn', 'trustedfiles.dbn'],
  looks: (head) => matchesAt(head, 0, head.length, DBN),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(nicotineShares);
    draft.self.program = 'Nicotine+';
    let at = VERSION_AT + 1;
    while (at + 8 <= bytes.length) {
      const keyEnd = at + 8 + u32(bytes, at);
      const end = keyEnd + u32(bytes, at + 4);
      if (end > bytes.length) break;
      const path = new TextDecoder().decode(bytes.subarray(at + 8, keyEnd));
      const value = readPickle(bytes.subarray(keyEnd, end), { valuesMax: VALUES_PER_FILE });
      at = end;
      if (!draft.entry(sharedEntry(path, value))) return draft.done();
    }
    if (at !== bytes.length) draft.anomaly('cut');
    return draft.done();
  },
});

/** A list of four, one of them a tuple of four. */
const VALUES_PER_FILE = 64;

const sharedEntry = (path: string, value: PickleValue | undefined): ArtefactEntry => {
  const size = Array.isArray(value) ? (value as readonly PickleValue[])[1] : undefined;
  return {
    state: 'shared',
    name: short(baseName(path)),
    hashes: [],
    ...known('size', byteCount(typeof size === 'number' ? size : undefined)),
    path: pathText(path),
  };
};

export const soulseekDatabases: readonly ArtefactReader[] = Object.freeze([
  nicotineConfig,
  nicotineTransfers,
  nicotineShares,
]);
