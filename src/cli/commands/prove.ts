// `peerwarden prove`: do the controls of a policy hold? The real tools, recorded traffic, and trials from this machine say so.
import type { Command } from 'commander';
import { intentsOf } from '../../controls/intents.ts';
import { askedNames } from '../../controls/names/asked-names.ts';
import { planOf } from '../../controls/plan.ts';
import { contextOf } from '../../controls/site.ts';
import { Trial, type TrialRow } from '../../controls/trial.ts';
import {
  type CheckProof,
  type ConnectionProof,
  checkPlan,
  type NameProof,
  proveConnections,
  proveNames,
} from '../../enforce/proof.ts';
import { loadPolicyLists } from '../../intake/block-lists.ts';
import { loadPolicy } from '../../intake/policy.ts';
import { parseNetwork } from '../../model/address.ts';
import type { Policy } from '../../model/policy.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { clean } from '../../report/clean.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { choiceOf } from '../choice.ts';
import { tableLines } from '../columns.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';
import { loadCases } from './plan.ts';

interface ProveOptions {
  readonly policy: string;
  readonly report?: string;
  readonly against?: string[];
  readonly live: boolean;
  readonly format: string;
}

/** What was proved; parts that were not asked for are missing. */
interface Proof {
  readonly checks: readonly CheckProof[];
  readonly trial?: readonly TrialRow[];
  readonly names?: readonly NameProof[];
  readonly connections?: readonly ConnectionProof[];
  /** Targets that no model and no trial says anything of. */
  readonly unproved: readonly string[];
}

export const registerProve = (program: Command): void => {
  program
    .command('prove')
    .summary('do the controls of a policy hold? what leaks, and what else is stopped')
    .description(
      'Checks the compiled controls with their real tools. With --against, tries recorded traffic on a model of them: what of the forbidden is stopped, what leaks, what else would be stopped. With --live, asks the resolvers of the policy for the names that must be dead or alive, and tries connections to its probes. Nothing is changed.',
    )
    .requiredOption('--policy <file>', 'the policy (YAML)')
    .option('--report <file>', 'report (JSON) whose cases the policy answers, for quarantine')
    .option('--against <path...>', 'captures and logs to try on the controls')
    .option('--live', 'ask networks.resolvers, and try the probes of the policy, from here', false)
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ProveOptions) => {
      const format = choiceOf('--format', options.format, ['text', 'json']);
      const proof = await prove(options);
      const text = format === 'json' ? `${JSON.stringify(proof, null, 2)}\n` : proofText(proof);
      await writeOutput(text, undefined);
      if (leaks(proof)) process.exitCode = 1;
    });
};

const EXAMPLES = `
Examples:
  peerwarden prove --policy peerwarden.yaml
  peerwarden prove --policy peerwarden.yaml --against span.pcap dns.log
  peerwarden prove --policy peerwarden.yaml --live        # before apply, and after

Exit codes: 0 all that was tried holds, 1 something leaks or is not accepted, 2 usage, 3 internal error.`;

const prove = async (options: ProveOptions): Promise<Proof> => {
  const policy = await loadPolicy(options.policy);
  const cases = options.report === undefined ? [] : await loadCases(options.report);
  const context = contextOf(policy, Date.now());
  const lists = await loadPolicyLists(policy, options.policy);
  const sources = { policy, cases, systems: SYSTEMS, context, lists };
  const { targets } = planOf(sources);
  const trial = options.against && new Trial(targets, policy, context.inside);
  if (trial) await replay(options.against!, policy, trial, context.inside);
  return {
    checks: await checkPlan(targets),
    ...(trial && { trial: trial.rows() }),
    ...(options.live && {
      names: await proveNames(askedNames(intentsOf(sources)), resolversOf(policy)),
      connections: await proveConnections(policy, (source, host, port) => {
        const first = {
          source,
          destination: host,
          transport: 'tcp',
          port,
          at: Date.now(),
        } as const;
        const ruling = targets
          .map(({ target, control }) => target.model?.(control.files).connection(first) ?? null)
          .find((each) => each !== null);
        return ruling ? (ruling.stopped ? 'stopped' : 'open') : null;
      }),
    }),
    unproved: targets.filter(({ target }) => !target.model).map(({ target }) => target.id),
  };
};

const replay = async (
  paths: readonly string[],
  policy: Policy,
  trial: Trial,
  inside: Parameters<typeof analyze>[0]['inside'],
): Promise<void> => {
  const { faults } = await analyze({
    paths,
    policy,
    inside,
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
    onObservation: (observation) => trial.see(observation),
  });
  tellFaults(faults);
};

/** Single hosts; a network of resolvers cannot be asked. */
const resolversOf = ({ networks }: Policy): string[] =>
  (networks?.resolvers ?? []).filter((text) => !text.includes('/') && parseNetwork(text) !== null);

const leaks = ({ checks, trial = [], names = [], connections = [] }: Proof): boolean =>
  checks.some(({ accepted }) => accepted === false) ||
  trial.some(
    ({ system, kind, passed }) => kind === 'connection' && system !== null && passed > 0,
  ) ||
  names.some((each) => !nameHolds(each)) ||
  connections.some((each) => !connectionHolds(each));

const nameHolds = ({ wanted, answers }: NameProof): boolean =>
  answers.every(({ answer }) => answer === wanted);

const connectionHolds = ({ wanted, connected }: ConnectionProof): boolean =>
  wanted === null || connected === (wanted === 'open');

const proofText = (proof: Proof): string => {
  const parts = [
    `Accepted by the real tools\n${rows(['', 'TARGET', 'WHAT IT SAYS'], proof.checks.map(checkCells))}`,
    ...(proof.trial ? [trialText(proof.trial)] : []),
    ...(proof.names ? [namesText(proof.names)] : []),
    ...(proof.connections?.length ? [connectionsText(proof.connections)] : []),
    ...(proof.unproved.length > 0
      ? [`Not tried on traffic, because there is no model of them: ${proof.unproved.join(', ')}.`]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
};

const checkCells = ({ target, accepted, said, command }: CheckProof): string[] => [
  accepted === null ? '?' : accepted ? '✓' : '✗',
  target,
  accepted === true ? command! : said.split('\n').at(-1)!,
];

const TRIAL_HEADS = ['', 'TARGET', 'WHAT', 'STOPPED', 'PASSES', 'SUCH AS'];

const trialText = (trial: readonly TrialRow[]): string => {
  const named = trial.filter(({ system }) => system !== null);
  const others = trial.filter(({ system }) => system === null);
  const cells = (row: TrialRow) => [
    row.system !== null && row.passed > 0 ? '✗' : row.system === null ? ' ' : '✓',
    row.target,
    row.system ?? (row.kind === 'lookup' ? 'names' : 'everything else'),
    `${row.stopped}`,
    `${row.passed}`,
    row.example ?? '',
  ];
  return [
    `What recorded traffic would meet\n${rows(TRIAL_HEADS, named.map(cells))}`,
    ...(others.length > 0
      ? [
          `What else it would meet: no permit names it, or the name is forbidden\n${rows(TRIAL_HEADS, others.map(cells))}`,
        ]
      : []),
  ].join('\n\n');
};

const namesText = (names: readonly NameProof[]): string => {
  const bad = names.filter((each) => !nameHolds(each));
  const lines = bad.map(({ name, wanted, answers }) => [
    '✗',
    name,
    `must be ${wanted}`,
    answers.map(({ resolver, answer }) => `${resolver}: ${answer}`).join(', '),
  ]);
  const asked = names[0]?.answers.length ?? 0;
  const head =
    asked === 0
      ? 'Names: policy names no single resolver in networks.resolvers'
      : `Names: ${names.length - bad.length} of ${names.length} are answered as policy wants them by ${asked === 1 ? 'the resolver' : `all ${asked} resolvers`}`;
  return bad.length === 0 ? head : `${head}\n${rows(['', 'NAME', 'WANTED', 'ANSWERS'], lines)}`;
};

const connectionsText = (connections: readonly ConnectionProof[]): string =>
  `Connections from here\n${rows(
    ['', 'TO', 'IS', 'WANTED'],
    connections.map((each) => [
      connectionHolds(each) ? '✓' : '✗',
      each.probe,
      each.connected ? 'connects' : 'does not connect',
      each.wanted === null ? 'nothing of it is compiled' : `must be ${each.wanted}`,
    ]),
  )}`;

const rows = (heads: readonly string[], cells: readonly (readonly string[])[]): string =>
  cells.length === 0
    ? '  nothing'
    : tableLines(
        heads,
        cells.map((row) => row.map(clean)),
        textLook(process.stdout).width,
      ).join('\n');
