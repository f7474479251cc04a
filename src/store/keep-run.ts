// Everything of a run, in one transaction at its end: a run that is killed leaves what was there before.

import type { Report } from '../model/report.ts';
import type { Kept, Learned } from '../model/run.ts';
import { keepCases } from './case-history.ts';
import type { Database } from './database.ts';
import { keepEvidence } from './evidence-ledger.ts';
import { keepIdentities } from './identities.ts';
import { LeftOutCounter } from './left-out.ts';
import { forgetOld, horizonOf } from './retention.ts';
import { insertRun } from './runs.ts';
import { keepVolumes } from './volumes.ts';

export const keepRun = (
  database: Database,
  report: Report,
  reportSha256: string,
  learned?: Learned,
): Promise<Kept> =>
  database.alone(() =>
    database.transaction(async () => {
      const run = await insertRun(database, report, reportSha256);
      await keepCases(database, run, report.cases);
      const leftOut = new LeftOutCounter();
      const countedBefore: string[] = [];
      if (learned !== undefined) {
        const ledger = await keepEvidence(database, report.evidence);
        const horizon = await horizonOf(database, Date.parse(report.created));
        await keepVolumes(database, learned.volumes, { ledger, horizon, leftOut });
        await keepIdentities(database, learned.identities, { ledger, horizon, leftOut });
        countedBefore.push(...ledger.countedBefore);
      }
      await forgetOld(database, Date.parse(report.created));
      return { run, countedBefore, leftOut: leftOut.counts() };
    }),
  );
