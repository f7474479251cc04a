// The machine that Peerwarden itself runs on (or a disk of another, mounted below a folder), as one piece of evidence: every
// program that its package managers, processes, sockets, sessions, browsers, folders and firewall show. Nothing that is
// found is executed, nothing is changed; what may not be read is said.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type Evidence, newEvidence, widenSpan } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import { dpkgStatus } from '../../sources/inventories/dpkg-status.ts';
import { rpm } from '../../sources/inventories/rpm.ts';
import { SourceReader } from '../../sources/reader.ts';
import type { Source } from '../../sources/source.ts';
import { type Draft, finishDraft } from '../../sources/text/draft.ts';
import { parsePasswd } from '../audit/owners.ts';
import { browserExtensions } from './browsers.ts';
import { firewallExceptions } from './firewall.ts';
import { dpkgDatabase, otherPackages, rpmList } from './packages.ts';
import { type Machine, readPlaceText } from './place.ts';
import { portablePrograms } from './portable.ts';
import { type ProgramDraft, runningPrograms } from './processes.ts';
import { type Home, startingPrograms } from './starts.ts';

export interface MachineRequest {
  /** Empty for this machine; else the folder below which another's disk is mounted. */
  readonly root: string;
  /** Name of the machine; its own when missing. */
  readonly host?: string;
  readonly signal: AbortSignal;
  /** Told as each part begins. */
  readonly onPart?: (part: string) => void;
}

export const LOCAL_MACHINE = 'local-machine';

export const readMachine = async (
  { root, host, signal, onPart }: MachineRequest,
  index: number,
  emit: (observation: Observation) => void,
): Promise<Evidence> => {
  const name = host ?? (root === '' ? hostname() : await hostnameIn(root, signal));
  const evidence = newEvidence(index, root === '' ? `the machine ${name}` : root, LOCAL_MACHINE);
  const denied = new Set<string>();
  const machine: Machine = { root, signal, denied: (path) => void denied.add(path) };
  const at = Date.now();
  const put = (draft: Omit<Draft, 'at' | 'device'>): void => {
    const made = finishDraft({ ...draft, at, device: name }, LOCAL_MACHINE, { evidence: index });
    if (typeof made === 'string') return;
    evidence.records++;
    emit(made);
  };
  const putAll = (found: readonly ProgramDraft[]): void => {
    for (const one of found) put({ ...one, kind: 'program' });
  };
  if (root === '') for (const address of addresses()) put(address);
  const accounts = await readPlaceText(machine, '/etc/passwd', PASSWD_BYTES_MAX);
  const names = parsePasswd(accounts);
  const homes = await openHomes(machine, homesOf(accounts));
  const nameOf = (uid: number): string => names.get(uid) ?? `uid ${uid}`;
  const parts: [string, () => Promise<void>][] = [
    ['packages', () => readLists(machine, { evidence, host: name, at, emit })],
    ['other packages', async () => putAll(await otherPackages(machine))],
    [
      'processes',
      async () => {
        // A disk has none.
        if (root === '') putAll(await runningPrograms(machine, nameOf));
      },
    ],
    ['what starts by itself', async () => putAll(await startingPrograms(machine, homes))],
    ['browser extensions', async () => putAll(await browserExtensions(machine, homes))],
    ['portable programs', async () => putAll(await portablePrograms(machine, homes))],
    ['the firewall', async () => putAll(await firewallExceptions(machine))],
  ];
  for (const [part, read] of parts) {
    if (signal.aborted) break;
    onPart?.(part);
    await read();
  }
  if (signal.aborted) evidence.quality.incomplete = true;
  widenSpan(evidence, at);
  evidence.warnings.push(
    ...[...denied].slice(0, DENIED_SHOWN).map((path) => `Not read, for want of rights: ${path}.`),
  );
  if (denied.size > DENIED_SHOWN)
    evidence.warnings.push(
      `Not read either, for want of rights: ${denied.size - DENIED_SHOWN} more places. Run as root.`,
    );
  return evidence;
};

interface Lists {
  readonly evidence: Evidence;
  readonly host: string;
  readonly at: number;
  emit(observation: Observation): void;
}

/** The two lists that have a source of their own. */
const readLists = async (machine: Machine, { evidence, host, at, emit }: Lists): Promise<void> => {
  const read = (source: Source, bytes: Uint8Array | null): void => {
    if (bytes === null) return;
    const own = newEvidence(evidence.index, evidence.path, source.id);
    const reader = new SourceReader(source, { evidence: own, host, writtenUntil: at, emit });
    reader.push(bytes);
    reader.end();
    evidence.records += own.records;
    for (const [reason, count] of Object.entries(own.notUnderstood))
      evidence.notUnderstood[reason] = (evidence.notUnderstood[reason] ?? 0) + count;
  };
  read(dpkgStatus, await dpkgDatabase(machine));
  read(rpm, await rpmList(machine));
};

/** So that what this machine runs is joined with what its address did. */
const addresses = (): Omit<Draft, 'at' | 'device'>[] =>
  Object.values(networkInterfaces()).flatMap((all = []) =>
    all
      .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
      .map(({ address, mac }) => ({ kind: 'assignment', event: 'seen', source: address, mac })),
  );

const hostnameIn = async (root: string, signal: AbortSignal): Promise<string> =>
  (await readPlaceText({ root, signal, denied: () => {} }, '/etc/hostname', 256)).trim() ||
  root.replace(/\/+$/, '').replace(/^.*\//, '') ||
  'unnamed';

/** Those that may be looked into; each of the others is told once, not place by place. */
const openHomes = async (machine: Machine, homes: readonly Home[]): Promise<Home[]> => {
  const open: Home[] = [];
  for (const home of homes) {
    try {
      await access(join(machine.root, home.path), constants.R_OK | constants.X_OK);
      open.push(home);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EACCES') machine.denied(home.path);
    }
  }
  return open;
};

/** Of root and of people: accounts whose folder lies where homes are. */
const homesOf = (accounts: string): Home[] =>
  accounts
    .split('\n')
    .map((line) => line.split(':'))
    .filter(
      ([, , uid, , , home]) => home !== undefined && (uid === '0' || Number(uid) >= FIRST_PERSON),
    )
    .filter(([, , , , , home]) => home!.startsWith('/') && home !== '/' && home !== '/nonexistent')
    .slice(0, LIMITS.inventoryRowsMax)
    .map(([user, , , , , home]) => ({ user: user!, path: home!.replace(/\/+$/, '') }));

/** Debian, Red Hat and SUSE begin people at 1000 (login.defs(5), UID_MIN). */
const FIRST_PERSON = 1000;
const PASSWD_BYTES_MAX = 16 << 20;
const DENIED_SHOWN = 8;
