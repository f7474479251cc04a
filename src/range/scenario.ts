// A scenario: which hosts there are, what runs on them, what they do. Played on loopback or in network namespaces.
import type { Endpoint } from './host.ts';
import type { Plain } from './role.ts';

export interface ScenarioHost {
  /** `corp1` … `corp4` and `srv` (resolver, proxy) inside, `ext1` … `ext6` outside. */
  readonly name: string;
  readonly side: 'inside' | 'outside';
}

export interface Scenario {
  /** `napster` or `napster-push`: one word, the name of its recording. */
  readonly id: string;
  /** System ids (model/systems.ts) whose traffic it makes. */
  readonly systems: readonly string[];
  /** Discovery models of docs/requirements.md that it shows: `M4`. */
  readonly models: readonly string[];
  /** One sentence for people. */
  readonly about: string;
  readonly hosts: readonly ScenarioHost[];
  /** Hosts that take part in file sharing or a tunnel, by name: what truth.json calls guilty. */
  readonly guilty: readonly string[];
  /** Resolves when all is done; rejects when what it shows did not happen (a search without an answer, a torn file). */
  play(stage: Stage): Promise<void>;
}

/** Where a scenario is played. */
export interface Stage {
  /** The address of a host, for options that name others. */
  address(host: string): string;
  /** Starts a role (range/index.ts) on a host. */
  start(host: string, role: string, options?: Plain): Promise<Actor>;
  wait(ms: number): Promise<void>;
  /** Runs a real program (`squid`) on a host and says where it listens; the stage knows how, or rejects. */
  program(host: string, name: string): Promise<Endpoint>;
}

/** A program that was started. */
export interface Actor {
  readonly host: string;
  do(action: string, input?: Plain): Promise<Plain>;
  stop(): Promise<void>;
}
