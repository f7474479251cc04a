// Runs the commands that a control is checked, applied and undone with: written by us, in the folder of its files.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LIMITS } from '../model/limits.ts';

export interface CommandResult {
  readonly command: string;
  readonly succeeded: boolean;
  /** What it said on standard error and output, the end of it. */
  readonly said: string;
}

/** Daemons and filters are often kept off a user's path. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** Runs one line with `sh -e`; a tool that is not there is a failure like any other. */
export const runCommand = (command: string, folder: string): Promise<CommandResult> =>
  new Promise((resolve) => {
    const child = spawn('sh', ['-ec', command], {
      cwd: folder,
      env: { ...process.env, PATH: FOLDERS.join(delimiter), LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const keep = (bytes: Buffer): void => {
      said = (said + bytes.toString()).slice(-LIMITS.controlCommandTextMax);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ command, succeeded: false, said: error.message }));
    child.once('close', (code) =>
      resolve({ command, succeeded: code === 0, said: said.trimEnd() }),
    );
  });

/** The first word of a command line. */
export const toolOf = (command: string): string => command.trim().split(/\s+/)[0]!;

export const isInstalled = (tool: string): boolean =>
  FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
