// Identity intervals: who was who, when, and which evidence says so.

import {
  type IdentityInterval,
  type IdentityLearned,
  NAME_KINDS,
  type Name,
  type NameKind,
  type TimeSpan,
} from '../model/identity-interval.ts';
import type { IdentityIntervals } from '../model/ports.ts';
import type { Cell, Database, Row } from './database.ts';
import { isTooLong, type Keeping } from './left-out.ts';

export class DuckIdentities implements IdentityIntervals {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  of(name: Name, span: TimeSpan, kind?: NameKind): Promise<IdentityInterval[]> {
    return this.#database.alone(async () => {
      const rows = await this.#database.rows(ABOUT, {
        kind: name.kind,
        name: name.value,
        from: span.from,
        until: span.until,
        other_kind: kind ?? null,
      });
      return rows.map((row) => intervalOf(row, name));
    });
  }
}

// A pair that is of one kind on both sides and of one name is found once: from the left.
const ABOUT = `
  SELECT other_kind, other_name, from_ms, until_ms, assumed, e.format, e.sha256
    FROM (SELECT evidence, right_kind AS other_kind, right_name AS other_name, from_ms, until_ms, assumed
            FROM identities WHERE left_kind = $kind AND left_name = $name
          UNION ALL
          SELECT evidence, left_kind, left_name, from_ms, until_ms, assumed
            FROM identities WHERE right_kind = $kind AND right_name = $name
             AND (left_kind <> $kind OR left_name <> $name))
    JOIN evidence e USING (evidence)
   WHERE from_ms <= $until AND (until_ms IS NULL OR until_ms >= $from)
     AND ($other_kind::VARCHAR IS NULL OR other_kind = $other_kind)
   ORDER BY other_kind, other_name, from_ms, until_ms NULLS LAST, e.sha256, assumed`;

export const keepIdentities = async (
  database: Database,
  identities: Iterable<IdentityLearned>,
  keeping: Keeping,
): Promise<void> => {
  await database.run('CREATE OR REPLACE TEMP TABLE learned AS FROM identities LIMIT 0');
  await database.append('learned', rowsOf(identities, keeping));
  await database.run(
    `INSERT INTO identities SELECT DISTINCT * FROM learned WHERE NOT EXISTS (
       FROM identities kept
        WHERE kept.evidence = learned.evidence
          AND kept.left_kind = learned.left_kind AND kept.left_name = learned.left_name
          AND kept.right_kind = learned.right_kind AND kept.right_name = learned.right_name
          AND kept.from_ms = learned.from_ms AND kept.until_ms IS NOT DISTINCT FROM learned.until_ms
          AND kept.assumed = learned.assumed)`,
  );
  await database.run('DROP TABLE learned');
};

function* rowsOf(
  identities: Iterable<IdentityLearned>,
  { ledger, horizon, leftOut }: Keeping,
): Generator<readonly Cell[]> {
  for (const pair of identities) {
    const evidence = ledger.numberOf(pair.evidence);
    const [left, right] = ordered(pair.one, pair.other);
    if (evidence === null) leftOut.add('no digest');
    else if (isTooLong(left.value, right.value)) leftOut.add('too long');
    else if (pair.from > horizon.latest) leftOut.add('in the future');
    else if ((pair.until ?? pair.from) < horizon.identitiesFrom) leftOut.add('too old');
    else {
      const until = Number.isFinite(pair.until) ? pair.until : null;
      const names = [left.kind, left.value, right.kind, right.value];
      yield [evidence, ...names, pair.from, until, pair.assumed ?? false];
    }
  }
}

/** One order for both ways of saying the same. */
const ordered = (one: Name, other: Name): [Name, Name] => {
  const distance =
    NAME_KINDS.indexOf(one.kind) - NAME_KINDS.indexOf(other.kind) ||
    (one.value < other.value ? -1 : 1);
  return distance <= 0 ? [one, other] : [other, one];
};

const intervalOf = (row: Row, one: Name): IdentityInterval => ({
  one,
  other: { kind: row['other_kind'] as NameKind, value: row['other_name'] as string },
  from: row['from_ms'] as number,
  until: row['until_ms'] as number | null,
  ...(row['assumed'] === true && { assumed: true }),
  format: row['format'] as string,
  sha256: row['sha256'] as string,
});
