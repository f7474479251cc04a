// `peerwarden drill`: an office in network namespaces, from finding to control and back, told on one page.
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DrillResult } from '../../drill/result.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { writeOutput } from '../output.ts';
import { checkOutput } from '../range/output-place.ts';
import { say, untilStopped } from '../range/until-stopped.ts';
import { textLook } from '../render.ts';

type DrillFormat = 'html' | 'json' | 'text';

interface CommandOptions {
  readonly office: string;
  readonly format: DrillFormat;
  readonly output?: string;
  readonly keep?: string;
  readonly timeout: number;
}

const PAGE = './peerwarden-drill.html';
/** Half an hour: the drill takes a minute or two on an idle machine. */
const TIMEOUT_SECONDS = 1800;

export const registerDrill = (program: Command): void => {
  program
    .command('drill')
    .summary('an office of 2003 in network namespaces: find, price, stop, roll back (root)')
    .description(
      'Makes an office out of network namespaces: router with nftables and its log, resolver, Squid, four hosts inside, peers outside. A Napster, a Gnutella, an eDonkey, a password hub and an HTTP tunnel run there, and one host that is innocent. Peerwarden analyses capture and logs, prices, plans, and applies the nftables control on that router; everything runs again, the control is rolled back, everything runs once more. One page tells what worked when. Needs root, iproute2, nftables, ethtool, tcpdump, ulogd2, conntrack, dnsmasq and squid; nothing outside its own namespaces is touched, and all of it is removed at the end.',
    )
    .addOption(new Option('--office <year>', 'the office').choices(['2003']).default('2003'))
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices(['html', 'json', 'text'])
        .default('html'),
    )
    .option(
      '--output <file>',
      `where to write (default: ${PAGE} for html, standard output for the others)`,
    )
    .option('--keep <folder>', 'keep captures, logs, report, policy and plan there: a new folder')
    .addOption(
      new Option('--timeout <seconds>', 'ends it after so long')
        .argParser(seconds)
        .default(TIMEOUT_SECONDS),
    )
    .addHelpText('after', EXAMPLES)
    .action((options: CommandOptions) => run(options));
};

const EXAMPLES = `
Examples:
  # peerwarden drill --office 2003
  # peerwarden drill --office 2003 --format text
  # peerwarden drill --office 2003 --keep drill --output drill.html

Exit codes: 0 everything went as it should, 1 something did not (the page says what), 2 usage or what the machine does
not give, 3 internal error or nothing could be written, 130 stopped by Ctrl-C.`;

const run = (options: CommandOptions): Promise<void> =>
  untilStopped(async (stopped) => {
    const { keep, timeout, format } = options;
    const output = options.output ?? (format === 'html' ? PAGE : undefined);
    const { checkDrill, drill } = await import('../../drill/drill.ts');
    const { OFFICES } = await import('../../drill/office-2003.ts');
    checkDrill();
    if (output !== undefined) checkOutput(output);
    const office = OFFICES.find(({ id }) => id === options.office)!;
    const late = lateAfter(timeout);
    try {
      const signal = AbortSignal.any([stopped, late.signal]);
      const result = await drill({
        ...{ office, signal, progress: say },
        ...(keep === undefined ? {} : { keep }),
      });
      await writeOutput(await rendered(result, format, output), output);
      if (output !== undefined) say(`The drill is told in ${output}.`);
      if (keep !== undefined) say(`Its evidence is kept in ${keep}.`);
      if (!result.asExpected) process.exitCode = NOT_AS_EXPECTED;
    } finally {
      late.clear();
    }
  });

const NOT_AS_EXPECTED = 1;

const rendered = async (
  result: DrillResult,
  format: DrillFormat,
  output: string | undefined,
): Promise<string> => {
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`;
  if (format === 'html') return (await import('../../drill/page/html-page.ts')).drillPage(result);
  const { width } = textLook(output === undefined ? process.stdout : null);
  return (await import('../../drill/page/text.ts')).drillText(result, width);
};

const lateAfter = (after: number): { signal: AbortSignal; clear(): void } => {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new PeerwardenError('PW_RANGE_BOUND', {
        message: `The drill was not done after ${after} seconds.`,
        remedy: 'Give it more time (--timeout).',
      }),
    );
  }, after * 1000);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
};

const DAY_SECONDS = 24 * 3600;

const seconds = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= DAY_SECONDS) return value;
  throw new InvalidArgumentError('It is a whole number of seconds, a day at most.');
};
