// Which system a program on a machine belongs to, by its exact name: that of a package, of a process, or of an installed
// program as its installer lists it. Never by a part of a name: libtorrent-rasterbar is a library, transmission-common
// holds pictures, and neither shares a file.
import type { ProgramObservation } from '../model/observation.ts';
import type { SystemId } from '../model/systems.ts';
import { TELLS_NOTHING } from './general-programs.ts';

export interface NamedSystem {
  readonly id: SystemId;
  readonly programs: readonly string[];
  readonly processes: readonly string[];
  readonly packages: readonly string[];
}

export class ProgramNames {
  readonly #byName = new Map<string, SystemId>();
  /** Beginnings of long names, as those who list processes cut them; null where several systems have one. */
  readonly #byCut = new Map<string, SystemId | null>();

  /** Of systems that share a program, the first is named. */
  constructor(systems: readonly NamedSystem[]) {
    const own = systems.filter(({ id }) => !DESCRIBED.has(id));
    // A program's own process says more than a mention among the programs that speak a system too.
    for (const { id, processes, packages } of own)
      for (const name of [...processes, ...packages]) this.#add(plainName(name), id);
    for (const { id, programs } of own) for (const name of programs) this.#add(plainName(name), id);
  }

  #add(name: string, id: SystemId): void {
    // Notes for people: `firefox (Tor Browser)`, `programs of commercial VPN services`.
    if (name.length < 2 || /[()]|programs|any /.test(name) || TELLS_NOTHING.has(name)) return;
    if (!this.#byName.has(name)) this.#byName.set(name, id);
    for (let chars = CUT_CHARS_MIN; chars <= COMM_CHARS && chars < name.length; chars++) {
      const cut = name.slice(0, chars);
      const known = this.#byCut.get(cut);
      this.#byCut.set(cut, known === undefined || known === this.#byName.get(name) ? id : null);
    }
  }

  /** Sets `system` where the name of a program on a machine tells it. */
  identify(observation: ProgramObservation): void {
    if (observation.presence === undefined || observation.system !== undefined) return;
    const { program, presence } = observation;
    const isProcess = presence === 'running' || presence === 'listening';
    const system = this.systemOf(program) ?? (isProcess ? this.#ofCut(program) : undefined);
    if (system !== undefined) observation.system = system;
  }

  systemOf(program: string): SystemId | undefined {
    return this.#byName.get(plainName(program));
  }

  #ofCut(program: string): SystemId | undefined {
    return this.#byCut.get(program.toLowerCase()) ?? undefined;
  }
}

/** Systems whose data describes a habit or a part of other programs, not a program of their own. */
const DESCRIBED: ReadonlySet<SystemId> = new Set<SystemId>([
  'opaque-tunnel',
  'client-web-server',
  'peer-to-peer',
  'ssh-tunnel',
  'tls-tunnel',
  'delivery-optimization',
]);

/** The kernel keeps 15 characters of a process's name (TASK_COMM_LEN, proc(5)); netstat shows 19 of number and name. */
const COMM_CHARS = 15;
const CUT_CHARS_MIN = 12;

/**
 * `C:\Program Files\qBittorrent\qbittorrent.exe`, `qBittorrent 4.6.2 (x64)`, `qbittorrent-4.6.2_x86_64.AppImage`,
 * `qbittorrent:amd64` → `qbittorrent`.
 */
export const plainName = (name: string): string => {
  const base = name.slice(0, NAME_CHARS_MAX).replace(/^.*[\\/](?=.)/, '');
  return base
    .toLowerCase()
    .replace(/\.(?:exe|app|appimage|jar|lnk|desktop|service)$/, '')
    .replace(/:(?:amd64|i386|arm64|armhf|all)$/, '')
    .replace(/[ _-]?\(?(?:x64|x86|x86_64|amd64|64-bit|32-bit)\)?$/, '')
    .replace(/[ _-](?:version |v)?\d+(?:\.\d+)+[\w.+~ ()-]*$/, '')
    .trim();
};

const NAME_CHARS_MAX = 256;
