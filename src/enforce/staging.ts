// Files of a control on disk: written beside what is in force, and put in its place only when all of it is there.
//
//   STATE/controls/nftables/         what is in force, with what undoes it
//   STATE/controls/nftables.new/     what is being applied; a crash leaves it, and what was in force stays so
//   STATE/controls/nftables.json     what was done and when
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Control } from '../model/control.ts';
import { PeerwardenError } from '../model/errors.ts';

export interface AppliedRecord {
  readonly schema: 'peerwarden.applied/1';
  readonly target: string;
  /** ISO time of the last step. */
  readonly at: string;
  /** `applying` and `undoing` are what a crash leaves behind. */
  readonly state: 'applying' | 'applied' | 'undoing' | 'undone';
  readonly apply: readonly string[];
  readonly undo: readonly string[];
}

export const inForceFolder = (state: string, target: string): string =>
  join(state, 'controls', target);

/** Writes the files of a control into a folder of their own and gives its path. */
export const stage = async (state: string, control: Control): Promise<string> => {
  const folder = `${inForceFolder(state, control.target)}.new`;
  await guarded(folder, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { name, text } of [...control.files, ...control.rollback])
      await writeWhole(join(folder, name), text);
  });
  return folder;
};

/** What was staged takes the place of what was in force before. */
export const settle = async (state: string, target: string): Promise<string> => {
  const folder = inForceFolder(state, target);
  await guarded(folder, async () => {
    await rm(folder, { recursive: true, force: true });
    await rename(`${folder}.new`, folder);
  });
  return folder;
};

export const record = async (state: string, entry: AppliedRecord): Promise<void> => {
  const path = `${inForceFolder(state, entry.target)}.json`;
  await guarded(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeWhole(`${path}.new`, `${JSON.stringify(entry, null, 2)}\n`);
    await rename(`${path}.new`, path);
  });
};

/** Null when nothing was ever applied there. */
export const recordOf = async (state: string, target: string): Promise<AppliedRecord | null> => {
  const path = `${inForceFolder(state, target)}.json`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw failed(path, cause);
  }
  try {
    const entry = JSON.parse(text) as AppliedRecord;
    if (entry.schema === 'peerwarden.applied/1' && entry.target === target) return entry;
  } catch {
    // Said below.
  }
  throw failed(path, new Error('it is not a record of ours'));
};

const writeWhole = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

const guarded = async (path: string, act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (cause) {
    throw failed(path, cause);
  }
};

const failed = (path: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_CONTROL_FAILED', {
    message: `The files of the control cannot be kept: ${(cause as Error).message}.`,
    remedy: 'Name a folder with --state that you may write to; nothing was changed.',
    path,
    cause,
  });
