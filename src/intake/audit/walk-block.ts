// What a walk remembers of one part of a folder: of each file, enough to tell that it did not change, and what it was.
// Columns behind a count, so that a block is read where it lies:
//
//   u32 count │ u32 zero │ f64 inode … │ f64 bytes … │ f64 changed … │ f64 modified … │ u16 type …
//
// Times are those of the file's content and of its inode; the second cannot be set, so that a file that was written and
// given its old time is read again.

export interface Known {
  readonly inode: number;
  readonly bytes: number;
  /** Milliseconds of st_ctime and st_mtime. */
  readonly changed: number;
  readonly modified: number;
}

const HEAD = 8;
const ROW = 4 * 8 + 2;

/** Rows are written into columns with room for `most`; what is taken is as long as it must be. */
export class WalkBlockWriter {
  readonly #columns: Columns;
  #count = 0;

  constructor(most: number) {
    this.#columns = columnsOf(new ArrayBuffer(HEAD + most * ROW), most);
  }

  add({ inode, bytes, changed, modified }: Known, type: number): void {
    const row = this.#count++;
    this.#columns.inode[row] = inode;
    this.#columns.bytes[row] = bytes;
    this.#columns.changed[row] = changed;
    this.#columns.modified[row] = modified;
    this.#columns.type[row] = type;
  }

  /** The block of what was added; then it begins anew. */
  take(): Uint8Array {
    const count = this.#count;
    this.#count = 0;
    const buffer = new ArrayBuffer(HEAD + count * ROW);
    new DataView(buffer).setUint32(0, count, true);
    const columns = columnsOf(buffer, count);
    columns.inode.set(this.#columns.inode.subarray(0, count));
    columns.bytes.set(this.#columns.bytes.subarray(0, count));
    columns.changed.set(this.#columns.changed.subarray(0, count));
    columns.modified.set(this.#columns.modified.subarray(0, count));
    columns.type.set(this.#columns.type.subarray(0, count));
    return new Uint8Array(buffer);
  }
}

/** Looks files up, mostly in the order in which they were written: a folder is listed in the same order twice. */
export class WalkBlockReader {
  readonly #count: number;
  readonly #columns: Columns;
  #next = 0;
  #byInode: Map<number, number> | null = null;

  /** Bytes that are no block hold nothing. */
  constructor(block: Uint8Array) {
    // Columns of numbers must lie at multiples of their size.
    const copy = block.slice();
    const said = copy.length >= HEAD ? new DataView(copy.buffer).getUint32(0, true) : 0;
    this.#count = copy.length === HEAD + said * ROW ? said : 0;
    this.#columns = columnsOf(this.#count === 0 ? new ArrayBuffer(HEAD) : copy.buffer, this.#count);
  }

  /** Number of the type, when the file is as it was; else -1. */
  typeOf(known: Known): number {
    const { inode, bytes, changed, modified, type } = this.#columns;
    let at = this.#next;
    if (at >= this.#count || inode[at] !== known.inode) {
      this.#byInode ??= new Map(Array.from(inode, (number, i) => [number, i]));
      at = this.#byInode.get(known.inode) ?? -1;
      if (at < 0) return -1;
    }
    this.#next = at + 1;
    const same =
      bytes[at] === known.bytes && changed[at] === known.changed && modified[at] === known.modified;
    return same ? type[at]! : -1;
  }
}

interface Columns {
  readonly inode: Float64Array;
  readonly bytes: Float64Array;
  readonly changed: Float64Array;
  readonly modified: Float64Array;
  readonly type: Uint16Array;
}

const columnsOf = (buffer: ArrayBuffer, count: number): Columns => ({
  inode: new Float64Array(buffer, HEAD, count),
  bytes: new Float64Array(buffer, HEAD + 8 * count, count),
  changed: new Float64Array(buffer, HEAD + 16 * count, count),
  modified: new Float64Array(buffer, HEAD + 24 * count, count),
  type: new Uint16Array(buffer, HEAD + 32 * count, count),
});
