// What is kept how long. Time is the evidence's: old evidence that is analysed today is not old to itself, and a sensor whose
// clock runs ahead makes nothing old. Runs and cases go by the clock of the runs.

import { LIMITS } from '../model/limits.ts';
import { DAY_MS } from '../model/time.ts';
import { dayOf } from '../model/volume.ts';
import type { Database } from './database.ts';

/** Rows that are kept of each; tests take fewer. */
export const ROWS_MAX = {
  hours: LIMITS.hourVolumesMax as number,
  subjects: LIMITS.volumeSubjectsMax as number,
  evidence: LIMITS.countedEvidenceMax as number,
  identities: LIMITS.identitiesMax as number,
  runs: LIMITS.runsMax as number,
  caseRuns: LIMITS.caseRunsMax as number,
};
type RowsMax = Readonly<typeof ROWS_MAX>;

/** Bounds of what is kept, epoch ms. */
export interface Horizon {
  /** Later is in the future of the run. */
  readonly latest: number;
  /** Earlier volumes and identities are not kept at all. */
  readonly volumesFrom: number;
  readonly identitiesFrom: number;
  /** Whole days before this one (since the epoch) are kept as days, not as hours. */
  readonly hoursFromDay: number;
}

export const horizonOf = async (database: Database, at: number): Promise<Horizon> => {
  const latest = at + DAY_MS;
  const newest = await database.value(
    'SELECT max(last_seen) FROM evidence WHERE last_seen <= $latest',
    { latest },
  );
  const end = Number(newest ?? at);
  return {
    latest,
    volumesFrom: end - LIMITS.dayVolumesDays * DAY_MS,
    identitiesFrom: end - LIMITS.identityDays * DAY_MS,
    hoursFromDay: dayOf(end) - LIMITS.hourVolumesDays,
  };
};

export const forgetOld = async (
  database: Database,
  at: number,
  rowsMax: RowsMax = ROWS_MAX,
): Promise<void> => {
  const horizon = await horizonOf(database, at);
  await forgetVolumes(database, horizon, rowsMax);
  await forgetIdentities(database, horizon, rowsMax);
  await forgetRuns(database, at, rowsMax);
};

const forgetVolumes = async (
  database: Database,
  horizon: Horizon,
  rowsMax: RowsMax,
): Promise<void> => {
  await foldHours(database, horizon.hoursFromDay);
  const rows = await sizeOf(database, 'hours');
  if (rows > rowsMax.hours) {
    const hour = await database.value(
      'SELECT hour FROM hours ORDER BY hour DESC LIMIT 1 OFFSET $offset',
      { offset: rowsMax.hours },
    );
    await foldHours(database, Math.floor(Number(hour) / 24) + 1);
  }
  await database.run('DELETE FROM days WHERE day < $day', { day: dayOf(horizon.volumesFrom) });
  await database.run(
    'DELETE FROM evidence WHERE last_seen < $from OR evidence <= (SELECT max(evidence) FROM evidence) - $max',
    { from: horizon.volumesFrom, max: rowsMax.evidence },
  );
  await forgetSubjects(database, horizon, rowsMax);
};

/** Hours before the day become sums of days. */
const foldHours = async (database: Database, day: number): Promise<void> => {
  const before = { hour: day * 24 };
  await database.run(
    `INSERT INTO days
       SELECT subject, (hour // 24)::INTEGER AS day, sum(border_out), sum(border_in), sum(internal_out), sum(internal_in)
         FROM hours WHERE hour < $hour GROUP BY ALL`,
    before,
  );
  await database.run('DELETE FROM hours WHERE hour < $hour', before);
};

/** The longest silent go first; of those, who came last: a flood of invented addresses drives out itself. */
const forgetSubjects = async (
  database: Database,
  horizon: Horizon,
  rowsMax: RowsMax,
): Promise<void> => {
  const gone = await database.rows(
    `DELETE FROM subjects WHERE last_hour < $hour OR subject IN (
       SELECT subject FROM subjects ORDER BY last_hour DESC, first_hour, subject OFFSET $max)
     RETURNING subject`,
    { hour: dayOf(horizon.volumesFrom) * 24, max: rowsMax.subjects },
  );
  // Reads all of both tables.
  if (gone.length === 0) return;
  for (const table of ['hours', 'days'])
    await database.run(`DELETE FROM ${table} WHERE subject NOT IN (SELECT subject FROM subjects)`);
};

const forgetIdentities = async (
  database: Database,
  horizon: Horizon,
  rowsMax: RowsMax,
): Promise<void> => {
  await database.run(
    `DELETE FROM identities WHERE coalesce(until_ms, from_ms) < $from
        OR evidence NOT IN (SELECT evidence FROM evidence)`,
    { from: horizon.identitiesFrom },
  );
  const rows = await sizeOf(database, 'identities');
  if (rows <= rowsMax.identities) return;
  const end = await database.value(
    'SELECT coalesce(until_ms, from_ms) AS ended FROM identities ORDER BY ended DESC LIMIT 1 OFFSET $offset',
    { offset: rowsMax.identities },
  );
  await database.run('DELETE FROM identities WHERE coalesce(until_ms, from_ms) <= $end', { end });
};

const sizeOf = async (database: Database, table: 'hours' | 'identities'): Promise<number> =>
  Number(await database.value(`SELECT count(*)::DOUBLE FROM ${table}`));

const forgetRuns = async (database: Database, at: number, rowsMax: RowsMax): Promise<void> => {
  await database.run(
    `DELETE FROM runs WHERE created < $from OR run <= (SELECT max(run) FROM runs) - $max`,
    { from: at - LIMITS.runsDays * DAY_MS, max: rowsMax.runs },
  );
  const oldest = await database.value(
    'SELECT run FROM case_runs ORDER BY run DESC LIMIT 1 OFFSET $offset',
    { offset: rowsMax.caseRuns },
  );
  await database.run(
    'DELETE FROM case_runs WHERE run NOT IN (SELECT run FROM runs) OR run <= $oldest',
    { oldest: Number(oldest ?? 0) },
  );
  await database.run('DELETE FROM run_evidence WHERE run NOT IN (SELECT run FROM runs)');
  await database.run('DELETE FROM cases WHERE case_id NOT IN (SELECT case_id FROM case_runs)');
};
