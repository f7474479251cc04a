// What Peerwarden makes of an act: the report of its evidence, and the control that policy and cases ask for.
import { dirname, relative } from 'node:path';
import { planOf } from '../controls/plan.ts';
import { contextOf } from '../controls/site.ts';
import type { Control } from '../model/control.ts';
import { networksOf, type Policy } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { analyze } from '../pipeline/analyze.ts';
import { SYSTEMS } from '../systems/index.ts';

/** What `peerwarden analyze FOLDER --policy …` reports; evidence is named from the folder above, which may move. */
export const analyseAct = async (
  folder: string,
  policy: Policy,
  signal: AbortSignal,
): Promise<Report> => {
  const { report } = await analyze({
    paths: [folder],
    policy,
    inside: networksOf(policy.networks?.inside),
    since: null,
    until: null,
    digest: true,
    signal,
  });
  signal.throwIfAborted();
  const nameFrom = dirname(folder);
  const evidence = report.evidence.map((one) => ({ ...one, path: relative(nameFrom, one.path) }));
  return { ...report, evidence };
};

/** What `peerwarden plan` compiles for the router. */
export const controlOf = (policy: Policy, report: Report): Control => {
  const context = contextOf(policy, Date.now());
  const { targets } = planOf({ policy, cases: report.cases, systems: SYSTEMS, context });
  const planned = targets.find(({ target }) => target.id === 'nftables');
  if (planned) return planned.control;
  throw new Error('the policy of the drill names no nftables');
};
