// Options that every command has that reads evidence, and what they mean.

import type { Command } from 'commander';
import { loadPolicy } from '../intake/policy.ts';
import { SITE_POLICY, sitePolicies } from '../intake/site-policy.ts';
import { type Network, parseNetwork } from '../model/address.ts';
import { PeerwardenError } from '../model/errors.ts';
import type { Policy } from '../model/policy.ts';
import { parseTime } from '../model/time.ts';
import type { AnalyzeRequest } from '../pipeline/analyze.ts';
import { interruptible } from './interrupt.ts';
import { progressLine } from './progress.ts';

export interface EvidenceOptions {
  readonly policy?: string;
  readonly inside?: string[];
  readonly since?: string;
  readonly until?: string;
  readonly zone?: string;
  readonly digest?: boolean;
  readonly progress?: boolean;
}

/** `paths` is `[path...]` where the command can do without evidence. */
export const addEvidenceOptions = (
  command: Command,
  paths: '<path...>' | '[path...]' = '<path...>',
): Command =>
  addReadingOptions(
    command.argument(paths, 'captures, logs, folders, patterns; - is standard input'),
  )
    .option(
      '--since <time>',
      'only what happened from then on (ISO 8601, UTC unless it names a zone)',
    )
    .option('--until <time>', 'only what happened until then');

/** How to read, without what: for commands that name their evidence otherwise, and need all of it. */
export const addReadingOptions = (command: Command): Command =>
  command
    .option(
      '--policy <file>',
      `the policy (YAML): networks, permitted services, tariff, exceptions (default: ${SITE_POLICY} of the folder, when one folder is given)`,
    )
    .option(
      '--inside <network...>',
      'networks of your own, such as 10.20.0.0/16 (default: policy, then what is seen)',
    )
    .option(
      '--zone <zone>',
      'time zone of stamps in logs that name none, such as Europe/Berlin or +02:00 (default: UTC)',
    )
    .option('--digest', 'hash large files even where the result is only shown')
    .option('--no-progress', 'no progress on standard error');

/**
 * The words that name the same evidence again, in the order that report/reproduce.ts expects: paths, then options, each
 * with one value.
 */
export const evidenceWords = (paths: readonly string[], options: EvidenceOptions): string[] => [
  ...paths.map((path) => (path.startsWith('-') && path !== '-' ? `./${path}` : path)),
  ...(options.policy === undefined ? [] : ['--policy', options.policy]),
  ...(options.inside ?? []).flatMap((network) => ['--inside', network]),
  ...(options.since === undefined ? [] : ['--since', options.since]),
  ...(options.until === undefined ? [] : ['--until', options.until]),
  ...(options.zone === undefined ? [] : ['--zone', options.zone]),
];

/** What to ask of the pipeline; the policy is read and checked first. */
export const evidenceRequest = async (
  paths: readonly string[],
  options: EvidenceOptions,
): Promise<Omit<AnalyzeRequest, 'digest'> & { policy: Policy | null }> => {
  if (paths.includes('-') && process.stdin.isTTY) throw terminalInput();
  const policyPath = options.policy ?? (await policyBeside(paths));
  const policy = policyPath === null ? null : await loadPolicy(policyPath);
  const progress = options.progress === false ? null : progressLine(process.stderr);
  const since = timeOf('--since', options.since);
  const until = timeOf('--until', options.until);
  if (since !== null && until !== null && until < since) {
    throw new PeerwardenError('PW_USAGE', {
      message: `--until ${options.until} lies before --since ${options.since}.`,
      remedy: 'Exchange them.',
    });
  }
  return {
    paths,
    policy,
    inside: (options.inside ?? []).flatMap((text) => text.split(',')).map(networkOf),
    since,
    until,
    ...(options.zone === undefined ? {} : { zone: zoneOf(options.zone) }),
    signal: interruptible(),
    ...(progress === null ? {} : { onProgress: progress }),
  };
};

/** The policy in the folder that is analysed; which one is used, or not used, is said on standard error. */
const policyBeside = async (paths: readonly string[]): Promise<string | null> => {
  const { use, passedOver } = await sitePolicies(paths);
  if (use !== null) process.stderr.write(`peerwarden: using the policy ${use}\n`);
  for (const path of passedOver)
    process.stderr.write(
      `peerwarden: the policy ${path} is not used, because several paths are given; --policy names one\n`,
    );
  return use;
};

const terminalInput = (): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: '- is standard input, and that is the terminal.',
    remedy: 'Pipe something into it: tcpdump -i eth0 -w - | peerwarden analyze -',
  });

const networkOf = (text: string): Network => {
  const network = parseNetwork(text);
  if (network) return network;
  throw new PeerwardenError('PW_USAGE', {
    message: `--inside ${text} is neither an address nor a network.`,
    remedy: 'Write it as 10.20.0.0/16 or 2001:db8:20::/64.',
  });
};

const zoneOf = (zone: string): string => {
  if (/^[+-]\d\d:?\d\d$/.test(zone)) return zone;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    throw new PeerwardenError('PW_USAGE', {
      message: `--zone ${zone} is not a time zone.`,
      remedy: 'Write it as Europe/Berlin, America/New_York, UTC or +02:00.',
    });
  }
};

const timeOf = (option: string, text: string | undefined): number | null => {
  if (text === undefined) return null;
  const time = parseTime(text);
  if (time !== null) return time;
  throw new PeerwardenError('PW_USAGE', {
    message: `${option} ${text} is not a time.`,
    remedy: 'Write it as 2026-11-22, 2026-11-22T08:00 (UTC) or 2026-11-22T09:00+01:00.',
  });
};
