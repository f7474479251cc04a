// A stage in this process: every host is a loopback address of its own (127.0.0.0/8 belongs to each Linux machine whole).
import { threadId } from 'node:worker_threads';
import { conductFor } from '../conduct.ts';
import { type Endpoint, Host } from '../host.ts';
import { RANGE_ROLES } from '../index.ts';
import { boundedLine } from '../line.ts';
import type { Program, Role } from '../role.ts';
import type { Actor, Stage } from '../scenario.ts';

export interface LoopbackOptions {
  readonly seed?: number;
  readonly marked?: boolean;
  /** Roles to look in; the registry's by default. */
  readonly roles?: readonly Role[];
  /** Real programs that the caller runs, by name. */
  readonly programs?: Readonly<Record<string, Endpoint>>;
}

export interface LoopbackStage extends Stage {
  readonly hosts: ReadonlyMap<string, Host>;
  /** Stops every program, then ends every host. */
  close(): Promise<void>;
}

export const loopbackStage = (options: LoopbackOptions = {}): LoopbackStage => {
  const { seed = 1, marked = true, roles = RANGE_ROLES, programs = {} } = options;
  const addresses = loopbackAddresses();
  const hosts = new Map<string, Host>();
  const running: Program[] = [];
  const hostOf = (name: string): Host => {
    const known = hosts.get(name);
    if (known) return known;
    const address = addresses.next();
    const host = new Host({ name, address, conduct: conductFor(), seed, marked });
    hosts.set(name, host);
    return host;
  };
  const ended = new AbortController();
  return {
    hosts,
    address: (name) => hostOf(name).address,
    async start(name, id, input = {}): Promise<Actor> {
      const role = roles.find((known) => known.id === id);
      if (!role) throw new Error(`no role ${id}`);
      const program = await role.start(hostOf(name), input);
      running.push(program);
      return {
        host: name,
        do: async (action, given = {}) => {
          const act = program.actions[action];
          if (!act) throw new Error(`${id} has no action ${action}`);
          return await act(given);
        },
        stop: () => program.stop(),
      };
    },
    async wait(ms) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        ended.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    async program(host, name) {
      const endpoint = programs[name];
      if (!endpoint) throw new Error(`no program ${name} for ${host}`);
      return endpoint;
    },
    async close() {
      ended.abort();
      for (const program of running.reverse()) await program.stop().catch(() => {});
      for (const host of hosts.values()) host.close();
    },
  };
};

/**
 * Addresses of 127.64.0.0/10, apart from what else uses loopback on the machine. Each process and thread has a block of
 * its own, because ports of these systems are fixed and tests run side by side.
 */
export const loopbackAddresses = (): { next(): string } => {
  const block = (process.pid * 8 + threadId) % 1024;
  let count = 0;
  return {
    next() {
      count += 1;
      if (count > 0xffe) throw new RangeError('no loopback address is left');
      return `127.${64 + (block >> 4)}.${((block & 15) << 4) + (count >> 8)}.${count & 0xff}`;
    },
  };
};

/** A host of this process; `uplink` in bytes a second, unbounded when left out. */
export const loopbackHost = (
  name: string,
  address: string,
  { seed = 1, marked = true, uplink }: { seed?: number; marked?: boolean; uplink?: number } = {},
): Host =>
  new Host({
    name,
    address,
    conduct: conductFor(),
    seed,
    marked,
    ...(uplink === undefined ? {} : { line: boundedLine(uplink) }),
  });
