// What is installed as `peerwarden` starts from one file: it says the same as the modules it was made of.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CLI, fixture, runProgram } from './running.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/bundle/peerwarden.js', import.meta.url));

const told = async (program: string, words: readonly string[]) => {
  const { code, out, err } = await runProgram(process.execPath, [program, ...words]);
  return { code, out: out.replace(/"created": "[^"]+"/, ''), err };
};

it.each([
  ['analyze', fixture('squid/access.log'), '--format', 'json'],
  ['explain', 'C-0'],
  ['range', 'list'],
  ['nothing-of-the-kind'],
])('%s', async (...words) => {
  expect(await told(BUNDLE, words)).toEqual(await told(CLI, words));
});
