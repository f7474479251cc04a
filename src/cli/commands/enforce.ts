// `peerwarden apply` and `rollback`: the controls of a policy, put in force on this machine and taken back.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { TARGETS } from '../../controls/index.ts';
import { type PlannedTarget, planOf } from '../../controls/plan.ts';
import { contextOf } from '../../controls/site.ts';
import { applyControls, type Enforcement, undoControl } from '../../enforce/apply.ts';
import { loadPolicyLists } from '../../intake/block-lists.ts';
import { loadPolicy } from '../../intake/policy.ts';
import { PeerwardenError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { writeOutput } from '../output.ts';
import { loadCases } from './plan.ts';

interface ApplyOptions {
  readonly policy: string;
  readonly report?: string;
  readonly target?: string[];
  readonly state?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export const registerApply = (program: Command): void => {
  program
    .command('apply')
    .summary('put the controls of a policy in force on this machine')
    .description(
      'Compiles the controls of the targets that policy names, checks each with its real tool, shows what would be run, asks, and runs it. Nothing is changed when one of them is not accepted; what fails is undone at once. Other machines get their controls from `peerwarden plan`.',
    )
    .requiredOption('--policy <file>', 'the policy (YAML); its targets are what is applied')
    .option('--report <file>', 'report (JSON) whose cases the policy answers, for quarantine')
    .option('--target <id...>', 'only these of the targets of the policy')
    .option('--state <folder>', 'where what is in force is kept')
    .option('--dry-run', 'show what would be run, and change nothing', false)
    .option('--yes', 'do not ask', false)
    .addHelpText('after', APPLY_EXAMPLES)
    .action(async (options: ApplyOptions) => {
      await apply(options);
    });
};

export const registerRollback = (program: Command): void => {
  program
    .command('rollback')
    .summary('take back what `apply` put in force')
    .description(
      'Takes back what `apply` put in force on this machine, or what an interrupted `apply` left half done. What others put there is not touched.',
    )
    .option('--target <id...>', 'only these; all without it')
    .option('--state <folder>', 'where `apply` kept what is in force')
    .addHelpText('after', ROLLBACK_EXAMPLES)
    .action(async (options: Pick<ApplyOptions, 'target' | 'state'>) => {
      await rollback(options);
    });
};

const APPLY_EXAMPLES = `
Examples:
  peerwarden apply --policy peerwarden.yaml --dry-run
  sudo peerwarden apply --policy peerwarden.yaml --target nftables
  sudo peerwarden apply --policy peerwarden.yaml --report report.json --yes

Exit codes: 0 in force (or shown), 2 usage, refused by the tool, or not changed; 3 internal error.`;

const ROLLBACK_EXAMPLES = `
Examples:
  sudo peerwarden rollback
  sudo peerwarden rollback --target nftables

Exit codes: 0 taken back, or nothing to take back; 2 usage, or it failed; 3 internal error.`;

const apply = async (options: ApplyOptions): Promise<void> => {
  const policy: Policy = await loadPolicy(options.policy);
  const named = namedTargets(policy, options.target);
  const cases = options.report === undefined ? [] : await loadCases(options.report);
  const context = contextOf(policy, Date.now());
  const lists = await loadPolicyLists(policy, options.policy);
  const { targets } = planOf({ policy, cases, systems: SYSTEMS, context, lists });
  const chosen = targets.filter(
    ({ target, control }) => named.includes(target.id) && control.apply.length > 0,
  );
  await writeOutput(`${chosen.map(stepsText).join('\n') || 'There is nothing to apply.'}\n`, '-');
  if (options.dryRun || chosen.length === 0) return;
  if (!options.yes && !(await agreed())) {
    await writeOutput('Nothing was changed.\n', '-');
    return;
  }
  await applyControls(
    chosen.map(({ control }) => control),
    enforcement(options.state),
  );
};

/** Only what policy itself names: without `targets`, nothing is ever put in force. */
const namedTargets = ({ targets = [] }: Policy, wanted?: readonly string[]): readonly string[] => {
  const stray = (wanted ?? []).find((id) => !targets.includes(id));
  if (targets.length > 0 && stray === undefined) return wanted ?? targets;
  throw new PeerwardenError('PW_CONTROL_REFUSED', {
    message:
      stray === undefined
        ? 'The policy names no targets, so that nothing is put in force.'
        : `The policy does not name ${stray} in its targets.`,
    remedy: `Add it to \`targets\` of the policy: ${TARGETS.map(({ id }) => id).join(', ')}.`,
  });
};

const stepsText = ({ target, control }: PlannedTarget): string =>
  [
    `${target.id}: ${target.title}`,
    ...control.apply.map((command) => `  ${command}`),
    ...control.warnings.map((warning) => `  ! ${warning}`),
  ].join('\n');

const agreed = async (): Promise<boolean> => {
  if (!process.stdin.isTTY)
    throw new PeerwardenError('PW_CONTROL_REFUSED', {
      message: 'Nobody can be asked: standard input is no terminal.',
      remedy: 'Give --yes when nobody is there to agree.',
    });
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question('Put this in force? [y/N] ')).trim());
  } finally {
    asking.close();
  }
};

const rollback = async ({ target, state }: Pick<ApplyOptions, 'target' | 'state'>) => {
  const how = enforcement(state);
  const undone: boolean[] = [];
  for (const id of target ?? TARGETS.map((each) => each.id))
    undone.push(await undoControl(id, how));
  if (!undone.includes(true)) await writeOutput('There is nothing to take back.\n', '-');
};

const enforcement = (state: string | undefined): Enforcement => ({
  state: state ?? defaultState(),
  tell: (line) => process.stdout.write(`${line}\n`),
});

/** What a machine enforces is the machine's, not a user's (FHS 3.0 §5.8), where that may be written. */
const defaultState = (): string =>
  process.getuid?.() === 0
    ? '/var/lib/peerwarden'
    : join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'), 'peerwarden');
