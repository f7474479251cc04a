// The audit of folders, as a sentence: they are walked; what shows a sign is looked at closer (clients' files, copies,
// contents); what was found is told per file, owner and folder.
import { availableParallelism } from 'node:os';
import { offersOf } from '../../cases/exposure/artefact-offers.ts';
import { Facts } from '../../intake/audit/facts.ts';
import { mounts } from '../../intake/audit/mounts.ts';
import { ownerNames } from '../../intake/audit/owners.ts';
import type { RawPath } from '../../intake/audit/raw-path.ts';
import { Walk, type WalkRoot } from '../../intake/audit/walk.ts';
import { folderKey } from '../../intake/audit/walk-state.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import { Walkers } from '../../intake/audit/walkers.ts';
import type { PeerwardenError } from '../../model/errors.ts';
import type { FileAudit } from '../../model/file-audit.ts';
import type { FileObservation, OfferObservation } from '../../model/observation.ts';
import type { Policy } from '../../model/policy.ts';
import { assembleAudit } from './assemble-audit.ts';
import { type AuditState, finishState, keepFacts, stateOf, stateWriter } from './audit-state.ts';
import { type ClientFiles, readClientFiles } from './client-files.ts';
import { Contents, type Match, type WireContent } from './contents.ts';
import { type Copies, Digests, findCopies } from './copies.ts';
import { OwnerCases } from './owner-cases.ts';
import { observationsOf, type Said, ToldFiles } from './told-files.ts';
import { findSets } from './volume-sets.ts';
import { WalkLedger } from './walk-ledger.ts';
import { rootsOf, settingsOf } from './walk-settings.ts';

export { isRaised } from './owner-cases.ts';

export interface AuditRequest {
  readonly paths: readonly string[];
  readonly policy: Policy | null;
  /** Folder of the state; null for an audit that remembers nothing. */
  readonly state: string | null;
  readonly oneFileSystem: boolean;
  /** Files are read even where that changes their access time. */
  readonly touch: boolean;
  readonly jobs: number | null;
  /** Address or name of the machine that the folders belong to. */
  readonly host: string | null;
  /** What was exchanged on the wire. */
  readonly wire: readonly WireContent[];
  /** Scans a whole download; gives the name of what it found, or null. */
  readonly scan: ((path: RawPath, listed: SignedFile) => Promise<string>) | null;
  readonly signal: AbortSignal;
  readonly onProgress: (step: AuditStep) => void;
  readonly onObservation: (observation: FileObservation | OfferObservation) => void;
}

export interface AuditStep {
  readonly doing: 'listing' | 'reading clients’ files' | 'comparing' | 'scanning';
  readonly files: number;
  readonly done: number;
}

export interface Audited {
  readonly audit: FileAudit;
  /** Roots that could not be walked. */
  readonly faults: readonly PeerwardenError[];
}

/** Throws PW_EVIDENCE_* when no root can be walked, PW_STATE_* when the state cannot be used. */
export const auditFiles = async (request: AuditRequest): Promise<Audited> => {
  const { roots, faults } = rootsOf(request.paths);
  if (roots.length === 0) throw faults[0]!;
  const began = Date.now();
  const all = mounts();
  const state = stateOf(request.state, roots);
  const { settings, launcher, touch } = settingsOf(request, roots, all, state.before, began);
  const jobs = request.jobs ?? Math.min(JOBS_MAX, availableParallelism());
  const walkers = new Walkers(settings, jobs, launcher);
  try {
    const ledger = await walk(request, walkers, roots, state);
    const found = await lookCloser(request, walkers, ledger, state, touch);
    const names = await ownerNames([...ledger.owners.keys()]);
    const ownerOf = (uid: number): string => names.get(uid) ?? String(uid);
    const cases = new OwnerCases(request.policy);
    for (const { file, said } of found.told)
      for (const observation of observationsOf(file, said, ownerOf(file.owner), request.host)) {
        cases.see(observation);
        request.onObservation(observation);
      }
    tellOffers(found.clients, ownerOf, request);
    const audit = assembleAudit({
      ...{ request, ledger, found, ownerOf, cases: cases.cases(), began },
      roots: roots.map(({ path }) => path),
      timesKept: settings.touch,
    });
    return { audit, faults };
  } finally {
    walkers.close();
    state.close();
  }
};

/** What clients' databases say is on offer: told of a machine that is named, as others could reach it only there. */
const tellOffers = (
  { found }: ClientFiles,
  ownerOf: (uid: number) => string,
  { host, onObservation }: Pick<AuditRequest, 'host' | 'onObservation'>,
): void => {
  if (host === null) return;
  for (const { file, artefact } of found) {
    const from = { source: host, user: ownerOf(file.owner), writtenAt: file.modified };
    const format = { format: 'file-audit', origin: { evidence: 0 } };
    for (const offer of offersOf(artefact, { ...from, ...format })) onObservation(offer);
  }
};

/** More wait for one disk. */
const JOBS_MAX = 4;

/** What a closer look brought. */
export interface Found {
  readonly clients: ClientFiles;
  readonly matches: readonly Match[];
  readonly copies: readonly Copies[];
  readonly sets: ReturnType<typeof findSets>;
  readonly told: readonly { readonly file: SignedFile; readonly said: readonly Said[] }[];
  readonly scanned: ReadonlyMap<SignedFile, string>;
}

const lookCloser = async (
  request: AuditRequest,
  walkers: Walkers,
  ledger: WalkLedger,
  state: AuditState,
  touch: boolean,
): Promise<Found> => {
  const { signal, onProgress } = request;
  const { signed, files } = ledger;
  const facts = new Facts(state.facts);
  const digests = new Digests(walkers, facts, signal);
  let done = 0;
  const pause = async (doing: AuditStep['doing']): Promise<boolean> => {
    onProgress({ doing, files, done: ++done });
    if (done % PAUSE_EVERY === 0) await new Promise((resolve) => setImmediate(resolve));
    return !signal.aborted;
  };
  const clients = await readClientFiles(signed, touch, () => pause('reading clients’ files'));
  const contents = new Contents(signed, digests, walkers, facts);
  const matches: Match[] = [];
  for (const client of clients.found)
    if (await pause('comparing')) matches.push(...(await contents.ofClient(client)));
  const torrents = matches.filter(({ sign }) => sign === 'pieces');
  for (const one of request.wire)
    if (await pause('comparing')) matches.push(...(await contents.ofWire(one, torrents)));
  const copies = await findCopies(signed, digests);
  if (state.factsPath !== null) keepFacts(facts, state.factsPath);
  const told = new ToldFiles(signed);
  for (const client of clients.found) told.client(client);
  for (const match of matches) told.match(match);
  const rows = told.rows();
  const scanned = new Map<SignedFile, string>();
  if (request.scan !== null)
    for (const { file, said } of rows)
      if (isDownload(said) && (await pause('scanning')))
        scanned.set(file, await request.scan(file.path, file));
  return { clients, matches, copies, sets: findSets(signed), told: rows, scanned };
};

const PAUSE_EVERY = 64;

/** Came whole through file sharing: no scanner on the way saw it in one piece (I9). */
const isDownload = (said: readonly Said[]): boolean =>
  said.some(({ sign }) => sign === 'content' || sign === 'pieces' || sign === 'listed') &&
  !said.some(({ incomplete }) => incomplete === true);

const walk = async (
  request: AuditRequest,
  walkers: Walkers,
  roots: readonly WalkRoot[],
  state: AuditState,
): Promise<WalkLedger> => {
  const ledger = new WalkLedger();
  const { before } = state;
  const writer = state.path === null ? null : stateWriter(state.path);
  const blocksOf = (path: RawPath) => before?.blocks(folderKey(path)) ?? [];
  try {
    const receiver = {
      part(part: Parameters<WalkLedger['part']>[0]) {
        ledger.part(part);
        writer?.add(folderKey(part.path), part.block);
        request.onProgress({ doing: 'listing', files: ledger.files, done: ledger.folders });
      },
      lost: (path: RawPath) => ledger.lost(path),
    };
    await new Walk(walkers, blocksOf, receiver).run(roots, request.signal);
    if (request.signal.aborted && before !== null) writer?.addRest(before);
    finishState(writer, state.path);
  } catch (fault) {
    writer?.abandon();
    throw fault;
  }
  return ledger;
};
