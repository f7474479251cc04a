// Plays a scenario in network namespaces while a span port captures, and writes it as a case whose truth is known:
// capture.pcap, flows.csv (a label each 5-tuple, from the programs' own sockets), truth.json, logs/.
import {
  accessSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { PeerwardenError } from '../model/errors.ts';
import { RANGE_ROLES } from './index.ts';
import { RANGE_NAME } from './mark.ts';
import { flowList } from './recording/flow-list.ts';
import { flowsOf } from './recording/flows.ts';
import { labellingBy } from './recording/labels.ts';
import { type Ran, truthOf } from './recording/truth.ts';
import type { Role } from './role.ts';
import { endedBy } from './run.ts';
import type { Scenario, Stage } from './scenario.ts';
import { run } from './stage/command.ts';
import type { Firewall } from './stage/firewall.ts';
import { checkStage, type NamespaceStage, namespaceStage } from './stage/namespaces.ts';
import { SERVER } from './stage/office.ts';
import { officeHosts } from './stage/topology.ts';
import { workFolder } from './stage/work-folder.ts';

export interface RecordOptions {
  /** The case: made, with its parents, when the scenario was played. */
  readonly folder: string;
  readonly seed?: number;
  readonly marked?: boolean;
  readonly rate?: string;
  readonly firewall?: Firewall;
  readonly signal?: AbortSignal;
  /** Called before each step, with a sentence. */
  readonly progress?: (sentence: string) => void;
  /** For tests: roles and program of hosts that are not the range's own. */
  readonly roles?: readonly Role[];
  readonly hostProgram?: string;
}

export interface Recorded {
  readonly folder: string;
  readonly packets: number;
  readonly flows: number;
  /** Flows by label. */
  readonly labels: Readonly<Record<string, number>>;
}

/** Uplink of each host when nothing else is said: an office line that still carries a scenario in seconds. */
const RATE = '16mbit';

/**
 * @throws PeerwardenError PW_RANGE_NEEDS, PW_OUTPUT_FAILED, PW_RANGE_BOUND
 * @throws Error of the scenario when what it shows did not happen; then nothing is written
 */
export const record = async (scenario: Scenario, options: RecordOptions): Promise<Recorded> => {
  checkStage();
  const made = checkOutput(options.folder);
  const work = workFolder();
  try {
    const played = await play(scenario, options, work.path);
    return await write(scenario, options, work.path, played);
  } catch (error) {
    // A run that failed leaves no folder that it made itself.
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  } finally {
    work.remove();
  }
};

interface Played {
  readonly started: number;
  readonly sockets: Awaited<ReturnType<NamespaceStage['sockets']>>;
  readonly ran: readonly Ran[];
}

const play = async (scenario: Scenario, options: RecordOptions, work: string): Promise<Played> => {
  const { seed = 1, marked = true, rate = RATE, progress = () => {} } = options;
  progress('Making the office out of network namespaces.');
  const stage = await namespaceStage({
    folder: work,
    hosts: scenario.hosts.map((host) => host.name),
    seed,
    marked,
    rate,
    ...(options.firewall ? { firewall: options.firewall } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.hostProgram ? { hostProgram: options.hostProgram } : {}),
  });
  try {
    const capture = await stage.capture(join(work, 'capture.pcap'));
    const started = Date.now();
    const roles: Ran[] = [];
    progress(`Playing ${scenario.id}: ${scenario.about}`);
    const playing = scenario.play(noting(stage, options.roles ?? RANGE_ROLES, roles));
    await (options.signal ? endedBy(options.signal, playing) : playing);
    const sockets = await stage.sockets();
    progress('Writing down what was seen.');
    await capture.stop();
    const real = stage.programs.map(async ({ host, running }) => ({
      host,
      about: running.about,
      program: await version(running.package),
    }));
    const resolver = {
      host: SERVER,
      about: 'corporate DNS resolver',
      program: await version('dnsmasq-base'),
    };
    const ran = [resolver, ...roles, ...(await Promise.all(real))];
    await stage.close();
    for (const { running } of stage.programs)
      for (const path of running.logs) copyFileSync(path, join(work, 'logs', basename(path)));
    return { started, sockets, ran };
  } finally {
    await stage.close();
  }
};

/** The stage, with what is started on it written down. */
const noting = (stage: Stage, roles: readonly Role[], ran: Ran[]): Stage => ({
  address: (host) => stage.address(host),
  wait: (ms) => stage.wait(ms),
  program: (host, name) => stage.program(host, name),
  async start(host, id, options) {
    const about = roles.find((role) => role.id === id)?.about ?? id;
    ran.push({ host, about, program: `${RANGE_NAME} ${id}` });
    return await stage.start(host, id, options);
  },
});

const write = async (
  scenario: Scenario,
  { folder, seed = 1, marked = true, rate = RATE, firewall = 'open' }: RecordOptions,
  work: string,
  { started, sockets, ran }: Played,
): Promise<Recorded> => {
  const pcap = join(work, 'capture.pcap');
  const { flows, packets } = await flowsOf(pcap);
  const labelOf = labellingBy([...sockets.values()].flat());
  const hosts = officeHosts(scenario.hosts.map((host) => host.name));
  const told = {
    scenario,
    seed,
    marked,
    settings: [
      `uplink of each host ${rate}`,
      `firewall ${typeof firewall === 'string' ? firewall : 'its own rules'}`,
    ],
    started,
    hosts,
    ran,
    packets,
    pcapBytes: statSync(pcap).size,
  };
  const truth = truthOf(told, flows, labelOf);
  try {
    // Truth first: what is half written is no case, and logs of an earlier recording are not of this one.
    for (const name of OURS) rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, 'logs'), { recursive: true });
    copyFileSync(pcap, join(folder, 'capture.pcap'));
    for (const name of readdirSync(join(work, 'logs')))
      copyFileSync(join(work, 'logs', name), join(folder, 'logs', name));
    writeFileSync(join(folder, 'flows.csv'), flowList(flows, labelOf));
    writeFileSync(join(folder, 'truth.json.part'), `${JSON.stringify(truth, null, 1)}\n`);
    renameSync(join(folder, 'truth.json.part'), join(folder, 'truth.json'));
  } catch (cause) {
    throw outputFault(folder, cause);
  }
  const labels: Record<string, number> = {};
  for (const flow of flows) labels[labelOf(flow)] = (labels[labelOf(flow)] ?? 0) + 1;
  return { folder, packets, flows: flows.length, labels };
};

const OURS = ['truth.json', 'truth.json.part', 'flows.csv', 'capture.pcap', 'logs'];

/**
 * Said before anything is played. Files of an earlier recording are replaced; others are not touched.
 * Returns the first folder that had to be made.
 */
const checkOutput = (folder: string): string | undefined => {
  try {
    const made = mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const foreign = readdirSync(folder).filter((name) => !OURS.includes(name));
    if (foreign.length === 0) return made;
    throw new Error(`it holds ${foreign[0]}`);
  } catch (cause) {
    throw outputFault(folder, cause);
  }
};

const outputFault = (folder: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_OUTPUT_FAILED', {
    path: folder,
    message: `The recording cannot be written there: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy:
      (cause as NodeJS.ErrnoException | null)?.code === 'ENOSPC'
        ? 'Make room, or name a folder on another disk.'
        : 'Name a new folder, or one that holds an earlier recording and nothing else.',
    cause,
  });

/** `squid 5.7-2`; the name alone where packages are not Debian's. */
const version = async (name: string): Promise<string> => {
  const found = await run(['dpkg-query', '--show', name]).catch(() => name);
  return found.trim().replace('\t', ' ');
};
