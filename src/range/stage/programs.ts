// The real programs that a stage in namespaces can run for a scenario, by name.
import { join } from 'node:path';
import type { Endpoint } from '../host.ts';
import { startSquid } from '../programs/squid.ts';
import { OFFICE } from './office.ts';

export interface Placed {
  readonly address: string;
  /** Of the stage; a program makes one of its own in it. */
  readonly folder: string;
  /** Words in front of its own: `ip netns exec …`. */
  readonly prefix: readonly string[];
}

export interface RunningProgram {
  readonly endpoint: Endpoint;
  /** What truth.json says of the host it runs on. */
  readonly about: string;
  /** Its Debian package. */
  readonly package: string;
  /** Files a site would have of it, for `logs/`. */
  readonly logs: readonly string[];
  stop(): Promise<void>;
}

export interface StagedProgram {
  /** Programs of the system that it takes. */
  readonly needs: readonly string[];
  start(placed: Placed): Promise<RunningProgram>;
}

const PROXY_PORT = 3128;

export const PROGRAMS: Readonly<Record<string, StagedProgram>> = {
  squid: {
    needs: ['squid'],
    async start({ address, folder, prefix }) {
      const names = Object.fromEntries(OFFICE.map(({ name, v4 }) => [name, v4]));
      const options = { address, port: PROXY_PORT, folder: join(folder, 'squid'), names, prefix };
      const { endpoint, accessLog, stop } = await startSquid(options);
      const about = `corporate HTTP proxy (port ${PROXY_PORT})`;
      return { endpoint, about, package: 'squid', logs: [accessLog], stop };
    },
  },
};
