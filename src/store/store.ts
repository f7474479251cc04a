// The state directory: one DuckDB file for all runs, and beside it the last report as JSON (docs/adr/0011).

import { link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseHistory, Store } from '../model/ports.ts';
import { type Report, reportSchema } from '../model/report.ts';
import type { Kept, Learned } from '../model/run.ts';
import { DuckBaselines } from './baselines.ts';
import { DuckCaseHistory } from './case-history.ts';
import { Database } from './database.ts';
import { DuckIdentities } from './identities.ts';
import { keepRun } from './keep-run.ts';
import { DuckListeners } from './listeners.ts';
import { digestOf, FileReportStore } from './report-store.ts';
import { DuckRuns } from './runs.ts';
import { migrate } from './schema.ts';
import { writeFault } from './state-faults.ts';

export const DATABASE_FILE = 'peerwarden.duckdb';

/**
 * Opens the state of `folder`, and begins one where there is none. It stays this run's until it is closed.
 * @throws PeerwardenError PW_STATE_BUSY, PW_STATE_NEWER, PW_STATE_DAMAGED, PW_STATE_UNREADABLE, PW_STATE_UNWRITTEN
 */
export const openStore = async (folder: string): Promise<Store> => {
  const path = join(folder, DATABASE_FILE);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await exists(path))) await begin(path);
  } catch (cause) {
    throw writeFault(cause, folder);
  }
  const database = await Database.open(path);
  const store = new DuckStore(database, new FileReportStore(folder));
  try {
    await migrate(database);
    await store.recover();
    return store;
  } catch (fault) {
    await store.close();
    throw fault;
  }
};

class DuckStore implements Store {
  readonly baselines: DuckBaselines;
  readonly identities: DuckIdentities;
  readonly cases: CaseHistory;
  readonly runs: DuckRuns;
  readonly listeners: DuckListeners;
  readonly reports: FileReportStore;
  readonly #database: Database;

  constructor(database: Database, reports: FileReportStore) {
    this.#database = database;
    this.reports = reports;
    this.baselines = new DuckBaselines(database);
    this.identities = new DuckIdentities(database);
    this.cases = new DuckCaseHistory(database);
    this.runs = new DuckRuns(database);
    this.listeners = new DuckListeners(database);
  }

  // The report is on the disk before the run is kept, and takes its place after: a kill in between loses neither.
  async keep(report: Report, learned?: Learned): Promise<Kept> {
    const prepared = await this.reports.prepare(report);
    let kept: Kept;
    try {
      kept = await keepRun(this.#database, report, prepared.sha256, learned);
    } catch (fault) {
      await prepared.discard();
      throw fault;
    }
    await prepared.publish();
    return kept;
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Ends what a killed run began, and takes in the report of a version that kept nothing else. */
  async recover(): Promise<void> {
    const [last] = await this.runs.last(1);
    await this.reports.recover(last?.reportSha256 ?? null);
    const text = last === undefined ? await this.reports.text() : null;
    const report = text === null ? null : reportIn(text);
    if (text !== null && report !== null) await keepRun(this.#database, report, digestOf(text));
  }
}

/** What is no report now is told by those who read it. */
const reportIn = (text: string): Report | null => {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** A new database takes its name when it is whole; when another run was faster, that one's stands. */
const begin = async (path: string): Promise<void> => {
  const made = `${path}.${process.pid}.new`;
  await rm(made, { force: true });
  try {
    const database = await Database.open(made);
    await migrate(database).finally(() => database.close());
    await link(made, path).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      // File systems without hard links.
      await rename(made, path);
    });
  } finally {
    await rm(made, { force: true });
    await rm(`${made}.wal`, { force: true });
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
};
