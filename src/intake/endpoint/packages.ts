// What package managers of Linux say is installed, out of their own databases: dpkg, rpm (its database is read by `rpm`
// itself), apk, pacman, flatpak, snap.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LIMITS } from '../../model/limits.ts';
import { type Machine, namesIn, readPlace, readPlaceText } from './place.ts';
import type { ProgramDraft } from './processes.ts';

/** The database of dpkg is a source of its own, and is given as it is. */
export const dpkgDatabase = (machine: Machine): Promise<Uint8Array | null> =>
  readPlace(machine, DPKG_STATUS, DATABASE_BYTES_MAX);

export const DPKG_STATUS = '/var/lib/dpkg/status';

/** `rpm -qa`, where rpm and its database are there; of another machine's disk it is not asked. */
export const rpmList = async (machine: Machine): Promise<Uint8Array | null> => {
  if (machine.root !== '' || (await namesIn(machine, '/var/lib/rpm', 1)).length === 0) return null;
  try {
    const { stdout } = await run('/usr/bin/rpm', ['-qa'], RUN);
    return new TextEncoder().encode(stdout);
  } catch {
    return null;
  }
};

export const otherPackages = async (machine: Machine): Promise<ProgramDraft[]> => [
  ...(await apk(machine)),
  ...(await pacman(machine)),
  ...(await folders(machine, '/var/lib/flatpak/app')),
  ...(await folders(machine, '/var/lib/snapd/snap')),
  ...(await folders(machine, '/snap')),
];

/** Paragraphs with `P:name` and `V:version` (apk-tools, /lib/apk/db/installed). */
const apk = async (machine: Machine): Promise<ProgramDraft[]> => {
  const text = await readPlaceText(machine, '/lib/apk/db/installed', DATABASE_BYTES_MAX);
  return text.split('\n\n').flatMap((paragraph): ProgramDraft[] => {
    const program = /^P:(.+)$/m.exec(paragraph)?.[1];
    const version = /^V:(.+)$/m.exec(paragraph)?.[1];
    return program === undefined ? [] : [{ program, version, presence: 'installed' }];
  });
};

/** A folder `name-version-release` each. */
const pacman = async (machine: Machine): Promise<ProgramDraft[]> =>
  (await namesIn(machine, '/var/lib/pacman/local', LIMITS.inventoryRowsMax)).flatMap(
    (name): ProgramDraft[] => {
      const [, program, version] = /^(.+)-([^-]+-[^-]+)$/.exec(name) ?? [];
      return program === undefined ? [] : [{ program, version, presence: 'installed' }];
    },
  );

/** A folder a name: `org.qbittorrent.qBittorrent` of flatpak, `transmission` of snap. */
const folders = async (machine: Machine, folder: string): Promise<ProgramDraft[]> =>
  (await namesIn(machine, folder, LIMITS.inventoryRowsMax))
    .filter((name) => !['bin', 'README'].includes(name))
    .map((name) => ({
      program: name.replace(/^(?:[\w-]+\.){2,}(?=[\w-]+$)/, ''),
      path: `${folder}/${name}`,
      presence: 'installed',
    }));

const run = promisify(execFile);
const RUN = { timeout: 60_000, maxBuffer: 32 << 20 } as const;
/** Debian's database of four thousand packages has 8 MiB. */
const DATABASE_BYTES_MAX = 64 << 20;
