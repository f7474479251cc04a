// `peerwarden brief`: papers for those who do not read reports, from one's own cases and policy.
import type { Command } from 'commander';
import type { Intent } from '../../controls/intent.ts';
import { intentsOf } from '../../controls/intents.ts';
import { planOf } from '../../controls/plan.ts';
import { contextOf } from '../../controls/site.ts';
import { loadPolicy } from '../../intake/policy.ts';
import type { Policy } from '../../model/policy.ts';
import type { SystemId } from '../../model/systems.ts';
import { isoTime } from '../../model/time.ts';
import { BRIEFS, briefOf } from '../../report/brief/brief.ts';
import { paperHtml, paperMarkdown } from '../../report/paper.ts';
import { policyStatements } from '../../report/policy/statements.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { choiceOf } from '../choice.ts';
import { writeOutput } from '../output.ts';
import { loadReport } from '../report-file.ts';

interface BriefOptions {
  readonly report: string;
  readonly policy?: string;
  readonly format: string;
  readonly output?: string;
}

export const registerBrief = (program: Command): void => {
  program
    .command('brief')
    .summary('a register of risks, a notice to users, a page for managers')
    .description(
      'Writes papers from a report and the policy: `risks` (a register of risks: what was found, how likely, what stops it), `notice` (to all users; it names nobody) and `managers` (what it costs and what there is to decide).',
    )
    .argument('<paper>', `which: ${BRIEFS.join(', ')}`)
    .requiredOption('--report <file>', 'a report that `analyze --format json` wrote')
    .option('--policy <file>', 'the policy, for what is allowed and what its controls stop')
    .option('--format <format>', 'md or html', 'md')
    .option('--output <file>', 'write there instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (paper: string, options: BriefOptions) => {
      await brief(paper, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden analyze monday/ --policy peerwarden.yaml --format json --output monday.json
  peerwarden brief managers --report monday.json --policy peerwarden.yaml --format html --output managers.html
  peerwarden brief notice --report monday.json --policy peerwarden.yaml

Exit codes: 0 written, 2 usage or an unreadable report or policy, 3 internal error.`;

const brief = async (paper: string, options: BriefOptions): Promise<void> => {
  const kind = choiceOf('<paper>', paper, BRIEFS);
  const format = choiceOf('--format', options.format, ['md', 'html']);
  const report = await loadReport(options.report);
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const now = Date.now();
  const made = briefOf(kind, {
    report,
    systems: SYSTEMS,
    policy: policy === null ? [] : policyStatements(policy, { nameOf, now }),
    controlsOf: controlsOf(policy, now),
    date: isoTime(now).slice(0, 10),
  });
  await writeOutput(format === 'html' ? paperHtml(made) : paperMarkdown(made), options.output);
};

const nameOf = (id: string): string => SYSTEMS.find((system) => system.id === id)?.name ?? id;

/** Titles of the targets that compile something against a system: default deny stops each of them at the edge. */
const controlsOf = (policy: Policy | null, now: number): ((system: SystemId) => string[]) => {
  if (policy === null) return () => [];
  const sources = { policy, cases: [], systems: SYSTEMS, context: contextOf(policy, now) };
  const intents = intentsOf(sources);
  const { targets } = planOf(sources);
  return (system) =>
    targets
      .filter(({ target }) =>
        intents.some(
          (intent) => target.expresses.includes(intent.kind) && isAgainst(intent, system),
        ),
      )
      .map(({ target }) => target.title);
};

const isAgainst = (intent: Intent, system: SystemId): boolean =>
  intent.kind === 'default-deny' || ('system' in intent && intent.system === system);
