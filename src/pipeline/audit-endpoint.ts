// What is on machines (D8): inventories, or the machine itself, become observations; those that name a program of a system
// are listed, and judged together as any evidence is.
import { isSanctioned } from '../cases/case-builder.ts';
import { programText, weightOfProgram } from '../detect/programs.ts';
import { ALSO_FOR } from '../identify/general-programs.ts';
import { plainName } from '../identify/program-names.ts';
import { LOCAL_MACHINE, readMachine } from '../intake/endpoint/machine.ts';
import { expandPaths } from '../intake/paths.ts';
import { type EvidenceReceiver, readEvidence } from '../intake/read-evidence.ts';
import { parseAddress } from '../model/address.ts';
import type { Subject } from '../model/case.ts';
import { PeerwardenError } from '../model/errors.ts';
import type { Evidence } from '../model/evidence.ts';
import { LIMITS } from '../model/limits.ts';
import {
  type Observation,
  PRESENCES,
  type Presence,
  type ProgramObservation,
} from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { activityOf, type Family, familyOf, type SystemId } from '../model/systems.ts';
import type { EndpointRowShown } from '../report/endpoint.ts';
import { SOURCE_GROUPS } from '../sources/index.ts';
import { assembleReport } from './assemble.ts';
import { type Judged, Judgement } from './judgement.ts';
import { namedCases } from './named-cases.ts';

export interface EndpointRequest {
  /** Inventories; none for the machine itself. */
  readonly paths: readonly string[];
  readonly policy: Policy | null;
  /** Name of the machine where inventories do not say. */
  readonly host?: string;
  /** Folder below which another machine's disk is mounted; empty for this machine. */
  readonly root: string;
  /** False: persons are left out from the beginning. */
  readonly users: boolean;
  readonly zone?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Every observation, with the path of its evidence. */
  readonly onObservation?: (observation: Observation, path: string) => void;
}

/** `general`: most people have the program for something else, and nothing but its being there was seen. */
export type Standing = EndpointRowShown['standing'];

export interface EndpointRow extends EndpointRowShown {
  readonly system: SystemId;
  readonly family: Family;
}

export interface EndpointAudit {
  readonly rows: readonly EndpointRow[];
  /** Machines of which anything was told. */
  readonly machines: number;
  /** Programs in all, known or not. */
  readonly programs: number;
  /** Rows that were not kept: there were too many. */
  readonly dropped: number;
  readonly report: Report;
  readonly faults: readonly PeerwardenError[];
}

export const auditEndpoint = async (request: EndpointRequest): Promise<EndpointAudit> => {
  const judgement = new Judgement(request.policy, [], true);
  const sightings = new Sightings();
  const pathOf: string[] = [];
  const observe = (seen: Observation): void => {
    if (!request.users && 'user' in seen) delete seen.user;
    judgement.see(seen);
    sightings.see(seen);
    request.onObservation?.(seen, pathOf[seen.origin.evidence] ?? '');
  };
  const faults: PeerwardenError[] = [];
  const evidence: Evidence[] = [];
  if (request.paths.length === 0) {
    pathOf.push(LOCAL_MACHINE);
    evidence.push(await readMachine(machineRequest(request), 0, observe));
  } else await readInventories(request, { evidence, faults, pathOf, observe });
  if (evidence.length === 0 && !request.signal.aborted) throw nothingRead(faults);
  const judged = await namedCases(judgement.judge(), undefined);
  const report = assembleReport(evidence, faults, judged, {
    ...{ policy: request.policy, signal: request.signal, since: null, until: null },
  });
  return {
    rows: rowsOf(sightings, judged, report, request.policy),
    machines: sightings.machines.size,
    programs: sightings.programs,
    dropped: sightings.dropped,
    report,
    faults,
  };
};

const machineRequest = ({ root, host, signal, onProgress }: EndpointRequest) => ({
  root,
  signal,
  ...(host === undefined ? {} : { host }),
  ...(onProgress === undefined ? {} : { onPart: (part: string) => onProgress(`reading ${part}`) }),
});

interface Reading {
  readonly evidence: Evidence[];
  readonly faults: PeerwardenError[];
  readonly pathOf: string[];
  readonly observe: (observation: Observation) => void;
}

const readInventories = async (request: EndpointRequest, reading: Reading): Promise<void> => {
  const { evidence, faults, pathOf, observe } = reading;
  const expanded = await expandPaths(request.paths);
  faults.push(...expanded.faults);
  for (const [i, file] of expanded.files.entries()) {
    if (request.signal.aborted) return;
    request.onProgress?.(`reading file ${i + 1} of ${expanded.files.length}, ${file.path}`);
    pathOf[evidence.length] = file.path;
    const receiver: EvidenceReceiver = {
      packet: () => {},
      capture: () => {
        throw notInventory(file.path, 'It is a capture.');
      },
      observation: observe,
      progress: () => !request.signal.aborted,
    };
    try {
      const read = await readEvidence(file, evidence.length, receiver, {
        ...{ since: null, until: null, digest: false, signal: request.signal },
        ...(request.zone === undefined ? {} : { zone: request.zone }),
        ...(request.host === undefined ? {} : { host: request.host }),
      });
      if (!INVENTORIES.has(read.evidence.format))
        faults.push(
          notInventory(file.path, `It is ${read.evidence.format}, which is no inventory.`),
        );
      evidence.push(read.evidence);
    } catch (fault) {
      if (!(fault instanceof PeerwardenError)) throw fault;
      faults.push(fault);
    }
  }
};

const INVENTORIES: ReadonlySet<string> = new Set(
  SOURCE_GROUPS.filter(({ id }) => ['inventories', 'peerwarden', 'identity'].includes(id)).flatMap(
    ({ sources }) => sources.map(({ id }) => id),
  ),
);

const notInventory = (path: string, message: string): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_UNKNOWN', {
    path,
    message,
    remedy: 'Give it to `peerwarden analyze`, together with what --observations wrote.',
  });

const nothingRead = (faults: readonly PeerwardenError[]): PeerwardenError =>
  faults.length === 1
    ? faults[0]!
    : new PeerwardenError('PW_EVIDENCE_NONE', {
        message:
          faults.length === 0
            ? 'The folders given hold no files.'
            : `None of the ${faults.length} inventories could be read.`,
        remedy: 'Give an inventory in a form that `peerwarden formats` lists.',
        ...(faults.length === 0 ? {} : { cause: new AggregateError(faults) }),
      });

/** One program on one machine, however often and in whatever way it was met. */
interface Sighting {
  readonly machine: string;
  readonly system: SystemId;
  best: ProgramObservation;
  version: string | null;
  readonly presences: Set<Presence>;
  readonly ports: Set<string>;
  readonly paths: Set<string>;
  readonly users: Set<string>;
}

class Sightings {
  readonly all = new Map<string, Sighting>();
  readonly machines = new Set<string>();
  programs = 0;
  dropped = 0;

  see(seen: Observation): void {
    if (seen.kind !== 'program' || seen.presence === undefined) return;
    // Names of machines are the same in any case (RFC 4343).
    const machine = (seen.device ?? seen.source)?.toLowerCase();
    if (machine === undefined) return;
    this.programs++;
    if (this.machines.size < LIMITS.hostsMax) this.machines.add(machine);
    if (seen.system === undefined) return;
    const { presence, version, sourcePort, transport = 'tcp', path, user } = seen;
    const one = this.#sighting(machine, seen.system, seen);
    if (!one) return;
    const stronger =
      PRESENCES.indexOf(presence) > PRESENCES.indexOf(one.best.presence ?? 'present');
    if (stronger) one.best = seen;
    one.presences.add(presence);
    one.version ??= version ?? null;
    if (sourcePort !== undefined) keep(one.ports, `${sourcePort}/${transport}`);
    if (path !== undefined) keep(one.paths, path);
    if (user !== undefined) keep(one.users, user);
  }

  #sighting(machine: string, system: SystemId, best: ProgramObservation): Sighting | null {
    const key = `${machine}\0${system}\0${plainName(best.program)}`;
    let one = this.all.get(key);
    if (one) return one;
    if (this.all.size >= LIMITS.subjectsMax) {
      this.dropped++;
      return null;
    }
    one = {
      ...{ machine, system, best, version: null, presences: new Set(), ports: new Set() },
      ...{ paths: new Set(), users: new Set() },
    };
    this.all.set(key, one);
    return one;
  }
}

const keep = (set: Set<string>, text: string): void => {
  if (set.size < SHOWN_MAX) set.add(text);
};
const SHOWN_MAX = 16;

const rowsOf = (
  sightings: Sightings,
  { subjects }: Judged,
  report: Report,
  policy: Policy | null,
): EndpointRow[] => {
  const cases = new Map(report.cases.map((one) => [one.id, one]));
  return [...sightings.all.values()]
    .map((one): EndpointRow => {
      const { machine, system, best, version, presences, ports, paths, users } = one;
      const activity = activityOf(system);
      const { address, role } = subjects.subjectOf(best.source ?? machine);
      const found = cases.get(`${activity}-${address}`);
      const rival = ALSO_FOR.get(plainName(best.program)) ?? null;
      const sanctioned =
        ROLES[role]?.(familyOf(system)) || (found?.sanctioned ?? isSanctioned(activity, policy));
      // By what was seen of this program alone: another one on the machine does not make it a client.
      const general = rival !== null && weightOfProgram(best.program, best.presence!) < RAISES_FROM;
      return {
        machine,
        address: parseAddress(address) === null ? null : address,
        users: [...users].sort(),
        system,
        family: familyOf(system),
        program: best.program,
        version,
        presences: PRESENCES.filter((presence) => presences.has(presence)),
        ports: [...ports],
        paths: [...paths],
        standing: sanctioned ? 'sanctioned' : general ? 'general' : 'forbidden',
        probability: found?.probability ?? null,
        case: found?.id ?? null,
        rival,
        evidence: {
          path: report.evidence[best.origin.evidence]?.path ?? '',
          line: best.origin.line ?? null,
          text: programText(best),
        },
      };
    })
    .sort(byStanding);
};

/** What a machine is there for, by policy: its proxies and its gateways. */
const ROLES: Partial<Record<Subject['role'], (family: Family) => boolean>> = {
  proxy: (family) => family === 'proxy',
  router: (family) => family === 'vpn',
};

/** Decibans that take the default prior of 2 % to one half. */
const RAISES_FROM = 16.9;

const STANDINGS: readonly Standing[] = ['forbidden', 'general', 'sanctioned'];

const byStanding = (a: EndpointRow, b: EndpointRow): number =>
  STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
  strongest(b) - strongest(a) ||
  (`${a.machine} ${a.program}` < `${b.machine} ${b.program}` ? -1 : 1);

const strongest = ({ program, presences }: EndpointRow): number =>
  weightOfProgram(program, presences.at(-1) ?? 'present');
