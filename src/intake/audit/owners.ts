// Names of owners: /etc/passwd, then the name service (getent: directories of the network), asked once for all.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** passwd(5): name, password, uid, …; of two names for one number the first is shown. */
export const parsePasswd = (text: string): Map<number, string> => {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , number] = line.split(':');
    if (!name || !/^\d{1,10}$/.test(number ?? '') || names.has(Number(number))) continue;
    names.set(Number(number), name);
  }
  return names;
};

/** Numbers without a name keep their number: nobody is guessed. */
export const ownerNames = async (numbers: readonly number[]): Promise<Map<number, string>> => {
  const names = localNames();
  const unknown = numbers.filter((number) => !names.has(number));
  if (unknown.length === 0) return names;
  for (const [number, name] of await serviceNames(unknown.slice(0, ASKED_MAX)))
    names.set(number, name);
  return names;
};

const localNames = (): Map<number, string> => {
  try {
    return parsePasswd(readFileSync('/etc/passwd', 'utf8'));
  } catch {
    return new Map();
  }
};

/** getent exits 2 when some are not found, and prints the others all the same. */
const serviceNames = async (numbers: readonly number[]): Promise<Map<number, string>> => {
  const words = ['passwd', ...numbers.map(String)];
  try {
    return parsePasswd((await run('getent', words, { timeout: WAIT_MS })).stdout);
  } catch (cause) {
    const { stdout } = cause as { stdout?: string };
    return parsePasswd(stdout ?? '');
  }
};

const run = promisify(execFile);
const ASKED_MAX = 1000;
const WAIT_MS = 10_000;
