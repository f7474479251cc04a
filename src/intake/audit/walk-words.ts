// What the walk and its walkers tell each other. A walker is a process of its own: it may stand in a folder (chdir), so
// that names are looked up there and nowhere else, and a share that does not answer holds nobody else up.
import type { FileRules } from '../../detect/file-signs.ts';
import type { Unread } from './open-file.ts';
import type { RawPath } from './raw-path.ts';

/** Sent once, first. */
export interface WalkSettings {
  readonly rules: FileRules;
  /** Regular expressions on paths below the root, as Latin 1: what they fit is not looked at. */
  readonly ignore: readonly string[];
  /** Folders that are not entered: mounts without storage. */
  readonly barred: readonly RawPath[];
  readonly oneFileSystem: boolean;
  /** Access times may change. */
  readonly touch: boolean;
  /** File with the blocks of the last run. */
  readonly state: string | null;
  /** Epoch ms: files changed after this (less a little) may change again without a new time. */
  readonly began: number;
}

export interface FolderTask {
  readonly kind: 'folder';
  readonly path: RawPath;
  readonly dev: number;
  readonly ino: number;
  /** Device that it must lie on with `oneFileSystem`. */
  readonly rootDev: number;
  /** Of what was given by the user: patterns to ignore begin behind it. */
  readonly rootChars: number;
  /** Blocks of the last run: [offset, bytes] in the state file. */
  readonly blocks: readonly (readonly [number, number])[];
}

/** A file that shows a sign. */
export interface SignedFile {
  readonly path: RawPath;
  readonly dev: number;
  readonly ino: number;
  readonly bytes: number;
  /** Bytes that it takes on the disk: a sparse file takes fewer than its size. */
  readonly allocated: number;
  readonly owner: number;
  readonly modified: number;
  readonly changed: number;
  readonly type: number;
  readonly signs: number;
}

/** Files, bytes and bytes on disk of one owner. */
export interface OwnerSum {
  readonly owner: number;
  files: number;
  bytes: number;
  allocated: number;
}

/** One name of a file that has several: counted where all names are known. */
export interface LinkedFile {
  readonly key: string;
  readonly owner: number;
  readonly bytes: number;
  readonly allocated: number;
}

export interface Unreadable {
  readonly path: RawPath;
  readonly why: Unread | 'other-device' | 'no-storage' | 'too-long' | 'swapped';
}

export interface FolderPart {
  readonly kind: 'part';
  readonly path: RawPath;
  readonly block: Uint8Array;
  readonly folders: readonly Pick<FolderTask, 'path' | 'dev' | 'ino'>[];
  readonly signed: readonly SignedFile[];
  readonly linked: readonly LinkedFile[];
  readonly owners: readonly OwnerSum[];
  readonly unreadable: readonly Unreadable[];
  readonly files: number;
  /** Files whose content was read in this run. */
  readonly read: number;
  readonly ignored: number;
  /** Links, devices, pipes, sockets: seen, never opened. */
  readonly special: number;
  /** True when the folder is done. */
  readonly last: boolean;
}
