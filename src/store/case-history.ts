// The course of cases: what each run made of them.

import type { CaseHistory } from '../model/ports.ts';
import type { ReportCase } from '../model/report.ts';
import type { CaseInRun, CasePast } from '../model/run.ts';
import { type Cell, type Database, type Row, rowsBy } from './database.ts';

export class DuckCaseHistory implements CaseHistory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(id: string): Promise<CasePast | null> {
    const found = await this.#select('WHERE c.case_id = $id', { id });
    return found[0] ?? null;
  }

  since(since: number): Promise<CasePast[]> {
    return this.#select('WHERE c.last_seen >= $since', { since });
  }

  #select(where: string, values: Readonly<Record<string, Cell>>): Promise<CasePast[]> {
    return this.#database.alone(async () => {
      const rows = await this.#database.rows(
        `SELECT c.case_id, c.first_seen AS case_first, c.last_seen AS case_last, r.created, r.tool_version, r.report_sha256, cr.*
           FROM cases c JOIN case_runs cr ON cr.case_id = c.case_id JOIN runs r ON r.run = cr.run
           ${where} ORDER BY c.case_id, cr.run`,
        values,
      );
      return [...rowsBy(rows, 'case_id').values()].map(pastOf);
    });
  }
}

export const keepCases = async (
  database: Database,
  run: number,
  cases: readonly ReportCase[],
): Promise<void> => {
  await database.append(
    'case_runs',
    cases.map((one): Cell[] => [
      run,
      one.id,
      one.probability,
      one.state,
      Date.parse(one.firstSeen),
      Date.parse(one.lastSeen),
    ]),
  );
  await database.run(
    `MERGE INTO cases USING (
         SELECT case_id, min(first_seen) AS first_seen, max(last_seen) AS last_seen
           FROM case_runs WHERE run = $run GROUP BY case_id) AS seen
       ON cases.case_id = seen.case_id
       WHEN MATCHED THEN UPDATE SET first_seen = least(cases.first_seen, seen.first_seen),
                                    last_seen = greatest(cases.last_seen, seen.last_seen)
       WHEN NOT MATCHED THEN INSERT VALUES (seen.case_id, seen.first_seen, seen.last_seen)`,
    { run },
  );
};

const pastOf = (rows: readonly Row[]): CasePast => ({
  id: rows[0]!['case_id'] as string,
  firstSeen: rows[0]!['case_first'] as number,
  lastSeen: rows[0]!['case_last'] as number,
  runs: rows.map(inRun),
});

const inRun = (row: Row): CaseInRun => ({
  run: row['run'] as number,
  at: row['created'] as number,
  toolVersion: row['tool_version'] as string,
  reportSha256: row['report_sha256'] as string,
  probability: row['probability'] as number,
  state: row['state'] as CaseInRun['state'],
  firstSeen: row['first_seen'] as number,
  lastSeen: row['last_seen'] as number,
});
