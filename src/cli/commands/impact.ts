// `peerwarden impact`: what traffic costs, for a report, for one's own numbers, or for the paper's example.
import { type Command, Option } from 'commander';
import { assumedOf } from '../../impact/assumed.ts';
import { reportImpact } from '../../impact/report-impact.ts';
import { loadPolicy } from '../../intake/policy.ts';
import type { AssumptionName } from '../../model/assumptions.ts';
import { PeerwardenError } from '../../model/errors.ts';
import type { Range } from '../../model/range.ts';
import { assumption, percent, positive, price, rate, volume } from '../impact/numbers.ts';
import { ownResult, paperResult } from '../impact/own.ts';
import {
  IMPACT_FORMATS,
  type ImpactFormat,
  renderAssumptions,
  renderOwnImpact,
  renderReportImpact,
} from '../impact/render.ts';
import { writeOutput } from '../output.ts';
import { loadReport } from '../report-file.ts';

export interface ImpactOptions {
  readonly report?: string;
  readonly example?: 'paper';
  readonly rate?: string;
  readonly sources: number;
  readonly link?: string;
  readonly users?: number;
  readonly hours?: number;
  readonly days?: number;
  readonly price?: string;
  readonly included?: string;
  readonly currency?: string;
  readonly busy?: number;
  readonly share?: string;
  readonly works?: number;
  readonly machines?: number;
  readonly daysUsed?: number;
  readonly items?: number;
  readonly adwareHours?: number;
  readonly assume?: ReadonlyMap<AssumptionName, Range>;
  readonly assumptions?: boolean;
  readonly policy?: string;
  readonly format: ImpactFormat;
  readonly output?: string;
}

export const registerImpact = (program: Command): void => {
  program
    .command('impact')
    .summary(
      'what it costs: link, bill, disks, hours, liability; for a report or for numbers of your own',
    )
    .description(
      'Reckons what peer-to-peer traffic costs: of a report for each case, each person and the site, with the link and the bill without these hosts; or of your own numbers, in binary units and in SI; or of the example of the paper that the product starts from.',
    )
    .option('--report <file>', 'a report that `analyze --format json` wrote')
    .addOption(new Option('--example <name>', 'a worked example').choices(['paper']))
    .option('--rate <rate>', 'rate of one source or user: 20kB/s, 160 kbit/s', rate)
    .option('--sources <count>', 'sources that send at the same time', positive, 1)
    .option('--link <rate>', 'capacity of the link: 2 Mbit/s', rate)
    .option('--busy <percent>', 'share of the link that other services use: 30', percent)
    .option('--users <count>', 'people on the network', positive)
    .option('--hours <hours>', 'hours a day that it goes on (default 8)', positive)
    .option('--days <days>', 'days a month (default 20)', positive)
    .option('--price <price>', 'price beyond the included volume: "0.12 per MB"', price)
    .option('--included <volume>', 'volume included each month: 50 GB', volume)
    .option('--currency <name>', 'currency of the price (default: the policy’s, or none)')
    .option('--share <volume>', 'what a client shares: hash time (I5), storage (I6)', volume)
    .option('--works <count>', 'works on offer or loaded: liability (I10)', positive)
    .option('--machines <count>', 'machines to clean up (I11)', positive)
    .option('--days-used <count>', 'days on which somebody used it (I11)', positive)
    .option('--items <count>', 'files handled: copied, burned (I11)', positive)
    .option('--adware-hours <hours>', 'hours at a machine with adware (I11)', positive)
    .option('--assume <name=value>', 'an assumption, exact or a range: cleanUpTime=1-4', assumption)
    .option('--assumptions', 'list every assumption with its value, unit and source')
    .option('--policy <file>', 'take link, tariff and assumptions from it; options given here win')
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices([...IMPACT_FORMATS])
        .default('text'),
    )
    .option('--output <file>', 'write it there instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImpactOptions) => {
      await writeOutput(await impact(options), options.output);
    });
};

const EXAMPLES = `
Examples:
  $ peerwarden analyze monday/ --policy site.yaml --format json --output monday.json
  $ peerwarden impact --report monday.json --policy site.yaml
  $ peerwarden impact --report monday.json --assume hourCost=60 --format html --output impact.html
  $ peerwarden impact --example paper
  $ peerwarden impact --rate 20kB/s --link "2 Mbit/s" --hours 8 --days 20 --price "0.12 per MB"
  $ peerwarden impact --rate 4kB/s --sources 20 --policy peerwarden.yaml --format json
  $ peerwarden impact --share 40GB --machines 3 --works 120 --assume claimPerWork=200-2000

Figures (ids of the rows):
  I1       share of the link, in percent      I2       users who saturate the link
  I3-hour  cost of an hour                    I3-month, I3-year  of the working hours of a month, a year
  I3-bill  the bill of a month, as it is and without the cases or their hosts
  I4       what other services lose: share, wait before the link, loss
  I5       hash time, on a disk and on a network drive
  I6       storage                            I10      liability, a range
  I11      hours of work lost                 I12      what spyware sends, to whom
Bytes are read with k = 1024 in the column "binary" and k = 1000 in the column "SI"; bit rates are always SI.
Without a default: hourCost, storagePrice, claimPerWork, defenceCost. Figures that need them come with them.

Exit codes: 0 shown, 2 usage or an unreadable report, 3 internal error.
`;

const impact = async (options: ImpactOptions): Promise<string> => {
  const { format } = options;
  const stream = options.output === undefined ? process.stdout : null;
  if (options.example !== undefined) return await renderOwnImpact(paperResult(), format, stream);
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const assumed = assumedOf(policy?.assumptions, options.assume);
  if (options.assumptions) return renderAssumptions(assumed.rows, tableFormat(format), stream);
  if (options.report === undefined)
    return await renderOwnImpact(ownResult(options, policy), format, stream);
  checkAlone(options);
  const report = await loadReport(options.report);
  return await renderReportImpact(reportImpact(report, { policy, assumed }), format, stream);
};

const tableFormat = (format: ImpactFormat): ImpactFormat => {
  if (format === 'text' || format === 'json') return format;
  throw new PeerwardenError('PW_USAGE', {
    message: `--assumptions cannot be written as ${format}.`,
    remedy: 'Give --format text or json.',
  });
};

/** A report brings its own numbers: both at once would be ignored, and nothing is ignored silently. */
const checkAlone = (options: ImpactOptions): void => {
  const given = OWN_OPTIONS.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const option = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new PeerwardenError('PW_USAGE', {
    message: `${option} has no meaning with --report.`,
    remedy: 'Link and tariff come from the report, or from --policy; assumptions from --assume.',
  });
};

const OWN_OPTIONS = [
  'rate',
  'link',
  'busy',
  'users',
  'hours',
  'days',
  'price',
  'included',
  'currency',
  'share',
  'works',
  'machines',
  'daysUsed',
  'items',
  'adwareHours',
] as const;
