// Programs that nobody installed: executables and AppImages in the folders of people and in /opt, by their name, and by the
// version resource of Windows programs, whatever they were renamed to. Nothing is executed. Links are not followed; the walk
// is bounded in depth and number. Strings in ELF files are not searched: any library or scanner holds them too.
import { constants } from 'node:fs';
import { type FileHandle, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { plainName } from '../../identify/program-names.ts';
import { LIMITS } from '../../model/limits.ts';
import { type PeVersion, readPeVersion } from '../../sources/inventories/pe-version.ts';
import type { Machine } from './place.ts';
import type { ProgramDraft } from './processes.ts';
import type { Home } from './starts.ts';

export const portablePrograms = async (
  machine: Machine,
  homes: readonly Home[],
): Promise<ProgramDraft[]> => {
  const walk = new Walk(machine);
  for (const { path, user } of homes)
    for (const folder of FOLDERS) await walk.folder(`${path}/${folder}`, user, DEPTH_MAX);
  for (const { path, user } of homes) await walk.folder(path, user, 1);
  await walk.folder('/opt', undefined, DEPTH_MAX);
  if (walk.left <= 0)
    machine.denied(`more than ${LIMITS.portableEntriesMax} entries of homes and /opt`);
  return walk.found;
};

const FOLDERS = ['Downloads', 'Desktop', 'Applications', 'bin', '.local/bin', '.wine/drive_c'];
const DEPTH_MAX = 4;

class Walk {
  readonly found: ProgramDraft[] = [];
  left: number = LIMITS.portableEntriesMax;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async folder(path: string, user: string | undefined, depth: number): Promise<void> {
    const folders: string[] = [];
    try {
      for await (const entry of await opendir(join(this.#machine.root, path))) {
        if (--this.left <= 0 || this.#machine.signal.aborted) return;
        const inside = `${path}/${entry.name}`;
        if (entry.isDirectory()) folders.push(inside);
        else if (entry.isFile()) await this.#file(inside, entry.name, user);
      }
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') this.#machine.denied(path);
    }
    if (depth > 1) for (const inside of folders) await this.folder(inside, user, depth - 1);
  }

  async #file(path: string, name: string, user: string | undefined): Promise<void> {
    const program = await executable(join(this.#machine.root, path));
    if (program === null) return;
    const { originalFilename, productName, fileVersion } = program;
    // What it was built as, what it is sold as, what it is called: Tor Browser is a firefox.exe.
    const names = [originalFilename, productName, name].filter((one) => one !== undefined);
    for (const program of new Map(names.map((one) => [plainName(one), one])).values())
      this.found.push({ program, version: fileVersion, path, user, presence: 'present' });
  }
}

/** What the file says of itself; null when it is no executable. */
const executable = async (path: string): Promise<PeVersion | null> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch(() => null);
  if (!handle) return null;
  try {
    if (!(await handle.stat()).isFile()) return null;
    const head = await bytesAt(handle, 0, 4);
    if (
      head.length === 4 &&
      head[0] === 0x7f &&
      head[1] === 0x45 &&
      head[2] === 0x4c &&
      head[3] === 0x46
    )
      return {};
    if (head[0] !== 0x4d || head[1] !== 0x5a) return null;
    return await readPeVersion((offset, length) => bytesAt(handle, offset, length));
  } catch {
    return null;
  } finally {
    await handle.close();
  }
};

const bytesAt = async (handle: FileHandle, offset: number, length: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
};
