// Runs the built command line as a user does: a process of its own, in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = new URL('../../', import.meta.url);
export const CLI = fileURLToPath(new URL('dist/cli/main.js', root));

/** Path of a fixture, such as `directconnect/nmdc.pcap`. */
export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, root));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

export interface RunOptions {
  readonly stdin?: Uint8Array | string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const runProgram = (
  program: string,
  words: readonly string[],
  { stdin, cwd, env }: RunOptions = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: cwd ?? tmpdir(),
      env: { ...process.env, npm_command: '', NO_COLOR: '1', ...env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (block: Buffer) => out.push(block));
    child.stderr.on('data', (block: Buffer) => err.push(block));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin ?? '');
    child.once('error', reject);
    child.once('close', (code) => {
      const bytes = Buffer.concat(out);
      resolve({ code, bytes, out: bytes.toString(), err: Buffer.concat(err).toString() });
    });
  });

/** `peerwarden(['analyze', path])`. */
export const peerwarden = (words: readonly string[], options?: RunOptions): Promise<Ran> =>
  runProgram(process.execPath, [CLI, ...words], options);

/** A shell line in which `peerwarden` is the built program. */
export const shell = (line: string, options?: RunOptions): Promise<Ran> =>
  runProgram(
    'bash',
    ['-c', `peerwarden() { '${process.execPath}' '${CLI}' "$@"; }; ${line}`],
    options,
  );

/** A folder that is gone after the tests of the file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
