// Rows of a table in an SQLite 3 database, read where they lie: no SQL, no indexes, nothing written, nothing executed.
//
//   header (100 bytes) ─► page 1: sqlite_schema ─► root page of the table ─► interior pages ─► leaves ─► records
//
// Source: sqlite.org/fileformat2.html. What stands only in a journal beside the file (`-wal`) is not read: a program
// that ended in order has none.

import { ascii, matchesAt } from './ascii.ts';
import { u16, u32 } from './big-endian.ts';

export type SqliteValue = null | number | string | Uint8Array;

export interface SqliteRow {
  readonly id: number;
  readonly values: readonly SqliteValue[];
}

const MAGIC = ascii('SQLite format 3\u0000');
const LEAF = 13;
const INTERIOR = 5;
const HEADER_BYTES = 100;
/** 2^16 pages below each other need far fewer levels. */
const DEPTH_MAX = 20;
/** Columns of a record that are read. */
const COLUMNS_MAX = 128;

export const isSqlite = (head: Uint8Array): boolean => matchesAt(head, 0, head.length, MAGIC);

export class SqliteFile {
  readonly #bytes: Uint8Array;
  readonly #pageBytes: number;
  readonly #usable: number;
  readonly #utf16: 'utf-16le' | 'utf-16be' | null;
  /** Pages that may still be visited: hostile files point in circles. */
  #pagesLeft: number;
  /** True when something could not be read. */
  damaged = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const sound = isSqlite(bytes) && bytes.length >= HEADER_BYTES;
    const pageBytes = sound ? u16(bytes, 16) : 0;
    this.#pageBytes = pageBytes === 1 ? 65_536 : pageBytes;
    this.#usable = this.#pageBytes - (bytes[20] ?? 0);
    const encoding = sound ? u32(bytes, 56) : 1;
    this.#utf16 = encoding === 2 ? 'utf-16le' : encoding === 3 ? 'utf-16be' : null;
    this.damaged = !sound || this.#pageBytes < 512 || this.#usable < 480;
    // Every page once for its place in the tree, and once more as an overflow page.
    this.#pagesLeft = this.damaged ? 0 : 2 * Math.ceil(bytes.length / this.#pageBytes);
  }

  /** Column names of a table in their order; null when it has none of this name. */
  table(name: string): { columns: readonly string[]; root: number } | null {
    let found: { columns: readonly string[]; root: number } | null = null;
    this.rows(1, ({ values: [type, own, , root, sql] }) => {
      if (type === 'table' && own === name && typeof root === 'number' && typeof sql === 'string')
        found = { columns: columnsOf(sql), root };
      return found === null;
    });
    return found;
  }

  /** Visits the rows of the table whose tree begins at `root`, in order, until `visit` returns false. */
  rows(root: number, visit: (row: SqliteRow) => boolean): void {
    this.#page(root, 0, visit);
  }

  #page(number: number, depth: number, visit: (row: SqliteRow) => boolean): boolean {
    const start = (number - 1) * this.#pageBytes;
    if (this.damaged && this.#pageBytes === 0) return false;
    if (number < 1 || depth > DEPTH_MAX || start + this.#pageBytes > this.#bytes.length)
      return this.#broken();
    if (--this.#pagesLeft < 0) return this.#broken();
    const header = start + (number === 1 ? HEADER_BYTES : 0);
    const kind = this.#bytes[header]!;
    if (kind !== LEAF && kind !== INTERIOR) return this.#broken();
    const cells = u16(this.#bytes, header + 3);
    const pointers = header + (kind === LEAF ? 8 : 12);
    for (let i = 0; i < cells && pointers + 2 * i + 2 <= start + this.#pageBytes; i++) {
      const cell = start + u16(this.#bytes, pointers + 2 * i);
      if (cell + 4 > start + this.#pageBytes) return this.#broken();
      const more =
        kind === LEAF
          ? this.#leafCell(cell, start + this.#pageBytes, visit)
          : this.#page(u32(this.#bytes, cell), depth + 1, visit);
      if (!more) return false;
    }
    return kind === LEAF || this.#page(u32(this.#bytes, header + 8), depth + 1, visit);
  }

  #broken(): boolean {
    this.damaged = true;
    return true;
  }

  #leafCell(at: number, end: number, visit: (row: SqliteRow) => boolean): boolean {
    const size = varint(this.#bytes, at, end);
    const id = varint(this.#bytes, size.next, end);
    const payload = this.#payload(id.next, end, size.value);
    if (payload === null) return this.#broken();
    const values = record(payload, this.#utf16);
    if (values === null) return this.#broken();
    return visit({ id: id.value, values });
  }

  /** A record too long for its page goes on in a chain of overflow pages. */
  #payload(at: number, end: number, size: number): Uint8Array | null {
    const most = this.#usable - 35;
    if (size <= most) return at + size <= end ? this.#bytes.subarray(at, at + size) : null;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const rest = least + ((size - least) % (this.#usable - 4));
    const local = rest <= most ? rest : least;
    if (at + local + 4 > end || size > this.#bytes.length) return null;
    const whole = new Uint8Array(size);
    whole.set(this.#bytes.subarray(at, at + local));
    let filled = local;
    let next = u32(this.#bytes, at + local);
    while (filled < size) {
      const start = (next - 1) * this.#pageBytes;
      if (next < 1 || start + this.#pageBytes > this.#bytes.length || --this.#pagesLeft < 0)
        return null;
      const take = Math.min(size - filled, this.#usable - 4);
      whole.set(this.#bytes.subarray(start + 4, start + 4 + take), filled);
      filled += take;
      next = u32(this.#bytes, start);
    }
    return whole;
  }
}

/** Big-endian groups of seven bits, at most nine bytes; beyond 2^53 the nearest double. */
const varint = (bytes: Uint8Array, at: number, end: number): { value: number; next: number } => {
  let value = 0;
  for (let i = 0; i < 9 && at + i < end; i++) {
    const byte = bytes[at + i]!;
    if (i === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return { value: 0, next: end };
};

const record = (bytes: Uint8Array, utf16: 'utf-16le' | 'utf-16be' | null): SqliteValue[] | null => {
  const header = varint(bytes, 0, bytes.length);
  if (header.value > bytes.length) return null;
  const values: SqliteValue[] = [];
  let at = header.next;
  let body = header.value;
  while (at < header.value && values.length < COLUMNS_MAX) {
    const type = varint(bytes, at, header.value);
    at = type.next;
    const size = sizeOf(type.value);
    if (body + size > bytes.length) return null;
    values.push(columnValue(bytes, body, size, type.value, utf16));
    body += size;
  }
  return values;
};

const FIXED_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

const sizeOf = (type: number): number =>
  type < 12 ? (FIXED_BYTES[type] ?? 0) : Math.floor((type - 12) / 2);

const columnValue = (
  bytes: Uint8Array,
  at: number,
  size: number,
  type: number,
  utf16: 'utf-16le' | 'utf-16be' | null,
): SqliteValue => {
  if (type >= 12) {
    const piece = bytes.subarray(at, at + size);
    return type % 2 === 0 ? piece : new TextDecoder(utf16 ?? 'utf-8').decode(piece);
  }
  if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0);
  if (type >= 1 && type <= 6) return signed(bytes, at, size);
  if (type === 8) return 0;
  return type === 9 ? 1 : null;
};

const signed = (bytes: Uint8Array, at: number, size: number): number => {
  let value = bytes[at]! >= 0x80 ? -1 : 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes[at + i]!;
  return value;
};

/** `CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, UNIQUE(a))` → a, b. Brackets inside brackets are stepped over. */
const columnsOf = (sql: string): string[] => {
  const columns: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of sql.slice(sql.indexOf('('), SQL_CHARS_MAX)) {
    if (character === ')') depth--;
    if (depth === 1 && character === ',') {
      columns.push(part);
      part = '';
    } else if (depth >= 1) part += character;
    if (character === '(') depth++;
    if (depth === 0) break;
  }
  columns.push(part);
  return columns
    .map((column) => /^\s*(?:[`"[](.*?)[`"\]]|(\w+))/.exec(column))
    .map((match) => match?.[1] ?? match?.[2] ?? '')
    .filter((column) => !/^(?:UNIQUE|PRIMARY|CHECK|FOREIGN|CONSTRAINT)$/i.test(column));
};

const SQL_CHARS_MAX = 16_384;
