// Folders cannot be listed by Node without a new access time, and files of others only by root. So root's walkers see the
// mounts of the audit in a name space of their own (mount_namespaces(7)) where access times stay: nobody else sees a change.
import { spawnSync } from 'node:child_process';
import type { Mount } from './mounts.ts';
import type { Launcher } from './walkers.ts';

/** In the name space: each mount again, the same but for `noatime` (mount(8), remount,bind); then the walker. */
const SCRIPT =
  'n=$1; shift; while [ "$n" -gt 0 ]; do mount -o remount,bind,noatime -- "$1" || exit 77; shift; n=$((n - 1)); done; exec "$@"';

/** What starts a walker, and whether access times stay whatever it reads. */
export interface Quiet {
  readonly launcher: Launcher;
  readonly keepsTimes: boolean;
}

/** `under`: the mounts that will be walked. */
export const quietly = (under: readonly Mount[]): Quiet => {
  const loud = [...new Set(under.filter(({ keepsTimes }) => !keepsTimes).map(({ path }) => path))];
  if (loud.length === 0) return { launcher: [], keepsTimes: under.length > 0 };
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { launcher: [], keepsTimes: false };
  const paths = loud.map((path) => Buffer.from(path, 'latin1').toString());
  const launcher = [
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', SCRIPT, 'quietly'],
    String(paths.length),
    ...paths,
  ];
  const [command, ...words] = launcher;
  const works = spawnSync(command!, [...words, 'true'], { stdio: 'ignore' }).status === 0;
  return works ? { launcher, keepsTimes: true } : { launcher: [], keepsTimes: false };
};
