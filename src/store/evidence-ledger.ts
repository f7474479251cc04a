// Which evidence was counted before. The same bytes count once, whatever they are called; a file that has grown since (a
// log that is still written to) counts in place of its shorter self.

import type { Report } from '../model/report.ts';
import type { Cell, Database, Row } from './database.ts';
import { msOf } from './runs.ts';

type ReportEvidence = Report['evidence'][number];

export interface EvidenceLedger {
  /** Number of the piece of evidence that `evidence[]` of the report has at this index; null without a digest. */
  numberOf(index: number): number | null;
  /** False when its volumes were counted before. */
  counts(index: number): boolean;
  /** The days up to this one (since the epoch) of a grown file are counted already, and its shorter self cannot be taken back. */
  countedUntilDay(index: number): number;
  readonly countedBefore: readonly string[];
}

interface Entry {
  readonly number: number;
  readonly counts: boolean;
  readonly countedUntilDay: number;
}

export const keepEvidence = async (
  database: Database,
  evidence: readonly ReportEvidence[],
): Promise<EvidenceLedger> => {
  const known = new Map(
    (await database.rows('SELECT * FROM evidence')).map((row) => [row['sha256'] as string, row]),
  );
  const folded = Number((await database.value('SELECT max(day)::INTEGER FROM days')) ?? -Infinity);
  let next = 1 + Number(await database.value('SELECT coalesce(max(evidence), 0) FROM evidence'));
  const entries = new Map<string, Entry>();
  const fresh: Cell[][] = [];
  const replaced: number[] = [];
  for (const one of evidence) {
    if (one.sha256 === null || entries.has(one.sha256)) continue;
    const before = known.get(one.sha256);
    if (before) {
      entries.set(one.sha256, {
        number: before['evidence'] as number,
        counts: false,
        countedUntilDay: -Infinity,
      });
      continue;
    }
    const shorter = [...known.values()].filter((row) => hasGrown(row, one));
    replaced.push(...shorter.map((row) => row['evidence'] as number));
    entries.set(one.sha256, {
      number: next,
      counts: true,
      countedUntilDay: shorter.length > 0 ? folded : -Infinity,
    });
    fresh.push(rowOf(next++, one));
  }
  await database.append('evidence', fresh);
  for (const number of replaced) await takeBack(database, number);
  return ledgerOf(evidence, entries);
};

const ledgerOf = (
  evidence: readonly ReportEvidence[],
  entries: ReadonlyMap<string, Entry>,
): EvidenceLedger => {
  const byIndex = evidence.map(({ sha256 }) =>
    sha256 === null ? null : (entries.get(sha256) ?? null),
  );
  return {
    numberOf: (index) => byIndex[index]?.number ?? null,
    counts: (index) => byIndex[index]?.counts ?? false,
    countedUntilDay: (index) => byIndex[index]?.countedUntilDay ?? -Infinity,
    countedBefore: [...entries].filter(([, { counts }]) => !counts).map(([sha256]) => sha256),
  };
};

/** Same file, same beginning, more of it. */
const hasGrown = (before: Row, now: ReportEvidence): boolean =>
  before['path'] === now.path &&
  before['format'] === now.format &&
  before['first_seen'] !== null &&
  before['first_seen'] === msOf(now.firstSeen) &&
  (before['bytes'] as number) < now.bytes &&
  (before['records'] as number) <= now.records &&
  (before['last_seen'] as number) <= (msOf(now.lastSeen) ?? 0);

const takeBack = async (database: Database, evidence: number): Promise<void> => {
  await database.run('DELETE FROM hours WHERE evidence = $evidence', { evidence });
  await database.run('DELETE FROM identities WHERE evidence = $evidence', { evidence });
};

const rowOf = (number: number, one: ReportEvidence): Cell[] => [
  number,
  one.sha256,
  one.path,
  one.format,
  one.bytes,
  one.records,
  msOf(one.firstSeen),
  msOf(one.lastSeen),
];
