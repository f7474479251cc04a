// Reading a place of the machine that may not be there, may not be read, or may be large: what could not be read is told,
// what is not there is nothing. Links are followed only where the caller says so, devices and pipes never opened.
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Machine {
  /** In front of every path: empty for this machine, else the folder where another's disk is mounted. */
  readonly root: string;
  /** Told once a reason: what could not be read. */
  denied(path: string): void;
  readonly signal: AbortSignal;
}

/** At most `bytesMax` of a regular file; null when it is not there, none, or may not be read. */
export const readPlace = async (
  machine: Machine,
  path: string,
  bytesMax: number,
): Promise<Uint8Array | null> => {
  const full = join(machine.root, path);
  try {
    // A pipe that was put there would be waited for without O_NONBLOCK.
    const handle = await open(full, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const { size } = await handle.stat().then((found) => (found.isFile() ? found : { size: -1 }));
      if (size < 0) return null;
      // Files of /proc have no size.
      const bytes = new Uint8Array(Math.min(bytesMax, size === 0 ? PROC_BYTES : size));
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, null);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    noteDenied(machine, path, cause);
    return null;
  }
};

export const readPlaceText = async (
  machine: Machine,
  path: string,
  bytesMax: number,
): Promise<string> => {
  const bytes = await readPlace(machine, path, bytesMax);
  return bytes === null ? '' : decoder.decode(bytes);
};

/** Names in a folder, sorted, at most `entriesMax`; none when it is not there or may not be read. */
export const namesIn = async (
  machine: Machine,
  path: string,
  entriesMax: number,
): Promise<string[]> => {
  try {
    const names = await readdir(join(machine.root, path));
    return names.slice(0, entriesMax).sort();
  } catch (cause) {
    noteDenied(machine, path, cause);
    return [];
  }
};

const noteDenied = (machine: Machine, path: string, cause: unknown): void => {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') machine.denied(path);
};

/** Sockets of a busy server: 150 bytes a line. */
const PROC_BYTES = 4 << 20;
const decoder = new TextDecoder();
