// What one audit leaves for the next: the blocks of all folders in one file, with an index behind them. It is written
// beside the last one, and takes its place when it is whole.
//
//   magic and version (16) │ block │ block │ … │ index: [f64 folder, f64 offset, f64 bytes] … │ f64 index at, f64 rows, magic
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CONTENT_TYPES_VERSION } from '../../sources/files/content-types.data.ts';

const MAGIC = 'PWWALK01';
const HEAD_BYTES = 16;
const FOOT_BYTES = 24;
const ROW_BYTES = 24;

/** Place of a block: offset and bytes. */
export type BlockPlace = readonly [offset: number, bytes: number];

/** 53 bits of a folder's path (cyrb53). Two folders with one number cost a second look at their files, nothing else. */
export const folderKey = (path: string): number => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < path.length; i++) {
    const byte = path.charCodeAt(i);
    high = Math.imul(high ^ byte, 2654435761);
    low = Math.imul(low ^ byte, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
};

export class WalkStateReader {
  readonly path: string;
  readonly #file: number;
  readonly #index: Map<number, BlockPlace[]>;

  private constructor(path: string, file: number, index: Map<number, BlockPlace[]>) {
    this.path = path;
    this.#file = file;
    this.#index = index;
  }

  /** Null when there is none, or none that this version understands: then everything is read. */
  static open(path: string): WalkStateReader | null {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return null;
    }
    const index = indexOf(file);
    if (index !== null) return new WalkStateReader(path, file, index);
    closeSync(file);
    return null;
  }

  blocks(folder: number): readonly BlockPlace[] {
    return this.#index.get(folder) ?? [];
  }

  read(place: BlockPlace): Uint8Array {
    return readPlace(this.#file, place);
  }

  folders(): IterableIterator<number> {
    return this.#index.keys();
  }

  close(): void {
    closeSync(this.#file);
  }
}

export const readPlace = (file: number, [offset, bytes]: BlockPlace): Uint8Array => {
  const block = new Uint8Array(bytes);
  return block.subarray(0, readSync(file, block, 0, bytes, offset));
};

const indexOf = (file: number): Map<number, BlockPlace[]> | null => {
  const { size } = fstatSync(file);
  if (size < HEAD_BYTES + FOOT_BYTES) return null;
  const head = readPlace(file, [0, HEAD_BYTES]);
  if (text(head) !== MAGIC || head[8] !== CONTENT_TYPES_VERSION) return null;
  const foot = readPlace(file, [size - FOOT_BYTES, FOOT_BYTES]);
  const [at, rows] = new Float64Array(foot.buffer, 0, 2) as unknown as [number, number];
  const whole = text(foot.subarray(16)) === MAGIC && at + rows * ROW_BYTES === size - FOOT_BYTES;
  if (!whole || rows < 0) return null;
  const cells = new Float64Array(readPlace(file, [at, rows * ROW_BYTES]).buffer);
  const index = new Map<number, BlockPlace[]>();
  for (let row = 0; row < rows; row++) {
    const key = cells[3 * row]!;
    const place: BlockPlace = [cells[3 * row + 1]!, cells[3 * row + 2]!];
    const known = index.get(key);
    if (known === undefined) index.set(key, [place]);
    else known.push(place);
  }
  return index;
};

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, MAGIC.length));

/** Throws what the file system says when it cannot be written. */
export class WalkStateWriter {
  readonly #path: string;
  readonly #part: string;
  readonly #file: number;
  readonly #rows: number[] = [];
  readonly #written = new Set<number>();
  #offset = HEAD_BYTES;

  constructor(path: string) {
    this.#path = path;
    this.#part = `${path}.${process.pid}.part`;
    this.#file = openSync(this.#part, 'w', 0o600);
    const head = new Uint8Array(HEAD_BYTES);
    head.set(Buffer.from(MAGIC));
    head[8] = CONTENT_TYPES_VERSION;
    writeSync(this.#file, head);
  }

  add(folder: number, block: Uint8Array): void {
    this.#written.add(folder);
    this.#rows.push(folder, this.#offset, block.length);
    writeSync(this.#file, block);
    this.#offset += block.length;
  }

  /** Keeps what is known of folders that this run did not come to. */
  addRest(old: WalkStateReader): void {
    for (const folder of old.folders()) {
      if (this.#written.has(folder)) continue;
      for (const place of old.blocks(folder)) this.add(folder, old.read(place));
    }
  }

  finish(): void {
    const cells = Float64Array.from([...this.#rows, this.#offset, this.#rows.length / 3]);
    writeSync(this.#file, new Uint8Array(cells.buffer));
    writeSync(this.#file, Buffer.from(MAGIC));
    closeSync(this.#file);
    renameSync(this.#part, this.#path);
  }

  abandon(): void {
    try {
      closeSync(this.#file);
    } catch {
      // It is closed.
    }
    rmSync(this.#part, { force: true });
  }
}
