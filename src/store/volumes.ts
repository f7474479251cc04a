// Volumes of a run into hours: a row for each subject, hour and piece of evidence.

import { DIRECTIONS, dayOf, type HourVolume, hourOf } from '../model/volume.ts';
import type { Cell, Database } from './database.ts';
import { isTooLong, type Keeping } from './left-out.ts';
import { SubjectNumbers } from './subject-numbers.ts';

export const keepVolumes = async (
  database: Database,
  volumes: Iterable<HourVolume>,
  keeping: Keeping,
): Promise<void> => {
  const subjects = await SubjectNumbers.of(database);
  await database.append('hours', rowsOf(volumes, subjects, keeping));
  await subjects.keep();
};

function* rowsOf(
  volumes: Iterable<HourVolume>,
  subjects: SubjectNumbers,
  keeping: Keeping,
): Generator<readonly Cell[]> {
  const { ledger } = keeping;
  for (const volume of volumes) {
    const evidence = ledger.numberOf(volume.evidence);
    if (evidence === null) keeping.leftOut.add('no digest');
    else if (ledger.counts(volume.evidence) && isKept(volume, keeping)) {
      const hour = hourOf(volume.at);
      const bytes = DIRECTIONS.map((direction) => volume[direction]);
      yield [evidence, subjects.numberOf(volume.subject, hour), hour, ...bytes];
    }
  }
}

const isKept = (
  { at, subject, evidence }: HourVolume,
  { ledger, horizon, leftOut }: Keeping,
): boolean => {
  if (isTooLong(subject.name)) leftOut.add('too long');
  else if (at > horizon.latest) leftOut.add('in the future');
  else if (at < horizon.volumesFrom) leftOut.add('too old');
  else return dayOf(at) > ledger.countedUntilDay(evidence);
  return false;
};
