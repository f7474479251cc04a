// What starts by itself on a Linux machine: units that systemd was told to start, and programs of the desktop's session
// (freedesktop.org, Desktop Application Autostart 0.5).
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { baseName, programOf } from '../../sources/inventories/command-line.ts';
import { type Machine, namesIn, readPlaceText } from './place.ts';
import type { ProgramDraft } from './processes.ts';

/** `homes`: folders of people, with their accounts. */
export const startingPrograms = async (
  machine: Machine,
  homes: readonly Home[],
): Promise<ProgramDraft[]> => [
  ...(await enabledUnits(machine, '/etc/systemd/system')),
  ...(await autostart(machine, '/etc/xdg/autostart')),
  ...(await each(homes, ({ path, user }) =>
    enabledUnits(machine, `${path}/.config/systemd/user`, user),
  )),
  ...(await each(homes, ({ path, user }) => autostart(machine, `${path}/.config/autostart`, user))),
];

export interface Home {
  readonly path: string;
  readonly user: string;
}

const each = async <T>(all: readonly Home[], read: (home: Home) => Promise<T[]>): Promise<T[]> =>
  (await Promise.all(all.map(read))).flat();

/** Enabling a unit puts a link to it into the folder of the target that wants it (systemd.unit(5)). */
const enabledUnits = async (
  machine: Machine,
  folder: string,
  user?: string,
): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  for (const wants of await namesIn(machine, folder, ENTRIES_MAX)) {
    if (!/\.(?:wants|requires)$/.test(wants)) continue;
    for (const unit of await namesIn(machine, `${folder}/${wants}`, ENTRIES_MAX)) {
      const program = /^([\w:.\\-]+?)(?:@[^/]*)?\.service$/.exec(unit)?.[1];
      const path = `${folder}/${wants}/${unit}`;
      if (program === undefined || (await isMasked(machine, path))) continue;
      found.push({ program, path, user, presence: 'starts' });
    }
  }
  return found;
};

const isMasked = async ({ root }: Machine, path: string): Promise<boolean> => {
  try {
    return (await readlink(join(root, path))) === '/dev/null';
  } catch {
    return false;
  }
};

const autostart = async (
  machine: Machine,
  folder: string,
  user?: string,
): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  for (const name of await namesIn(machine, folder, ENTRIES_MAX)) {
    if (!name.endsWith('.desktop')) continue;
    const path = `${folder}/${name}`;
    const text = await readPlaceText(machine, path, ENTRY_BYTES_MAX);
    const command = /^Exec=(.+)$/m.exec(text)?.[1];
    if (command === undefined || /^Hidden=true$/m.test(text)) continue;
    found.push({
      program: programOf(command) ?? baseName(command),
      path,
      user,
      presence: 'starts',
    });
  }
  return found;
};

const ENTRIES_MAX = 4096;
const ENTRY_BYTES_MAX = 64 << 10;
