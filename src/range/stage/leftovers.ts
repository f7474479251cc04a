// Takes namespaces away, with all that runs in them: at the end of a run, and what a killed run left.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { isLeftOver } from './names.ts';

const NAMESPACES = '/run/netns';
/** Where `ip netns exec` looks for a namespace's own resolv.conf (ip-netns(8)). */
export const NAMESPACE_FILES = '/etc/netns';
/** Rounds of killing: what a dying process starts meanwhile is found by the next. */
const ROUNDS = 3;

/** Removes what runs left whose process is gone; says how many namespaces that were. */
export const removeLeftOvers = (): number => {
  const names = [...listed(NAMESPACES), ...listed(NAMESPACE_FILES)].filter(isLeftOver);
  for (const name of new Set(names)) removeNamespace(name);
  return new Set(names).size;
};

/** Ends every process in the namespace and removes it. Synchronous, so that it also works while the process exits. */
export const removeNamespace = (name: string): void => {
  for (let round = 0; round < ROUNDS; round++) {
    const pids = quietly(['netns', 'pids', name]).split('\n').filter(Boolean).map(Number);
    if (pids.length === 0) break;
    for (const pid of pids) kill(pid);
  }
  quietly(['netns', 'del', name]);
  rmSync(`${NAMESPACE_FILES}/${name}`, { recursive: true, force: true });
};

const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const quietly = (words: readonly string[]): string => {
  try {
    return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
};
