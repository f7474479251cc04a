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
  /** Names as `ps` and `ss` cut them. */
  readonly #byCut = new Map<string, SystemId>();

  /** Of systems that share a program, the first is named. */
  constructor(systems: readonly NamedSystem[]) {
    for (const { id, programs, processes, packages } of systems) {
      if (DESCRIBED.has(id)) continue;
      for (const name of [...processes, ...packages, ...programs]) this.#add(plainName(name), id);
    }
  }

  #add(name: string, id: SystemId): void {
    // Notes for people: `firefox (Tor Browser)`, `programs of commercial VPN services`.
    if (name.length < 2 || /[()]|programs|any /.test(name) || TELLS_NOTHING.has(name)) return;
    if (!this.#byName.has(name)) this.#byName.set(name, id);
    const cut = name.slice(0, COMM_CHARS);
    if (name.length > COMM_CHARS && !this.#byCut.has(cut)) this.#byCut.set(cut, id);
  }

  /** Sets `system` where the name of a program on a machine tells it. */
  identify(observation: ProgramObservation): void {
    if (observation.presence === undefined || observation.system !== undefined) return;
    const system = this.systemOf(observation.program);
    if (system !== undefined) observation.system = system;
  }

  systemOf(program: string): SystemId | undefined {
    const name = plainName(program);
    return this.#byName.get(name) ?? this.#byCut.get(program.toLowerCase());
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

/** The kernel keeps 15 characters of a process's name (TASK_COMM_LEN, proc(5)). */
const COMM_CHARS = 15;

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
