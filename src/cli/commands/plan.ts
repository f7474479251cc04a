// `peerwarden plan`: policy and cases → files for each enforcement target, written but not applied.
import type { Command } from 'commander';
import { planOf } from '../../controls/plan.ts';
import { contextOf } from '../../controls/site.ts';
import { loadPolicyLists } from '../../intake/block-lists.ts';
import { loadPolicy } from '../../intake/policy.ts';
import type { Policy } from '../../model/policy.ts';
import type { ReportCase } from '../../model/report.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { writeOutput } from '../output.ts';
import { loadReport, reportFault } from '../report-file.ts';
import { writePlan } from './plan-files.ts';
import { planSummary } from './plan-summary.ts';

interface PlanOptions {
  readonly policy: string;
  readonly output: string;
  readonly report?: string;
  readonly log: boolean;
}

export const registerPlan = (program: Command): void => {
  program
    .command('plan')
    .summary('compile the controls that policy and cases ask for; nothing is applied')
    .description(
      'Compiles the policy, and the cases of a report, into files for each enforcement target, with their roll-back, what the target cannot express, and the commands that check, apply and undo them. Nothing is applied, and nothing is written when the policy is broken.',
    )
    .requiredOption('--policy <file>', 'the policy (YAML)')
    .requiredOption('--output <folder>', 'where to write: one folder a target, and plan.json')
    .option('--report <file>', 'report (JSON) whose cases the policy answers, for quarantine')
    .option('--log', 'also log what is refused, ten lines a second at most', false)
    .addHelpText('after', EXAMPLES)
    .action(async (options: PlanOptions) => {
      await writeOutput(await plan(options), undefined);
    });
};

const EXAMPLES = `
Examples:
  $ peerwarden plan --policy peerwarden.yaml --output plan
  $ peerwarden analyze span.pcap --policy peerwarden.yaml --format json > report.json
  $ peerwarden plan --policy peerwarden.yaml --report report.json --output plan
`;

const plan = async (options: PlanOptions): Promise<string> => {
  const policy: Policy = await loadPolicy(options.policy);
  const cases = options.report === undefined ? [] : await loadCases(options.report);
  const context = contextOf(policy, Date.now(), options.log);
  const lists = await loadPolicyLists(policy, options.policy);
  const made = planOf({ policy, cases, systems: SYSTEMS, context, lists });
  await writePlan(options.output, made, { policy: options.policy, at: context.now });
  return planSummary(options.output, made);
};

/** Cases of a report that `analyze --format json` wrote. Its texts are an adversary's; only checked fields are used. */
export const loadCases = async (path: string): Promise<readonly ReportCase[]> => {
  const report = await loadReport(path);
  if (report.pseudonyms)
    throw reportFault(path, 'Its names and addresses were replaced (--pseudonyms).');
  return report.cases;
};
