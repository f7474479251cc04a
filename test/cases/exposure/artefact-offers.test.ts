// covers: I7
// From the databases that programs wrote to a case's exposure: what a machine offers is known from its disk.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ActivityLedger } from '../../../src/cases/activity-ledger.ts';
import { offersOf } from '../../../src/cases/exposure/artefact-offers.ts';
import { exposureOf } from '../../../src/pipeline/exposure-row.ts';
import { readArtefact } from '../../../src/systems/artefact-readers.ts';
import { databasePath } from '../../systems/databases/kept.ts';

const FROM = {
  source: '10.20.1.11',
  user: 'reed',
  format: 'file-audit',
  origin: { evidence: 0 },
  writtenAt: Date.UTC(2026, 10, 22, 21),
} as const;

const offersIn = (name: string) => {
  const bytes = new Uint8Array(readFileSync(databasePath(name)));
  return [...offersOf(readArtefact(name, bytes)!, FROM)];
};

describe('what a database says is on offer', () => {
  it('shared files and folders, with who and since when', () => {
    const offers = offersIn('ncdc/db.sqlite3');
    expect(offers.map(({ name, path, size }) => [name, path, size]).sort()).toEqual([
      ['downloads', '/tmp/office/nc/dl', undefined],
      ['figures', '/tmp/office/seed', undefined],
      ['holiday.avi', '/tmp/office/seed/holiday.avi', 300_000],
      ['policy.pdf', '/tmp/office/seed/Quarterly figures/policy.pdf', 70_000],
      ['résumé.doc', '/tmp/office/seed/Quarterly figures/résumé.doc', 100_000],
    ]);
    for (const offer of offers) {
      expect(offer).toMatchObject({ source: '10.20.1.11', user: 'reed', system: 'directconnect' });
      expect(offer.at).toBeLessThanOrEqual(FROM.writtenAt);
    }
  });

  it('nothing of what has not begun to load', () => {
    expect(offersIn('eiskaltdcpp/Queue.xml')).toEqual([]);
    expect(
      offersIn('deluge/torrents.fastresume')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Quarterly figures', 'holiday.avi']);
  });

  it('becomes what a case tells: the sensitive names first, with who could fetch them', () => {
    const ledger = new ActivityLedger(['holiday']);
    for (const offer of offersIn('ncdc/db.sqlite3')) ledger.see(offer, 'counts');
    const row = ledger.rows.get('directconnect|10.20.1.11')!;
    const { tested } = exposureOf('directconnect', row.exposed);
    expect(tested!.counts).toEqual({ likely: 2, possible: 0, weak: 1 });
    expect(
      tested!.sensitive.map(({ name, sure, topics, ways }) => [name, sure, topics, ways]),
    ).toEqual([
      ['policy.pdf', 'likely', ['rules of the house'], ['disk']],
      ['résumé.doc', 'likely', ['an application for a job'], ['disk']],
      ['holiday.avi', 'weak', ['a word of the policy'], ['disk']],
    ]);
    expect(tested!.reach).toContain('every user of its hubs');
    expect(row.users).toEqual(new Map([['reed', 5]]));
  });
});
