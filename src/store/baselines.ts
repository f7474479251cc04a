// What is usual, made of the hours when it is asked for: exact medians of eight weeks, nothing to keep up to date.

import type { TimeSpan } from '../model/identity-interval.ts';
import { LIMITS } from '../model/limits.ts';
import type { Baselines } from '../model/ports.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import {
  type DayVolume,
  DIRECTIONS,
  type Direction,
  EPOCH_WEEK_HOUR,
  hourOf,
  type Usual,
  type UsualHour,
  type VolumeSubject,
  WEEK_HOURS,
  weekHourOf,
} from '../model/volume.ts';
import type { Cell, Columns, Database } from './database.ts';
import { wholeHours } from './whole-hours.ts';

export class DuckBaselines implements Baselines {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  usual(asked: Parameters<Baselines['usual']>[0]): Promise<UsualHour[]> {
    return this.#database.alone(async () => {
      const before = hourOf(asked.before);
      const from = before - LIMITS.hourVolumesDays * 24;
      const wanted = asked.weekHours && new Set(asked.weekHours);
      const hours = (await this.#coveredHours(from, before)).filter(
        (hour) => wanted?.has(weekHourOf(hour * HOUR_MS)) ?? true,
      );
      await this.#stage(hours, asked.subjects);
      return usualHoursOf(await this.#database.columns(USUAL, { from, before }));
    });
  }

  days(subject: VolumeSubject, span: TimeSpan): Promise<DayVolume[]> {
    return this.#database.alone(async () => {
      const number = await this.#database.value(
        'SELECT subject FROM subjects WHERE kind = $kind AND name = $name',
        { kind: subject.kind, name: subject.name },
      );
      const rows = await this.#database.rows(DAYS, {
        subject: number,
        from: Math.ceil(span.from / DAY_MS),
        until: Math.floor(span.until / DAY_MS),
      });
      return rows.map((row) => ({
        subject,
        day: (row['day'] as number) * DAY_MS,
        borderOut: row['border_out'] as number,
        borderIn: row['border_in'] as number,
        internalOut: row['internal_out'] as number,
        internalIn: row['internal_in'] as number,
      }));
    });
  }

  async #coveredHours(from: number, before: number): Promise<number[]> {
    const rows = await this.#database.rows(
      'SELECT first_seen, last_seen FROM evidence WHERE first_seen < $before AND last_seen >= $from ORDER BY first_seen',
      { from: from * HOUR_MS, before: before * HOUR_MS },
    );
    const spans = rows.map((row) => ({
      from: row['first_seen'] as number,
      until: row['last_seen'] as number,
    }));
    return wholeHours(spans, from, before);
  }

  /** What is asked about as tables, so that the database knows how much it is. */
  async #stage(hours: readonly number[], subjects?: readonly VolumeSubject[]): Promise<void> {
    const database = this.#database;
    await database.run('CREATE OR REPLACE TEMP TABLE covered (hour INTEGER)');
    await database.append(
      'covered',
      hours.map((hour) => [hour]),
    );
    if (subjects === undefined) {
      await database.run('CREATE OR REPLACE TEMP TABLE chosen AS FROM subjects');
      return;
    }
    await database.run('CREATE OR REPLACE TEMP TABLE asked (kind VARCHAR, name VARCHAR)');
    await database.append(
      'asked',
      subjects.map(({ kind, name }) => [kind, name]),
    );
    await database.run(
      'CREATE OR REPLACE TEMP TABLE chosen AS FROM subjects SEMI JOIN asked USING (kind, name)',
    );
  }
}

const COLUMNS: Readonly<Record<Direction, string>> = {
  borderOut: 'border_out',
  borderIn: 'border_in',
  internalOut: 'internal_out',
  internalIn: 'internal_in',
};
const columns = DIRECTIONS.map((direction) => COLUMNS[direction]);
const forColumns = (make: (column: string) => string): string => columns.map(make).join(', ');

const STATISTICS = forColumns(
  (column) => `
    avg(${column}) AS ${column}_mean, coalesce(stddev_samp(${column}), 0) AS ${column}_deviation,
    median(${column}) AS ${column}_median, mad(${column}) AS ${column}_spread, max(${column}) AS ${column}_most`,
);

// Hours in which a subject was silent have no row: they are the covered hours since it was first seen that are left.
const USUAL = `
  WITH sums AS (
         SELECT subject, hour, ${forColumns((column) => `sum(${column}) AS ${column}`)}
           FROM hours
          WHERE hour >= $from AND hour < $before AND subject IN (SELECT subject FROM chosen)
            AND hour IN (SELECT hour FROM covered)
          GROUP BY subject, hour),
       samples AS (
         SELECT c.subject, (h.hour + ${EPOCH_WEEK_HOUR}) % ${WEEK_HOURS} AS week_hour,
                ${forColumns((column) => `coalesce(sums.${column}, 0) AS ${column}`)}
           FROM chosen c JOIN covered h ON h.hour >= c.first_hour
           LEFT JOIN sums ON sums.subject = c.subject AND sums.hour = h.hour),
       usual AS (
         SELECT subject, week_hour::INTEGER AS week_hour, count(*)::INTEGER AS hours, ${STATISTICS}
           FROM samples GROUP BY subject, week_hour)
  SELECT c.kind, c.name, usual.* FROM usual JOIN chosen c USING (subject) ORDER BY c.kind, c.name, week_hour`;

const DAYS = `
  SELECT day, ${forColumns((column) => `sum(${column}) AS ${column}`)}
    FROM (SELECT (hour // 24)::INTEGER AS day, ${columns.join(', ')} FROM hours
           WHERE subject = $subject AND hour BETWEEN $from::BIGINT * 24 AND $until::BIGINT * 24 + 23
          UNION ALL
          SELECT day, ${columns.join(', ')} FROM days WHERE subject = $subject AND day BETWEEN $from AND $until)
   GROUP BY day HAVING sum(${columns.join(' + ')}) > 0 ORDER BY day`;

const usualHoursOf = (columns: Columns): UsualHour[] => {
  const subjects = new Map<Cell, VolumeSubject>();
  const usual = (column: string) => usualAt(columns, column);
  const directions = [
    usual('border_out'),
    usual('border_in'),
    usual('internal_out'),
    usual('internal_in'),
  ] as const;
  return cellsOf(columns, 'subject').map((number, row) => {
    let subject = subjects.get(number);
    if (subject === undefined) {
      const kind = columns['kind']![row] as VolumeSubject['kind'];
      subject = { kind, name: columns['name']![row] as string };
      subjects.set(number, subject);
    }
    return {
      subject,
      weekHour: columns['week_hour']![row] as number,
      hours: columns['hours']![row] as number,
      borderOut: directions[0](row),
      borderIn: directions[1](row),
      internalOut: directions[2](row),
      internalIn: directions[3](row),
    };
  });
};

const usualAt = (columns: Columns, column: string): ((row: number) => Usual) => {
  const cells = (statistic: string): number[] =>
    cellsOf(columns, `${column}_${statistic}`) as number[];
  const [mean, deviation, median] = [cells('mean'), cells('deviation'), cells('median')];
  const [spread, most] = [cells('spread'), cells('most')];
  return (row) => ({
    mean: mean[row]!,
    deviation: deviation[row]!,
    median: median[row]!,
    spread: spread[row]!,
    most: most[row]!,
  });
};

const cellsOf = (columns: Columns, name: string): readonly Cell[] => columns[name] ?? [];
