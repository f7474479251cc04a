// `peerwarden who`: who had this address at this minute, and which machines did this person use.

import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import { parseTime } from '../../model/time.ts';
import { type WhoAnswer, whoAnswerSchema } from '../../model/who-answer.ts';
import { answerWho } from '../../pipeline/answer-who.ts';
import { renderWhoCsv, renderWhoText } from '../../report/who.ts';
import { choiceOf } from '../choice.ts';
import { evidenceRequest } from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';

interface WhoOptions {
  readonly at?: string;
  readonly from?: string;
  readonly until?: string;
  readonly format: string;
  readonly output?: string;
  readonly progress?: boolean;
}

const FORMATS = ['text', 'json', 'csv'] as const;

export const registerWho = (program: Command): void => {
  program
    .command('who')
    .summary('who had this address then, which machines did this person use')
    .description(
      'Shows who is recorded with an address, a link-layer address, a device or an account, when, and which line says so: leases, fixed addresses, sign-ins, users of the proxy, neighbour tables. Contradictions are shown, not settled.',
    )
    .argument('<whom>', 'an address, a link-layer address, the name of a device or of a person')
    .argument('<path...>', 'logs, captures, folders, patterns; - is standard input')
    .option('--at <time>', 'only who had it then (ISO 8601, UTC unless it names a zone)')
    .option('--from <time>', 'only who had it from then on')
    .option('--until <time>', 'only who had it until then')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .option('--no-progress', 'no progress on standard error')
    .addHelpText('after', EXAMPLES)
    .action(async (whom: string, paths: string[], options: WhoOptions) => {
      process.exitCode = await who(whom, paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden who 10.20.1.11 leases/ signins/ --at 2026-11-22T08:14Z
  peerwarden who 02:00:00:00:00:11 dhcpd.log
  peerwarden who maria logs/ --from 2026-11-16 --until 2026-11-22 --format csv

All of the evidence is read, whatever is asked: what holds then may have begun before.
Exit codes: 0 something is known, 1 nothing is known, 2 usage or nothing readable, 3 internal error.`;

/** Exit code of the command. */
const who = async (
  whom: string,
  paths: readonly string[],
  options: WhoOptions,
): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  const [askedFrom, askedUntil] = periodOf(options);
  if (whom.trim() === '') throw usage('There is nobody named.', 'Give an address or a name.');
  const request = await evidenceRequest(
    paths,
    options.progress === undefined ? {} : { progress: options.progress },
  );
  const { answer, faults } = await answerWho({
    ...request,
    whom,
    askedFrom,
    askedUntil,
    digest: format === 'json',
  });
  tellFaults(faults);
  await writeOutput(rendered(answer, format, options.output), options.output);
  return answer.lines.length > 0 ? 0 : 1;
};

const rendered = (
  answer: WhoAnswer,
  format: (typeof FORMATS)[number],
  output: string | undefined,
): string => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(whoAnswerSchema.parse(answer), null, 2)}\n`;
    case 'csv':
      return renderWhoCsv(answer);
    case 'text':
      return renderWhoText(answer, textLook(output === undefined ? process.stdout : null));
  }
};

/** Both ends, epoch ms. */
const periodOf = ({ at, from, until }: WhoOptions): readonly [number | null, number | null] => {
  if (at !== undefined && (from !== undefined || until !== undefined))
    throw usage('--at does not go with --from and --until.', 'Give an instant, or a period.');
  if (at !== undefined) {
    const instant = timeOf('--at', at);
    return [instant, instant];
  }
  const first = timeOf('--from', from);
  const last = timeOf('--until', until);
  if (first !== null && last !== null && last < first)
    throw usage(`--until ${until} lies before --from ${from}.`, 'Exchange them.');
  return [first, last];
};

const timeOf = (option: string, text: string | undefined): number | null => {
  if (text === undefined) return null;
  const time = parseTime(text);
  if (time !== null) return time;
  throw usage(
    `${option} ${text} is not a time.`,
    'Write it as 2026-11-22, 2026-11-22T08:00 (UTC) or 2026-11-22T09:00+01:00.',
  );
};

const usage = (message: string, remedy: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', { message, remedy });
