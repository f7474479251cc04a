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

export class WalkBlockWriter {
  readonly #rows: (Known & { readonly type: number })[] = [];

  add(known: Known, type: number): void {
    this.#rows.push({ ...pick(known), type });
  }

  /** The block of what was added; then it begins anew. */
  take(): Uint8Array {
    const rows = this.#rows.splice(0);
    const buffer = new ArrayBuffer(HEAD + rows.length * ROW);
    new DataView(buffer).setUint32(0, rows.length, true);
    const columns = columnsOf(buffer, rows.length);
    rows.forEach((row, i) => {
      columns.inode[i] = row.inode;
      columns.bytes[i] = row.bytes;
      columns.changed[i] = row.changed;
      columns.modified[i] = row.modified;
      columns.type[i] = row.type;
    });
    return new Uint8Array(buffer);
  }
}

const pick = ({ inode, bytes, changed, modified }: Known): Known => ({
  inode,
  bytes,
  changed,
  modified,
});

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
