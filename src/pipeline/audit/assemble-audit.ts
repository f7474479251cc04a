// From what was found to the document: sums per owner and folder, lists with their bounds, places that were not read.
import { assumedOf } from '../../impact/assumed.ts';
import { parseVolume } from '../../impact/quantity.ts';
import { storageLost } from '../../impact/storage-lost.ts';
import { folderOf, shownPath } from '../../intake/audit/raw-path.ts';
import type { SignedFile, Unreadable } from '../../intake/audit/walk-words.ts';
import type { AuditClient, AuditFolder, AuditOwner, FileAudit } from '../../model/file-audit.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Policy } from '../../model/policy.ts';
import { isoTime } from '../../model/time.ts';
import { contentType } from '../../sources/files/content-type.ts';
import type { ArtefactEntry } from '../../systems/artefact.ts';
import { VERSION } from '../version.ts';
import type { AuditRequest, Found } from './audit-files.ts';
import type { ClientFile } from './client-files.ts';
import type { Match } from './contents.ts';
import { wasted } from './copies.ts';
import { auditFile, type Said } from './told-files.ts';
import { bytesOf } from './volume-sets.ts';
import type { WalkLedger } from './walk-ledger.ts';

interface AuditParts {
  readonly request: AuditRequest;
  readonly roots: readonly string[];
  readonly ledger: WalkLedger;
  readonly found: Found;
  readonly ownerOf: (uid: number) => string;
  readonly cases: FileAudit['cases'];
  readonly began: number;
  /** Access times stay as they were. */
  readonly timesKept: boolean;
}

export const assembleAudit = (parts: AuditParts): FileAudit => {
  const { request, ledger, found, ownerOf, cases, began } = parts;
  const { told, copies, sets, clients } = found;
  const owners = ownersOf(parts);
  const sum = (of: (owner: AuditOwner) => number): number =>
    owners.reduce((total, owner) => total + of(owner), 0);
  const rows = told.slice(0, LIMITS.auditListedMax);
  const lying = filesByEntry(found.matches);
  return {
    schema: 'peerwarden.files/1',
    tool: { name: 'peerwarden', version: VERSION },
    created: isoTime(began),
    site: request.policy?.site ?? null,
    complete: !request.signal.aborted,
    roots: parts.roots.map(shownPath),
    sums: {
      ...{ files: ledger.files, folders: ledger.folders, read: ledger.read },
      ...{ special: ledger.special, ignored: ledger.ignored },
      bytes: sum(({ bytes }) => bytes),
      allocated: sum(({ allocated }) => allocated),
      copiesBytes: copies.reduce((total, one) => total + wasted(one), 0),
      told: told.length,
      toldBytes: sum(({ toldBytes }) => toldBytes),
    },
    owners,
    folders: foldersOf(told),
    cases,
    files: rows.map(({ file, said }) =>
      auditFile(file, said, ownerOf(file.owner), found.scanned.get(file) ?? null),
    ),
    filesMore: told.length - rows.length + ledger.dropped,
    clients: clients.found
      .slice(0, LIMITS.auditListedMax)
      .map((client) => clientRow(client, ownerOf(client.file.owner), lying)),
    sets: sets.slice(0, LIMITS.auditListedMax).map(({ name, folder, files, missing }) => ({
      ...{ name, folder, missing, owner: ownerOf(files[0]!.owner) },
      volumes: files.length,
      bytes: bytesOf(files),
    })),
    copies: copies.slice(0, LIMITS.auditListedMax).map((one) => ({
      sha256: one.sha256,
      bytes: one.files[0]!.bytes,
      paths: one.files.slice(0, COPIES_SHOWN).map(({ path }) => shownPath(path)),
      extraBytes: wasted(one),
    })),
    ...unreadableOf(ledger, clients.unread),
    notShown: notShown(parts),
  };
};

const COPIES_SHOWN = 100;

/** Media and archives above their size, and everything that speaks of file sharing: what storage is lost to. */
const ownersOf = ({ request, ledger, found, ownerOf }: AuditParts): AuditOwner[] => {
  const { policy } = request;
  const told = new Map<number, Told>();
  for (const { file, said } of found.told) addTold(toldOf(told, file.owner), file, said);
  for (const { files } of found.copies)
    for (const { owner, allocated } of files.slice(1)) toldOf(told, owner).copies += allocated;
  const reckon = reckoning(policy);
  return [...ledger.owners.values()]
    .map(({ owner: uid, files, bytes, allocated }): AuditOwner => {
      const own = told.get(uid) ?? noneTold();
      return {
        ...{ owner: ownerOf(uid), uid, files, bytes, allocated },
        ...{ told: own.files, toldBytes: own.allocated, sharedBytes: own.shared },
        ...{ audioBytes: own.audio, videoBytes: own.video, archiveBytes: own.archive },
        copiesBytes: own.copies,
        ...reckon(own.allocated, allocated),
      };
    })
    .sort((a, b) => b.toldBytes - a.toldBytes || b.allocated - a.allocated || a.uid - b.uid);
};

interface Told {
  files: number;
  allocated: number;
  audio: number;
  video: number;
  archive: number;
  shared: number;
  copies: number;
}

const noneTold = (): Told => ({
  ...{ files: 0, allocated: 0, audio: 0, video: 0, archive: 0, shared: 0, copies: 0 },
});

const toldOf = (all: Map<number, Told>, owner: number): Told => {
  const known = all.get(owner) ?? noneTold();
  all.set(owner, known);
  return known;
};

const addTold = (told: Told, { allocated, type }: SignedFile, said: readonly Said[]): void => {
  told.files++;
  told.allocated += allocated;
  const { kind } = contentType(type);
  if (kind === 'audio') told.audio += allocated;
  if (kind === 'video') told.video += allocated;
  if (kind === 'archive' || kind === 'disk-image') told.archive += allocated;
  if (said.some(({ system }) => system !== undefined)) told.shared += allocated;
};

const reckoning = (policy: Policy | null) => {
  const units = policy?.tariff?.units ?? 'SI';
  const assumed = assumedOf(policy?.assumptions);
  const price = assumed.range('storagePrice');
  const quota = policy?.files?.quota === undefined ? null : parseVolume(policy.files.quota, units);
  const sizes = {
    episode: assumed.range('episodeSize')!.low,
    film: assumed.range('filmSize')!.low,
  };
  const currency = policy?.tariff?.currency ?? 'money';
  return (toldBytes: number, allocated: number) => {
    const { episodes, films } = storageLost(toldBytes, sizes, units);
    const gigabytes = toldBytes / 1e9;
    return {
      quotaShare: quota === null ? null : allocated / quota,
      cost: price && { currency, low: gigabytes * price.low, high: gigabytes * price.high },
      ...{ episodes, films },
    };
  };
};

const foldersOf = (told: Found['told']): AuditFolder[] => {
  const folders = new Map<string, { told: number; toldBytes: number }>();
  for (const { file } of told) {
    const path = folderOf(file.path);
    const known = folders.get(path) ?? { told: 0, toldBytes: 0 };
    known.told++;
    known.toldBytes += file.allocated;
    folders.set(path, known);
  }
  return [...folders]
    .map(([path, sums]) => ({ path: shownPath(path), ...sums }))
    .sort((a, b) => b.toldBytes - a.toldBytes || (a.path < b.path ? -1 : 1))
    .slice(0, LIMITS.auditListedMax);
};

const clientRow = (
  { file, reader, artefact }: ClientFile,
  owner: string,
  lying: ReadonlyMap<ArtefactEntry, readonly string[]>,
): AuditClient => {
  const { entries, folders, system, program, version, nick, anomalies } = artefact;
  const count = (state: string): number => entries.filter((entry) => entry.state === state).length;
  return {
    ...{ path: shownPath(file.path), owner, system, title: reader.title, anomalies },
    ...{ program: program ?? null, version: version ?? null, nick: nick ?? null },
    ...{ fetched: count('fetched'), partial: count('partial') },
    ...{ shared: count('shared'), seen: count('seen') },
    folders: folders.map(({ path }) => path),
    entries: entries.slice(0, ENTRIES_SHOWN).map((entry) => ({
      ...{ name: entry.name, state: entry.state, hashes: entry.hashes },
      bytes: entry.size ?? null,
      bytesDone: entry.bytesDone ?? null,
      addedAt: timeOf(entry.addedAt),
      completedAt: timeOf(entry.completedAt),
      found: lying.get(entry) ?? [],
    })),
    entriesMore: Math.max(0, entries.length - ENTRIES_SHOWN),
  };
};

const filesByEntry = (matches: readonly Match[]): Map<ArtefactEntry, string[]> => {
  const lying = new Map<ArtefactEntry, string[]>();
  for (const { entry, file } of matches) {
    if (entry === null) continue;
    const path = shownPath(file.path);
    const known = lying.get(entry);
    if (known === undefined) lying.set(entry, [path]);
    else if (!known.includes(path)) known.push(path);
  }
  return lying;
};

const ENTRIES_SHOWN = 200;

const timeOf = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));

const unreadableOf = (
  { unreadable, unreadableMore }: WalkLedger,
  clients: readonly SignedFile[],
): Pick<FileAudit, 'unreadable' | 'unreadableMore'> => ({
  unreadable: [
    ...unreadable.map(({ path, why }) => ({ path: shownPath(path), why: WHY[why] })),
    ...clients
      .filter(({ path }) => !unreadable.some((place) => place.path === path))
      .map(({ path }) => ({ path: shownPath(path), why: WHY.failed })),
  ],
  unreadableMore,
});

const WHY: Readonly<Record<Unreadable['why'], string>> = {
  denied: 'reading it is not permitted',
  gone: 'it vanished while it was read',
  changed: 'it was exchanged for something else while it was read',
  'would-touch':
    'reading would change its access time (--touch permits that; root needs no permission)',
  failed: 'reading failed',
  'other-device': 'it is on another file system (--one-file-system)',
  'no-storage': 'it holds no stored files',
  'too-long': 'its path is longer than the system opens',
  swapped: 'the folder was exchanged for something else while it was listed',
};

const notShown = ({ request, timesKept, ledger }: AuditParts): string[] => [
  'What was renamed and moved out of a client’s folder, and is in no torrent or list that lies here.',
  'What is inside archives, disk images and encrypted files: nothing is unpacked.',
  'Who put a file there: the owner is whom the file system names.',
  'Whether a licence permits the copy.',
  ...(request.wire.length === 0
    ? ['Whether a file crossed the network: --report names what was exchanged.']
    : []),
  ...(timesKept
    ? []
    : ['Folders were listed by a user whose listing may change their access times.']),
  ...(ledger.dropped > 0
    ? ['Files beyond the bound of those that are kept (docs/reference/limits.md).']
    : []),
];
