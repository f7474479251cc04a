// Names of namespaces and of folders: each says which process made it, so that what a killed run left can be told from what runs.
import { readFileSync } from 'node:fs';

export interface RunName {
  /** `pwr-4711-98123-1`: process id, time it started (ticks since boot), count of its stages. */
  readonly id: string;
  of(place: string): string;
}

let stages = 0;

export const newRunName = (): RunName => {
  stages += 1;
  const id = `pwr-${process.pid}-${startOf(process.pid) ?? 0}-${stages}`;
  return { id, of: (place) => `${id}-${place}` };
};

/** True when the name is one of ours and the process that made it is gone. */
export const isLeftOver = (name: string): boolean => {
  const match = /^pwr-(\d+)-(\d+)-\d+-[A-Za-z0-9]+$/.exec(name);
  return match !== null && startOf(Number(match[1])) !== match[2];
};

/** Start of a process in ticks since boot (proc(5), stat, field 22); null when there is no such process. */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};
