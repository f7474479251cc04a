// Runs the built command line as a reader of the docs would, in a pipe of 100 columns, and returns what it prints.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const done = new Map();

/** `words` after `peerwarden`. Standard error first, then standard output. Fails on internal errors only. */
export const runCommand = (words) => {
  const key = words.join(' ');
  if (done.has(key)) return done.get(key);
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...words], {
    cwd: root,
    // As npx runs it: the program then names itself so in what it prints.
    env: { ...env, COLUMNS: '100', npm_command: 'exec' },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (status === null || status > 2)
    throw new Error(`peerwarden ${key}: exit ${status}\n${stderr}`);
  const text = `${stderr}${stdout}`.trimEnd();
  done.set(key, text);
  return text;
};
