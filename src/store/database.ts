// A DuckDB file: opened by one process, one statement or transaction after the other, its faults told as ours.
//
// The native module is loaded here, when a file is opened, and nowhere else. DuckDB may touch its own file only: no other
// file, no network, no extension. Its lock is one of the operating system (fcntl), which ends with the process, and which
// ends as well when this process opens and closes the file by other means: never do that while it is open here.

import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LIMITS } from '../model/limits.ts';
import { busyHere, databaseFault, noDatabase } from './state-faults.ts';

/** What a column holds: INTEGER and DOUBLE as numbers, VARCHAR, BOOLEAN. */
export type Cell = number | string | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
export type Columns = Readonly<Record<string, readonly Cell[]>>;

const SETTINGS: Readonly<Record<string, string>> = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  memory_limit: `${Math.floor(LIMITS.storeMemoryBytes / 1e6)}MB`,
  lock_configuration: 'true',
};

/** Files that this process has open: DuckDB's lock does not keep a process from itself. */
const openHere = new Set<string>();

export class Database {
  readonly path: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #key: string;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(
    path: string,
    key: string,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.path = path;
    this.#key = key;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens the file, and makes it where there is none. The folder exists. */
  static async open(path: string): Promise<Database> {
    const { DuckDBInstance } = await nativeModule(path);
    const key = join(realpathSync(dirname(path)), basename(path));
    if (openHere.has(key)) throw busyHere(path);
    openHere.add(key);
    let instance: DuckDBInstance | null = null;
    try {
      instance = await DuckDBInstance.create(path, { ...SETTINGS });
      return new Database(path, key, instance, await instance.connect());
    } catch (cause) {
      instance?.closeSync();
      openHere.delete(key);
      throw databaseFault(cause, path);
    }
  }

  /** Work that nothing else of this store comes between. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** All of the work is kept, or nothing. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN TRANSACTION');
    try {
      const result = await work();
      await this.run('COMMIT');
      return result;
    } catch (fault) {
      // After some faults DuckDB has rolled back itself, and says so: the first fault is what counts.
      await this.run('ROLLBACK').catch(() => {});
      throw fault;
    }
  }

  async run(sql: string, values?: Readonly<Record<string, Cell>>): Promise<void> {
    await this.#guarded(() => this.#connection.run(sql, values && { ...values }));
  }

  async rows(sql: string, values?: Readonly<Record<string, Cell>>): Promise<Row[]> {
    return this.#guarded(async () => {
      const reader = await this.#connection.runAndReadAll(sql, values && { ...values });
      return reader.getRowObjectsJS() as Row[];
    });
  }

  /** For many rows: four times faster, and the values of a column lie together. */
  async columns(sql: string, values?: Readonly<Record<string, Cell>>): Promise<Columns> {
    return this.#guarded(async () => {
      const reader = await this.#connection.runAndReadAll(sql, values && { ...values });
      return reader.getColumnsObjectJS() as Columns;
    });
  }

  /** The only row's only value. */
  async value(sql: string, values?: Readonly<Record<string, Cell>>): Promise<Cell> {
    return Object.values((await this.rows(sql, values))[0] ?? {})[0] ?? null;
  }

  /** Appends rows with the table's columns in their order; many times faster than INSERT. */
  async append(table: string, rows: Iterable<readonly Cell[]>): Promise<void> {
    await this.#guarded(async () => {
      const appender = await this.#connection.createAppender(table);
      try {
        appendAll(appender, rows);
        appender.flushSync();
      } catch (fault) {
        // Rows that wait would be flushed once more, and hide what went wrong.
        appender.clear();
        throw fault;
      }
      appender.closeSync();
    });
  }

  async close(): Promise<void> {
    await this.#turn;
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.closeSync();
    this.#instance.closeSync();
    openHere.delete(this.#key);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('the store is closed');
    try {
      return await work();
    } catch (cause) {
      throw databaseFault(cause, this.path);
    }
  }
}

const nativeModule = async (path: string): Promise<typeof import('@duckdb/node-api')> => {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw noDatabase(path, cause);
  }
};

/** Rows by what they hold in one column, in the order in which it turns up. */
export const rowsBy = (rows: readonly Row[], column: string): Map<Cell, Row[]> => {
  const groups = new Map<Cell, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[column] ?? null);
    if (group) group.push(row);
    else groups.set(row[column] ?? null, [row]);
  }
  return groups;
};

const appendAll = (appender: DuckDBAppender, rows: Iterable<readonly Cell[]>): void => {
  const setters = Array.from({ length: appender.columnCount }, (_, column) =>
    setterOf(appender, String(appender.columnType(column))),
  );
  for (const row of rows) {
    for (let column = 0; column < setters.length; column++) {
      const cell = row[column] ?? null;
      if (cell === null) appender.appendNull();
      else setters[column]!(cell);
    }
    appender.endRow();
  }
};

const setterOf = (appender: DuckDBAppender, type: string): ((cell: Cell) => void) => {
  switch (type) {
    case 'INTEGER':
      return (cell) => appender.appendInteger(cell as number);
    case 'DOUBLE':
      return (cell) => appender.appendDouble(cell as number);
    case 'BOOLEAN':
      return (cell) => appender.appendBoolean(cell as boolean);
    case 'VARCHAR':
      return (cell) => appender.appendVarchar(cell as string);
    default:
      throw new Error(`no column of type ${type} can be appended to`);
  }
};
