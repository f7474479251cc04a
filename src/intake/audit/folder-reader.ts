// Reads one folder: lists it in parts, asks for each name what it is, and reads the head of what is new or changed.
//
// The process stands in the folder while it does (chdir), and has checked that it is the folder that was listed: a folder
// that is exchanged for a link meanwhile leads nowhere. Links are not followed, and nothing but ordinary files is opened.
import { type Dir, type Dirent, lstatSync, opendirSync, type Stats } from 'node:fs';
import { fileSigns } from '../../detect/file-signs.ts';
import { LIMITS } from '../../model/limits.ts';
import {
  contentTypeOf,
  EMPTY,
  HEAD_BYTES,
  ISO_VOLUME,
  isVolume,
  mayBeVolume,
  UNKNOWN,
  VOLUME_BYTES,
  VOLUME_OFFSET,
} from '../../sources/files/content-type.ts';
import { readAt, type Unread, withFile } from './open-file.ts';
import { forSystem, joined, type RawPath } from './raw-path.ts';
import { standIn } from './stand-in.ts';
import { type Known, WalkBlockReader, WalkBlockWriter } from './walk-block.ts';
import type {
  FolderPart,
  FolderTask,
  LinkedFile,
  OwnerSum,
  SignedFile,
  Unreadable,
  WalkSettings,
} from './walk-words.ts';

/** Gives the blocks of the last run, part by part. */
export type OldBlock = (part: number) => Uint8Array | null;

export class FolderReader {
  readonly #settings: WalkSettings;
  readonly #signs: ReturnType<typeof fileSigns>;
  readonly #ignore: readonly RegExp[];
  readonly #barred: ReadonlySet<string>;
  readonly #head = new Uint8Array(HEAD_BYTES);
  readonly #volume = new Uint8Array(VOLUME_BYTES);
  readonly #block = new WalkBlockWriter(LIMITS.auditPartNames);
  #task!: FolderTask;
  #old = new WalkBlockReader(new Uint8Array(0));
  #part = emptyPart('' as RawPath);

  constructor(settings: WalkSettings) {
    this.#settings = settings;
    this.#signs = fileSigns(settings.rules);
    this.#ignore = settings.ignore.map((pattern) => new RegExp(pattern));
    this.#barred = new Set(settings.barred);
  }

  /** The folder in parts of at most LIMITS.auditPartNames names, the last marked so. */
  *parts(task: FolderTask, oldBlock: OldBlock): Generator<FolderPart> {
    this.#task = task;
    this.#part = emptyPart(task.path);
    const refused = standIn(task);
    if (refused === null) yield* this.#list(oldBlock);
    else this.#part.unreadable.push({ path: task.path, why: refused });
    yield this.#taken(true);
  }

  *#list(oldBlock: OldBlock): Generator<FolderPart> {
    let number = 0;
    this.#old = readerOf(oldBlock(number));
    let folder: Dir | null = null;
    try {
      folder = opendirSync('.', { encoding: 'latin1' as BufferEncoding, bufferSize: 512 });
      let names = 0;
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (++names > LIMITS.auditPartNames) {
          yield this.#taken(false);
          this.#old = readerOf(oldBlock(++number));
          names = 1;
        }
        this.#entry(entry);
      }
    } catch (cause) {
      this.#part.unreadable.push({ path: this.#task.path, why: folderReason(cause) });
    } finally {
      folder?.closeSync();
    }
  }

  #taken(last: boolean): FolderPart {
    const part = this.#part;
    this.#part = emptyPart(this.#task.path);
    return { ...part, owners: [...part.owners.values()], block: this.#block.take(), last };
  }

  #entry(entry: Dirent): void {
    const path = joined(this.#task.path, entry.name);
    if (this.#isIgnored(path)) this.#part.ignored++;
    else if (entry.isFile()) this.#file(entry.name, path);
    else if (entry.isDirectory()) this.#folder(entry.name, path);
    // Some file systems do not tell what a name is.
    else if (!isTold(entry)) this.#untold(entry.name, path);
    else this.#part.special++;
  }

  #isIgnored(path: RawPath): boolean {
    if (this.#ignore.length === 0) return false;
    const below = path.slice(this.#task.rootChars);
    return this.#ignore.some((pattern) => pattern.test(below));
  }

  #untold(name: string, path: RawPath): void {
    const found = this.#status(name, path);
    if (found?.isFile()) this.#listed(name, path, found);
    else if (found?.isDirectory()) this.#enter(path, found);
    else if (found) this.#part.special++;
  }

  #folder(name: string, path: RawPath): void {
    if (this.#barred.has(path)) this.#part.unreadable.push({ path, why: 'no-storage' });
    else {
      const found = this.#status(name, path);
      if (found?.isDirectory()) this.#enter(path, found);
    }
  }

  #enter(path: RawPath, { dev, ino }: Stats): void {
    const { oneFileSystem } = this.#settings;
    if (oneFileSystem && dev !== this.#task.rootDev)
      this.#part.unreadable.push({ path, why: 'other-device' });
    // The system takes no longer path at once (limits.h: PATH_MAX).
    else if (path.length >= LIMITS.auditPathBytesMax)
      this.#part.unreadable.push({ path, why: 'too-long' });
    else this.#part.folders.push({ path, dev, ino });
  }

  #file(name: string, path: RawPath): void {
    const found = this.#status(name, path);
    if (found?.isFile()) this.#listed(name, path, found);
  }

  /** Null when it vanished, or may not be asked about. */
  #status(name: string, path: RawPath): Stats | null {
    try {
      return lstatSync(forSystem(name), { throwIfNoEntry: false }) ?? this.#gone(path);
    } catch (cause) {
      this.#part.unreadable.push({ path, why: folderReason(cause) });
      return null;
    }
  }

  #gone(path: RawPath): null {
    this.#part.unreadable.push({ path, why: 'gone' });
    return null;
  }

  #listed(name: string, path: RawPath, found: Stats): void {
    const part = this.#part;
    const { size: bytes, ino: inode, ctimeMs: changed, mtimeMs: modified, uid: owner } = found;
    part.files++;
    const allocated = found.blocks * 512;
    const known = { inode, bytes, changed, modified };
    const type = this.#typeOf(name, path, found, known);
    const { dev } = found;
    if (found.nlink > 1) part.linked.push({ key: `${dev}:${inode}`, owner, bytes, allocated });
    else this.#count(owner, bytes, allocated);
    const signs = this.#signs(name, type, bytes);
    if (signs !== 0)
      part.signed.push({
        ...{ path, dev, ino: inode, bytes, allocated, owner, modified, changed, type, signs },
      });
  }

  #count(owner: number, bytes: number, allocated: number): void {
    let sum = this.#part.owners.get(owner);
    if (sum === undefined) {
      sum = { owner, files: 0, bytes: 0, allocated: 0 };
      this.#part.owners.set(owner, sum);
    }
    sum.files++;
    sum.bytes += bytes;
    sum.allocated += allocated;
  }

  /** What it was last time when nothing changed; else its first bytes are read. */
  #typeOf(name: string, path: RawPath, found: Stats, known: Known): number {
    const before = this.#old.typeOf(known);
    const type = before >= 0 ? before : this.#readType(name, path, found);
    // A file that is written at this moment may be written again within the same tick of the clock.
    const settled = known.changed < this.#settings.began - LIMITS.auditSettledMs;
    if (type >= 0 && settled) this.#block.add(known, type);
    return type >= 0 ? type : UNKNOWN;
  }

  /** -1 when it could not be read. */
  #readType(name: string, path: RawPath, found: Stats): number {
    if (found.size === 0) return EMPTY;
    this.#part.read++;
    const { touch } = this.#settings;
    const type = withFile(name, found, touch, (file) => {
      const head = this.#head.subarray(0, readAt(file, this.#head, 0));
      const told = contentTypeOf(head, found.size);
      if (!mayBeVolume(head, told, found.size)) return told;
      return readAt(file, this.#volume, VOLUME_OFFSET) === VOLUME_BYTES && isVolume(this.#volume)
        ? ISO_VOLUME
        : told;
    });
    if (typeof type === 'number') return type;
    this.#part.unreadable.push({ path, why: type });
    return -1;
  }
}

const isTold = (entry: Dirent): boolean =>
  entry.isSymbolicLink() ||
  entry.isFIFO() ||
  entry.isSocket() ||
  entry.isCharacterDevice() ||
  entry.isBlockDevice();

const readerOf = (block: Uint8Array | null): WalkBlockReader =>
  new WalkBlockReader(block ?? new Uint8Array(0));

const folderReason = (cause: unknown): Unread => {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESTALE' ? 'gone' : 'failed';
};

const emptyPart = (path: RawPath) => ({
  kind: 'part' as const,
  path,
  folders: [] as Pick<FolderTask, 'path' | 'dev' | 'ino'>[],
  signed: [] as SignedFile[],
  linked: [] as LinkedFile[],
  owners: new Map<number, OwnerSum>(),
  unreadable: [] as Unreadable[],
  files: 0,
  read: 0,
  ignored: 0,
  special: 0,
});
