// A stage in network namespaces that it makes itself and always takes away: the office, its router, a process a host.
//
//   const stage = await namespaceStage({ folder });
//   try { await scenario.play(stage); } finally { await stage.close(); }
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeerwardenError } from '../../model/errors.ts';
import type { Endpoint, SocketRecord } from '../host.ts';
import type { Actor, Stage } from '../scenario.ts';
import { run } from './command.ts';
import type { Daemon } from './daemon.ts';
import { type Firewall, firewallText } from './firewall.ts';
import { HOST_PROGRAM, type HostLink, linkHost } from './host-link.ts';
import { removeLeftOvers, removeNamespace } from './leftovers.ts';
import { newRunName, type RunName } from './names.ts';
import { checkNeeds, LOG_PROGRAMS, STAGE_PROGRAMS } from './needs.ts';
import { OFFICE, OFFICE_NETWORKS, officeHost, SERVER } from './office.ts';
import { PROGRAMS, type RunningProgram, type StagedProgram } from './programs.ts';
import {
  startCapture,
  startConnectionLog,
  startFirewallLog,
  startResolver,
} from './router-programs.ts';
import { makeTopology, officeHosts, ROUTER_PLACE } from './topology.ts';

export interface NamespaceOptions {
  /** Where it keeps its files; `logs/` in it holds what a site would have. Must exist. */
  readonly folder: string;
  /** Hosts of the office that are needed, by name; all when left out. The server is always there. */
  readonly hosts?: readonly string[];
  readonly seed?: number;
  readonly marked?: boolean;
  /** Uplink of each host in words of tc (`16mbit`). */
  readonly rate?: string;
  readonly ipv6?: boolean;
  readonly firewall?: Firewall;
  /** Ends waiting when aborted; the stage must still be closed. */
  readonly signal?: AbortSignal;
  /** Program that serves a host; ours by default. */
  readonly hostProgram?: string;
}

/** A host of the office by name, or the router (`rt`). */
export type Place = string;

export interface NamespaceStage extends Stage {
  /** Name of the namespace of a place, for `ip netns exec`. */
  namespace(place: Place): string;
  /** Runs a command in a place and gives its output; rejects with its last words when it fails. */
  run(place: Place, words: readonly string[], input?: string): Promise<string>;
  /** Replaces the router's whole rule set. */
  setFirewall(firewall: Firewall): Promise<void>;
  /** Captures the router's inside bridge to a file until it is stopped. */
  capture(path: string): Promise<Daemon>;
  /** Every socket that roles opened, by host. */
  sockets(): Promise<ReadonlyMap<string, readonly SocketRecord[]>>;
  /** What was started with `program`, by host. */
  readonly programs: readonly StageProgram[];
  /** Ends everything and removes it. */
  close(): Promise<void>;
}

export interface StageProgram {
  readonly host: string;
  readonly running: RunningProgram;
}

/** @throws PeerwardenError PW_RANGE_NEEDS without root or a program; then nothing was made */
export const namespaceStage = async (options: NamespaceOptions): Promise<NamespaceStage> => {
  checkStage();
  removeLeftOvers();
  const office = new Office(options);
  try {
    await office.open();
  } catch (error) {
    await office.close();
    throw error;
  }
  return office;
};

/** @throws PeerwardenError PW_RANGE_NEEDS when no stage can be made here */
export const checkStage = (): void => checkNeeds([...STAGE_PROGRAMS, ...LOG_PROGRAMS, 'dnsmasq']);

class Office implements NamespaceStage {
  readonly programs: StageProgram[] = [];
  readonly #options: NamespaceOptions;
  readonly #name: RunName = newRunName();
  readonly #places: readonly string[];
  readonly #ended = new AbortController();
  readonly #hosts = new Map<string, Promise<HostLink>>();
  /** Stopped in the opposite order of their start. */
  readonly #running: { stop(): Promise<void> }[] = [];
  readonly #onExit = (): void => this.#remove();
  #actors = 0;

  constructor(options: NamespaceOptions) {
    this.#options = options;
    const hosts = officeHosts(options.hosts ?? OFFICE.map((host) => host.name));
    this.#places = [ROUTER_PLACE, ...hosts.map((host) => host.name)];
  }

  async open(): Promise<void> {
    const { folder, rate, ipv6 = false, firewall = 'open' } = this.#options;
    const logs = join(folder, 'logs');
    mkdirSync(logs, { recursive: true });
    process.once('exit', this.#onExit);
    const hosts = officeHosts(this.#places.filter((place) => place !== ROUTER_PLACE));
    await makeTopology(this.#name, { hosts, ipv6, ...(rate === undefined ? {} : { rate }) });
    await this.setFirewall(firewall);
    const router = this.namespace(ROUTER_PLACE);
    this.#running.push(await startFirewallLog(router, join(logs, 'firewall.syslog'), folder));
    this.#running.push(await startConnectionLog(router, join(logs, 'conntrack-events.log')));
    this.#running.push(await startResolver(this.namespace(SERVER), officeHost(SERVER).v4, folder));
  }

  address(host: string): string {
    return officeHost(host).v4;
  }

  namespace(place: Place): string {
    if (this.#places.includes(place)) return this.#name.of(place);
    throw new Error(`${place} is not on this stage; it has ${this.#places.join(', ')}`);
  }

  async run(place: Place, words: readonly string[], input = ''): Promise<string> {
    return await run(['ip', 'netns', 'exec', this.namespace(place), ...words], input);
  }

  async setFirewall(firewall: Firewall): Promise<void> {
    await this.run(ROUTER_PLACE, ['nft', '-f', '-'], firewallText(firewall));
  }

  async capture(path: string): Promise<Daemon> {
    const daemon = await startCapture(this.namespace(ROUTER_PLACE), path);
    this.#running.push(daemon);
    return daemon;
  }

  async start(
    host: string,
    role: string,
    options: Parameters<Stage['start']>[2] = {},
  ): Promise<Actor> {
    const link = await this.#orEnded(this.#link(host));
    this.#actors += 1;
    const actor = this.#actors;
    await this.#orEnded(link.ask({ ask: 'start', actor, role, options }));
    return {
      host,
      do: (action, input = {}) => this.#orEnded(link.ask({ ask: 'do', actor, action, input })),
      stop: async () => {
        await this.#orEnded(link.ask({ ask: 'stop', actor }));
      },
    };
  }

  async wait(ms: number): Promise<void> {
    await this.#orEnded(sleep(ms, undefined, { signal: this.#ended.signal }));
  }

  async program(host: string, name: string): Promise<Endpoint> {
    const known: StagedProgram | undefined = PROGRAMS[name];
    if (!known) throw new Error(`the stage knows no program ${name}`);
    checkNeeds(known.needs);
    const started = await known.start({
      address: this.address(host),
      folder: this.#options.folder,
      prefix: ['ip', 'netns', 'exec', this.namespace(host)],
    });
    this.#running.push(started);
    this.programs.push({ host, running: started });
    return started.endpoint;
  }

  async sockets(): Promise<ReadonlyMap<string, readonly SocketRecord[]>> {
    const found = new Map<string, readonly SocketRecord[]>();
    for (const [host, link] of this.#hosts) found.set(host, await (await link).sockets());
    return found;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    for (const link of this.#hosts.values())
      await link.then((open) => open.close()).catch(() => {});
    for (const daemon of this.#running.splice(0).reverse()) await daemon.stop().catch(() => {});
    this.#remove();
    process.off('exit', this.#onExit);
  }

  /** The process of a host is started with its first role. */
  #link(host: string): Promise<HostLink> {
    const known = this.#hosts.get(host);
    if (known) return known;
    const { seed = 1, marked = true, hostProgram = HOST_PROGRAM } = this.#options;
    const setup = {
      name: host,
      address: this.address(host),
      networks: OFFICE_NETWORKS,
      seed,
      marked,
    };
    const link = linkHost(this.namespace(host), setup, hostProgram);
    this.#hosts.set(host, link);
    return link;
  }

  /** What hangs when the run is ended from outside must not hold it. */
  async #orEnded<T>(work: Promise<T>): Promise<T> {
    const signals = [this.#ended.signal, ...(this.#options.signal ? [this.#options.signal] : [])];
    const ended = AbortSignal.any(signals);
    let stop = (): void => {};
    const over = new Promise<never>((_, reject) => {
      stop = () => reject(new PeerwardenError('PW_RANGE_BOUND', ENDED));
    });
    ended.addEventListener('abort', stop);
    if (ended.aborted) stop();
    try {
      return await Promise.race([work, over]);
    } finally {
      ended.removeEventListener('abort', stop);
    }
  }

  #remove(): void {
    for (const place of this.#places) removeNamespace(this.#name.of(place));
  }
}

const ENDED = {
  message: 'The scenario was ended before it was done.',
  remedy: 'Give it more time (--timeout), or see what it waited for.',
};
