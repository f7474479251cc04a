// Programs on machines (D8): what inventories, lists of processes and sockets, and firewall exceptions show to be there.
// A program that is there need not be used; one that runs, or waits for others, is. Weights are assumed, not measured
// (assumed-weights.ts).
//
// Rival: what else the program is for, or that it was never run. A library is no client, a package of which only the
// settings remain is not installed: sources do not report those as programs.
import { ALSO_FOR } from '../identify/general-programs.ts';
import { plainName } from '../identify/program-names.ts';
import type { Finding, Seen } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import { PRESENCES, type Presence, type ProgramObservation } from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import { ALSO_FOR_LESS, ASSUMED_PRESENCE } from './assumed-weights.ts';
import type { Detector } from './detector.ts';
import { seenOf } from './flow-findings.ts';

export const programs = Object.freeze({
  id: 'programs',
  technique: 'D8',
  title: 'Programs of the system on the machine: installed, started with it, running, listening.',
  open: () => {
    const machines = new Map<string, Machine>();
    return {
      see: (observation) => {
        if (observation.kind !== 'program' || observation.system === undefined) return;
        const { presence, source, device, system } = observation;
        const subject = source ?? device;
        if (presence === undefined || subject === undefined) return;
        note(machines, subject, activityOf(system), observation, presence);
      },
      findings: () => [...machines.values()].map(findingOf),
    };
  },
} satisfies Detector);

interface Machine {
  readonly subject: string;
  readonly activity: SystemId;
  count: number;
  readonly seen: Seen[];
  /** The observation that says most. */
  best: ProgramObservation;
  weight: number;
  readonly presences: Set<Presence>;
  readonly ports: Set<string>;
}

const note = (
  machines: Map<string, Machine>,
  subject: string,
  activity: SystemId,
  observation: ProgramObservation,
  presence: Presence,
): void => {
  const key = `${activity}|${subject}`;
  const weight = weightOfProgram(observation.program, presence);
  let machine = machines.get(key);
  if (!machine) {
    // The ledger of activities has the same bound and says that it was reached.
    if (machines.size >= LIMITS.subjectsMax) return;
    machine = { subject, activity, count: 0, seen: [], best: observation, weight, ...EMPTY() };
    machines.set(key, machine);
  }
  machine.count++;
  if (weight > machine.weight) {
    machine.best = observation;
    machine.weight = weight;
  }
  // Examples of different kinds say more than several of one.
  if (machine.seen.length < LIMITS.seenMax && !machine.presences.has(presence))
    machine.seen.push(seenOf(observation, programText(observation)));
  machine.presences.add(presence);
  if (observation.sourcePort !== undefined && machine.ports.size < PORTS_MAX)
    machine.ports.add(`${observation.sourcePort}/${observation.transport ?? 'tcp'}`);
};

const EMPTY = () => ({ presences: new Set<Presence>(), ports: new Set<string>() });
const PORTS_MAX = 6;

/** Decibans of one program met in one way. */
export const weightOfProgram = (program: string, presence: Presence): number =>
  ASSUMED_PRESENCE[presence] - (ALSO_FOR.has(plainName(program)) ? ALSO_FOR_LESS : 0);

/** `transmission-daemon 3.00-2.1 listening at 51413/tcp, /usr/bin/transmission-daemon, by maria` */
export const programText = (seen: ProgramObservation): string => {
  const { program, version, presence, sourcePort, transport = 'tcp', path, user } = seen;
  const said = presence === 'let-in' ? 'let in by the firewall' : presence;
  const at = sourcePort === undefined ? '' : ` at ${sourcePort}/${transport}`;
  return [
    `${program}${version === undefined ? '' : ` ${version}`} ${said}${at}`,
    ...(path === undefined ? [] : [path]),
    ...(user === undefined ? [] : [`by ${user}`]),
  ].join(', ');
};

const findingOf = (machine: Machine): Finding => {
  const { subject, activity, best, weight, presences, ports } = machine;
  const name = SYSTEMS.find((system) => system.id === activity)?.name ?? activity;
  const ways = PRESENCES.filter((one) => presences.has(one)).map((one) =>
    one === 'listening' ? `listens at ${[...ports].join(', ')}` : WAYS[one],
  );
  const version = best.version === undefined ? '' : ` ${best.version}`;
  const also = ALSO_FOR.get(plainName(best.program));
  return {
    detector: 'programs',
    technique: 'D8',
    subject,
    activity,
    plane: 'host',
    weight,
    for: true,
    text: `${best.program}${version}, a program of ${name}, ${listed(ways)} on this machine. The weight is assumed, not measured.`,
    rival: also ?? RIVALS[best.presence ?? 'installed'],
    evidence: machine.seen,
    count: machine.count,
  };
};

const listed = (ways: readonly string[]): string =>
  ways.length < 2 ? (ways[0] ?? '') : `${ways.slice(0, -1).join(', ')} and ${ways.at(-1)}`;

const WAYS: Readonly<Record<Presence, string>> = {
  present: 'lies on the disk',
  installed: 'is installed',
  'let-in': 'is let in by the firewall',
  starts: 'starts by itself',
  running: 'runs',
  listening: 'listens',
};

const NEVER_RUN =
  'It is there and was never run, or was left by somebody who had the machine before: this does not show its use.';
const RIVALS: Readonly<Record<Presence, string>> = {
  present: NEVER_RUN,
  installed: NEVER_RUN,
  'let-in': 'The rule is left of a program that is gone: rules outlive programs.',
  starts: 'It starts with the machine and does nothing, because nobody gave it anything to do.',
  running:
    'It runs for a purpose that the organisation knows: then policy can sanction it, or except the machine.',
  listening:
    'It runs for a purpose that the organisation knows: then policy can sanction it, or except the machine.',
};
