// Makes a folder the process's own, if it is still the one that was listed: from then on names are looked up in it,
// whatever happens to the folders above.
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { forSystem } from './raw-path.ts';
import type { FolderTask, Unreadable } from './walk-words.ts';

/** Null when the process stands in the folder. */
export const standIn = ({
  path,
  dev,
  ino,
}: Pick<FolderTask, 'path' | 'dev' | 'ino'>): Unreadable['why'] | null => {
  try {
    enter(forSystem(path));
    const here = statSync('.');
    return here.dev === dev && here.ino === ino ? null : 'swapped';
  } catch (cause) {
    return reasonOf(cause);
  }
};

/** chdir takes text only; a name in another encoding is opened, and entered through its descriptor (proc(5)). */
const enter = (path: string | Buffer): void => {
  if (typeof path === 'string') {
    process.chdir(path);
    return;
  }
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    process.chdir(`/proc/self/fd/${folder}`);
  } finally {
    closeSync(folder);
  }
};

const reasonOf = (cause: unknown): Unreadable['why'] => {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    case 'ENOENT':
    case 'ESTALE':
      return 'gone';
    case 'ENOTDIR':
    case 'ELOOP':
      return 'swapped';
    case 'ENAMETOOLONG':
      return 'too-long';
    default:
      return 'failed';
  }
};
