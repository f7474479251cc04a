// What is mounted where (Linux, proc(5): /proc/self/mountinfo): which places hold no files of anybody, and which mounts
// keep access times as they are.
import { readFileSync } from 'node:fs';

export interface Mount {
  readonly path: string;
  readonly type: string;
  /** True when reading changes no access time there. */
  readonly keepsTimes: boolean;
}

/** Made by the kernel or by programs: reading may wait for ever, change something, or never end. */
const NO_STORAGE =
  /^(proc|sysfs|devtmpfs|devpts|cgroup2?|debugfs|tracefs|securityfs|bpf|fusectl|configfs|pstore|mqueue|hugetlbfs|autofs|nsfs|binfmt_misc|efivarfs|rpc_pipefs|selinuxfs|fuse\.(gvfsd-fuse|portal|lxcfs))$/;

/** Empty where there is no mountinfo. */
export const mounts = (): Mount[] => {
  try {
    return parseMounts(readFileSync('/proc/self/mountinfo', 'latin1'));
  } catch {
    return [];
  }
};

export const parseMounts = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const fields = before?.split(' ') ?? [];
    const type = after?.split(' ')[0];
    if (fields.length < 6 || type === undefined) return [];
    const options = fields[5]!.split(',');
    const keepsTimes = options.includes('noatime') || options.includes('ro');
    return [{ path: unescaped(fields[4]!), type, keepsTimes }];
  });

/** The mount that a path lies on: the longest that begins it; of two at one place the later hides the earlier. */
export const mountOf = (path: string, among: readonly Mount[]): Mount | null =>
  among
    .filter((mount) => isWithin(path, mount.path))
    .reduce<Mount | null>(
      (best, one) => (best === null || one.path.length >= best.path.length ? one : best),
      null,
    );

export const isWithin = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

export const holdsFiles = ({ type }: Mount): boolean => !NO_STORAGE.test(type);

/** Blank, tab, line end and backslash are written as three octal digits. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
