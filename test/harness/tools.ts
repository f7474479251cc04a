// Tests that need programs of the system: present, or not run with the reason. In CI nothing may be not run.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'vitest';

/** Programs of the system are often kept off a user's path. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** True when every program is on the path. */
export const has = (...programs: readonly string[]): boolean => missing(programs).length === 0;

const missing = (programs: readonly string[]): string[] =>
  programs.filter((program) => !FOLDERS.some((folder) => runnable(join(folder, program))));

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export interface Need {
  /** Null when the tests can run. */
  readonly lacking: string | null;
  /** Call first in a test: marks it as not run, with the reason; fails it in CI. */
  check(context: Pick<TestContext, 'skip'>): void;
}

/**
 * What tests need: programs, and `root` for network namespaces.
 *
 * @example const need = needs('nft', 'ip', 'root'); it('…', (context) => { need.check(context); … });
 */
export const needs = (...names: readonly string[]): Need => {
  const programs = missing(names.filter((name) => name !== 'root'));
  const rootLacks = names.includes('root') && process.getuid?.() !== 0;
  const reasons = [
    ...(programs.length > 0
      ? [`not installed: ${programs.join(', ')} (node scripts/tools.mjs)`]
      : []),
    ...(rootLacks ? ['needs root for network namespaces'] : []),
  ];
  return needOf(reasons.length > 0 ? reasons.join('; ') : null);
};

/** The same for anything else that a test needs; `lacking` is null when it is there. */
export const needOf = (lacking: string | null): Need => ({
  lacking,
  check(context) {
    if (lacking === null) return;
    if (process.env['CI'] === 'true') throw new Error(`may not be left out in CI: ${lacking}`);
    context.skip(`not run: ${lacking}`);
  },
});
