// The folder of a run among the system's temporary files: removed with the process; what a killed run left, by the next.
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeftOver, newRunName } from './names.ts';

export interface WorkFolder {
  readonly path: string;
  remove(): void;
}

export const workFolder = (): WorkFolder => {
  removeLeftFolders();
  const path = mkdtempSync(join(tmpdir(), `${newRunName().id}-`));
  // Real programs that give up root (Squid) must find their own folder in it.
  chmodSync(path, 0o711);
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  // Also when the process is made to exit at once: a second Ctrl-C, a reader that goes away.
  process.once('exit', remove);
  return { path, remove };
};

const removeLeftFolders = (): void => {
  for (const name of readdirSync(tmpdir()).filter(isLeftOver)) {
    const path = join(tmpdir(), name);
    try {
      // Anybody may make a folder of this name there: only our own are ours to remove.
      if (lstatSync(path).uid === process.getuid?.())
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Another run removed it meanwhile.
    }
  }
};
