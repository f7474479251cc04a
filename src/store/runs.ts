// Runs, and the evidence that each was given.

import type { Runs } from '../model/ports.ts';
import type { Report } from '../model/report.ts';
import type { Run, RunEvidence } from '../model/run.ts';
import { type Cell, type Database, type Row, rowsBy } from './database.ts';

export class DuckRuns implements Runs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  last(count: number): Promise<Run[]> {
    return this.#database.alone(async () => {
      const asked = { count: Math.max(0, Math.floor(count)) };
      const runs = await this.#database.rows(
        'SELECT * FROM runs ORDER BY run DESC LIMIT $count',
        asked,
      );
      const evidence = await this.#database.rows(
        `SELECT * FROM run_evidence
          WHERE run IN (SELECT run FROM runs ORDER BY run DESC LIMIT $count) ORDER BY run, position`,
        asked,
      );
      const byRun = rowsBy(evidence, 'run');
      return runs.map((row) => runOf(row, (byRun.get(row['run']!) ?? []).map(evidenceOf)));
    });
  }

  counted(sha256s: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#database.alone(async () => {
      const wanted = new Set(sha256s);
      const rows = await this.#database.rows('SELECT sha256 FROM evidence');
      return new Set(rows.map(({ sha256 }) => String(sha256)).filter((one) => wanted.has(one)));
    });
  }
}

/** Returns the run's number. */
export const insertRun = async (
  database: Database,
  report: Report,
  reportSha256: string,
): Promise<number> => {
  const run = Number(await database.value('SELECT coalesce(max(run), 0)::INTEGER + 1 FROM runs'));
  await database.append('runs', [
    [
      run,
      Date.parse(report.created),
      report.tool.version,
      reportSha256,
      msOf(report.period?.from),
      msOf(report.period?.until),
      report.complete,
    ],
  ]);
  await database.append(
    'run_evidence',
    report.evidence.map((one, position): Cell[] => [
      run,
      position,
      one.path,
      one.format,
      one.sha256,
      one.bytes,
      one.records,
      msOf(one.firstSeen),
      msOf(one.lastSeen),
    ]),
  );
  return run;
};

export const msOf = (time: string | null | undefined): number | null =>
  time == null ? null : Date.parse(time);

const runOf = (row: Row, evidence: readonly RunEvidence[]): Run => ({
  run: row['run'] as number,
  at: row['created'] as number,
  toolVersion: row['tool_version'] as string,
  reportSha256: row['report_sha256'] as string,
  from: row['from_ms'] as number | null,
  until: row['until_ms'] as number | null,
  complete: row['complete'] as boolean,
  evidence,
});

const evidenceOf = (row: Row): RunEvidence => ({
  path: row['path'] as string,
  format: row['format'] as string,
  sha256: row['sha256'] as string | null,
  bytes: row['bytes'] as number,
  records: row['records'] as number,
  firstSeen: row['first_seen'] as number | null,
  lastSeen: row['last_seen'] as number | null,
});
