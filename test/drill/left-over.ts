// What a drill must not leave: namespaces, folders, processes.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

export interface Traces {
  /** Namespaces that the process made. */
  readonly namespaces: readonly string[];
  readonly folders: readonly string[];
  /** Processes whose command line names a folder of a drill. */
  readonly processes: readonly string[];
}

/** `pid`: of the process that held the drill. */
export const tracesOf = (pid: number): Traces => {
  const folders = listed(tmpdir()).filter((name) => name.startsWith(`pwr-${pid}-`));
  return {
    namespaces: [...listed('/run/netns'), ...listed('/etc/netns')].filter((name) =>
      name.startsWith(`pwr-${pid}-`),
    ),
    folders,
    processes: listed('/proc').filter((id) => folders.some((name) => names(id, name))),
  };
};

export const NOTHING: Traces = { namespaces: [], folders: [], processes: [] };

const names = (pid: string, folder: string): boolean => {
  try {
    return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
  } catch {
    return false;
  }
};

const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
