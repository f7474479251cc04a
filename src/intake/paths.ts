// From what the user named to files: folders are walked, patterns expanded, `-` is standard input.
// What cannot be found or read becomes a fault in the report; the rest is still analysed. A policy at the top of a
// folder (site-policy.ts) is no evidence.

import { constants, type Stats } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { PeerwardenError } from '../model/errors.ts';
import { SITE_POLICY } from './site-policy.ts';

export interface EvidencePath {
  /** As shown in reports: as given, with the place inside a folder. `-` for standard input. */
  readonly path: string;
  readonly bytes: number;
  /** Last change, epoch ms: log lines without a year are dated by it. */
  readonly changedMs: number;
}

export interface Expanded {
  readonly files: EvidencePath[];
  readonly faults: PeerwardenError[];
}

/** Files in the order given, folders sorted by name; a file named twice, or linked, counts once. */
export const expandPaths = async (paths: readonly string[]): Promise<Expanded> => {
  const files = new Map<string, EvidencePath>();
  const faults: PeerwardenError[] = [];
  const add = (file: EvidencePath, key = file.path) => {
    if (!files.has(key)) files.set(key, file);
  };
  for (const path of paths) {
    if (path === '-') add({ path, bytes: 0, changedMs: Date.now() });
    else await expandOne(path, add, faults);
  }
  return { files: [...files.values()], faults };
};

/** `key` is the same for all names of one file. */
type AddFile = (file: EvidencePath, key?: string) => void;

const expandOne = async (path: string, add: AddFile, faults: PeerwardenError[]): Promise<void> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) await walk(path, add, faults, [SITE_POLICY]);
    else if (found.isFile()) await addFile(path, found, add, faults);
    else if (found.isFIFO() || found.isCharacterDevice())
      add({ path, bytes: 0, changedMs: Date.now() });
    else
      faults.push(
        notFile(path, 'It is neither a file nor a folder.', 'Name a pipe by itself to read it.'),
      );
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' && isDynamicPattern(path)) {
      const matches = (await glob(path, { absolute: false, onlyFiles: true })).sort();
      if (matches.length === 0) faults.push(missing(path, 'No file matches the pattern.'));
      for (const match of matches) await expandOne(match, add, faults);
      return;
    }
    faults.push(faultOf(path, cause));
  }
};

/**
 * Depth first, names sorted. Links to files are read; links to folders are not followed, so a loop cannot catch the
 * walk, and that is said.
 */
const walk = async (
  folder: string,
  add: AddFile,
  faults: PeerwardenError[],
  except: readonly string[] = [],
): Promise<void> => {
  const entries: { name: string; isDirectory: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder))
      entries.push({ name: entry.name, isDirectory: entry.isDirectory() });
  } catch (cause) {
    faults.push(faultOf(folder, cause));
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, isDirectory } of entries) {
    if (except.includes(name)) continue;
    const path = join(folder, name);
    if (isDirectory) await walk(path, add, faults);
    else await addEntry(path, add, faults);
  }
};

const addEntry = async (path: string, add: AddFile, faults: PeerwardenError[]): Promise<void> => {
  try {
    const found = await stat(path);
    if (found.isFile()) await addFile(path, found, add, faults);
    else if (found.isDirectory())
      faults.push(
        notFile(
          path,
          'It is a link to a folder, and those are not followed.',
          'Name the folder itself.',
        ),
      );
    // A pipe in a folder would be waited for, perhaps for ever.
    else
      faults.push(
        notFile(path, 'It is neither a file nor a folder.', 'Name a pipe by itself to read it.'),
      );
  } catch (cause) {
    faults.push(faultOf(path, cause));
  }
};

const addFile = async (
  path: string,
  found: Stats,
  add: AddFile,
  faults: PeerwardenError[],
): Promise<void> => {
  try {
    await access(path, constants.R_OK);
    add({ path, bytes: found.size, changedMs: found.mtimeMs }, `${found.dev}:${found.ino}`);
  } catch (cause) {
    faults.push(faultOf(path, cause));
  }
};

const codeOf = (cause: unknown): string | undefined =>
  (cause as NodeJS.ErrnoException | null)?.code;

/** The coded error for what the file system said about a path. */
export const faultOf = (path: string, cause: unknown): PeerwardenError => {
  const code = codeOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return missing(path, 'There is no such file or folder.', cause);
  if (code === 'EACCES' || code === 'EPERM') {
    return new PeerwardenError('PW_EVIDENCE_DENIED', {
      path,
      message: 'Reading it is not permitted.',
      remedy: 'Run as a user who may read it, or copy it to a place where you may.',
      cause,
    });
  }
  return unreadable(path, cause instanceof Error ? `${cause.message}.` : 'reading failed.', cause);
};

const missing = (path: string, message: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_MISSING', {
    path,
    message,
    remedy: 'Check the spelling of the path.',
    cause,
  });

const notFile = (path: string, message: string, remedy: string): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_UNREADABLE', { path, message, remedy });

const unreadable = (path: string, why: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_UNREADABLE', {
    path,
    message: `It could not be read: ${why}`,
    remedy: 'Copy it to a local disk and try again.',
    cause,
  });
