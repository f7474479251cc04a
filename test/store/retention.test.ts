// What goes when there is more than is kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/model/time.ts';
import { Database } from '../../src/store/database.ts';
import { forgetOld, ROWS_MAX } from '../../src/store/retention.ts';
import { migrate } from '../../src/store/schema.ts';
import { MONDAY } from './sample-run.ts';

const HOUR = MONDAY / HOUR_MS;

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peerwarden-retention-'));
  database = await Database.open(join(folder, 'store.duckdb'));
  await migrate(database);
  await database.append('evidence', [
    [1, 'a'.repeat(64), 'a.log', 'squid', 1, 1, MONDAY, MONDAY],
    [2, 'b'.repeat(64), 'b.log', 'squid', 1, 1, MONDAY, MONDAY + HOUR_MS],
  ]);
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const forget = (rowsMax: Partial<typeof ROWS_MAX>): Promise<void> =>
  forgetOld(database, MONDAY + HOUR_MS, { ...ROWS_MAX, ...rowsMax });

const all = async (sql: string): Promise<unknown[]> =>
  (await database.rows(sql)).map((row) => Object.values(row).join(' '));

describe('more rows than are kept', () => {
  it('of subjects: the longest silent go, then who came last, with their volumes', async () => {
    await database.append('subjects', [
      [1, 'host', 'silent', HOUR - 9, HOUR - 5],
      [2, 'host', 'old', HOUR - 9, HOUR],
      [3, 'host', 'new', HOUR, HOUR],
      [4, 'host', 'newer', HOUR, HOUR],
    ]);
    for (const subject of [1, 2, 3, 4]) {
      await database.append('hours', [[1, subject, HOUR, 1, 1, 1, 1]]);
      await database.append('days', [[subject, HOUR / 24, 1, 1, 1, 1]]);
    }
    await forget({ subjects: 2 });
    expect(await all('SELECT name FROM subjects ORDER BY name')).toEqual(['new', 'old']);
    for (const table of ['hours', 'days'])
      expect(await all(`SELECT subject FROM ${table} ORDER BY subject`)).toEqual(['2', '3']);
  });

  it('of hours: the oldest become days, and nothing is lost of the days', async () => {
    await database.append('subjects', [[1, 'host', 'h', HOUR - 72, HOUR]]);
    await database.append(
      'hours',
      Array.from({ length: 72 }, (_, at) => [1, 1, HOUR - at, 1, 2, 3, 4]),
    );
    await forget({ hours: 30 });
    expect(await all('SELECT count(*) < 31 AND count(*) > 0 FROM hours')).toEqual(['true']);
    expect(
      await all(
        'SELECT (SELECT sum(internal_in) FROM hours) + (SELECT sum(internal_in) FROM days) = 288',
      ),
    ).toEqual(['true']);
  });

  it('of identities: those go that ended first', async () => {
    await database.append('identities', [
      [1, 'address', '10.20.1.1', 'user', 'ended', MONDAY - 9, MONDAY - 5, false],
      [1, 'address', '10.20.1.1', 'user', 'begun', MONDAY - 8, null, false],
      [1, 'address', '10.20.1.1', 'user', 'long', MONDAY - 9, MONDAY, false],
      [7, 'address', '10.20.1.1', 'user', 'of no evidence', MONDAY - 9, MONDAY, false],
    ]);
    const left = () => all('SELECT right_name FROM identities ORDER BY right_name');
    await forget({});
    expect(await left()).toEqual(['begun', 'ended', 'long']);
    await forget({ identities: 1 });
    expect(await left()).toEqual(['long']);
  });

  it('of runs and of cases in them: the oldest runs go, and cases that no run is left of', async () => {
    for (const run of [1, 2, 3]) {
      await database.append('runs', [[run, MONDAY, '0.1.0', 'x', null, null, true]]);
      await database.append('run_evidence', [[run, 0, 'a', 'squid', null, 1, 1, null, null]]);
      await database.append('case_runs', [[run, `case ${run}`, 0.9, 'open', MONDAY, MONDAY]]);
      await database.append('cases', [[`case ${run}`, MONDAY, MONDAY]]);
    }
    await forget({ runs: 2 });
    expect(await all('SELECT run FROM run_evidence ORDER BY run')).toEqual(['2', '3']);
    expect(await all('SELECT case_id FROM cases ORDER BY 1')).toEqual(['case 2', 'case 3']);
    await forget({ caseRuns: 1 });
    expect(await all('SELECT run FROM runs ORDER BY run')).toEqual(['2', '3']);
    expect(await all('SELECT case_id FROM cases ORDER BY 1')).toEqual(['case 3']);
  });

  it('of evidence: that which was counted first goes', async () => {
    await forget({ evidence: 1 });
    expect(await all('SELECT path FROM evidence')).toEqual(['b.log']);
  });
});
