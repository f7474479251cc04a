// Options that every command has that reads evidence, and what they mean.

import type { Command } from 'commander';
import { loadPolicy } from '../intake/policy.ts';
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
  readonly digest?: boolean;
  readonly progress?: boolean;
}

export const addEvidenceOptions = (command: Command): Command =>
  command
    .argument('<path...>', 'captures, logs, folders, patterns; - is standard input')
    .option(
      '--policy <file>',
      'the policy (YAML): networks, permitted services, tariff, exceptions',
    )
    .option(
      '--inside <network...>',
      'networks of your own, such as 10.20.0.0/16 (default: policy, then what is seen)',
    )
    .option(
      '--since <time>',
      'only what happened from then on (ISO 8601, UTC unless it names a zone)',
    )
    .option('--until <time>', 'only what happened until then')
    .option('--digest', 'hash large files even where the result is only shown')
    .option('--no-progress', 'no progress on standard error');

/** What to ask of the pipeline; the policy is read and checked first. */
export const evidenceRequest = async (
  paths: readonly string[],
  options: EvidenceOptions,
): Promise<Omit<AnalyzeRequest, 'digest'> & { policy: Policy | null }> => {
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const progress = options.progress === false ? null : progressLine(process.stderr);
  return {
    paths,
    policy,
    inside: (options.inside ?? []).flatMap((text) => text.split(',')).map(networkOf),
    since: timeOf('--since', options.since),
    until: timeOf('--until', options.until),
    signal: interruptible(),
    ...(progress === null ? {} : { onProgress: progress }),
  };
};

const networkOf = (text: string): Network => {
  const network = parseNetwork(text);
  if (network) return network;
  throw new PeerwardenError('PW_USAGE', {
    message: `--inside ${text} is neither an address nor a network.`,
    remedy: 'Write it as 10.20.0.0/16 or 2001:db8:20::/64.',
  });
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
