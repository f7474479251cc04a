// A file opened for an audit: never followed, never waited for, never touched, and only if it is what was listed.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { forSystem } from './raw-path.ts';

/** No link at the end, no wait for a writer of a pipe, no controlling terminal, no new access time (open(2)). */
const CAREFULLY =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const UNTOUCHED = CAREFULLY | (constants.O_NOATIME ?? 0);

/** Why a file was not read; the words stand in report/audit-words.ts. */
export type Unread = 'denied' | 'gone' | 'changed' | 'would-touch' | 'failed';

export interface Listed {
  readonly dev: number;
  readonly ino: number;
}

/** File descriptor, or why there is none. `touch`: access times may change (or cannot). */
export const openFile = (path: string, listed: Listed, touch: boolean): number | Unread => {
  let file: number;
  try {
    file = openUntouched(path, touch);
  } catch (cause) {
    return reasonOf(cause);
  }
  const found = fstatSync(file);
  if (found.isFile() && found.dev === listed.dev && found.ino === listed.ino) return file;
  closeSync(file);
  return 'changed';
};

/** Only the owner and root may ask that the access time stays. */
const openUntouched = (path: string, touch: boolean): number => {
  try {
    return openSync(forSystem(path), UNTOUCHED);
  } catch (cause) {
    if (!touch || (cause as NodeJS.ErrnoException).code !== 'EPERM') throw cause;
    return openSync(forSystem(path), CAREFULLY);
  }
};

/** Fills `into` from `offset` on, as far as the file goes. */
export const readAt = (file: number, into: Uint8Array, offset: number): number => {
  let filled = 0;
  while (filled < into.length) {
    const read = readSync(file, into, filled, into.length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
};

/** Works on an open file, and closes it whatever happens. */
export const withFile = <Result>(
  path: string,
  listed: Listed,
  touch: boolean,
  work: (file: number) => Result,
): Result | Unread => {
  const file = openFile(path, listed, touch);
  if (typeof file !== 'number') return file;
  try {
    return work(file);
  } catch (cause) {
    return reasonOf(cause);
  } finally {
    closeSync(file);
  }
};

const reasonOf = (cause: unknown): Unread => {
  switch ((cause as NodeJS.ErrnoException | null)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ESTALE':
      return 'gone';
    case 'EACCES':
      return 'denied';
    // open(2): O_NOATIME by somebody who is neither the owner nor root.
    case 'EPERM':
      return 'would-touch';
    case 'ELOOP':
    case 'ENXIO':
      return 'changed';
    default:
      return 'failed';
  }
};
