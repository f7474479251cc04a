// `peerwarden impact`: what traffic costs, for one's own inputs or for the paper's example.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CalculatorInput, calculate } from '../../impact/calculator.ts';
import { paperRows } from '../../impact/paper.ts';
import { parsePrice, parseRate, parseVolume } from '../../impact/quantity.ts';
import type { ImpactRow } from '../../impact/row.ts';
import { loadPolicy } from '../../intake/policy.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { writeOutput } from '../output.ts';
import { impactTable } from './impact-table.ts';

interface ImpactOptions {
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
  readonly policy?: string;
  readonly format: 'text' | 'json';
}

export const registerImpact = (program: Command): void => {
  program
    .command('impact')
    .summary('what traffic costs: share of the link, users who saturate it, money')
    .description(
      'Computes what peer-to-peer traffic costs, in binary units and in SI, from your own figures or for the example of the paper that the product starts from.',
    )
    .addOption(new Option('--example <name>', 'a worked example').choices(['paper']))
    .option('--rate <rate>', 'rate of one source or user: 20kB/s, 160 kbit/s', rate)
    .option('--sources <count>', 'sources that send at the same time', positive, 1)
    .option('--link <rate>', 'capacity of the link: 2 Mbit/s', rate)
    .option('--users <count>', 'people on the network', positive)
    .option('--hours <hours>', 'hours a day that it goes on (default 8)', positive)
    .option('--days <days>', 'days a month (default 20)', positive)
    .option('--price <price>', 'price beyond the included volume: "0.12 per MB"', price)
    .option('--included <volume>', 'volume included each month: 50 GB', volume)
    .option('--currency <name>', 'currency of the price (default: the policy’s, or none)')
    .option('--policy <file>', 'take link and tariff from a policy; options given here win')
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImpactOptions) => {
      await writeOutput(await impact(options), undefined);
    });
};

const EXAMPLES = `
Examples:
  $ peerwarden impact --example paper
  $ peerwarden impact --rate 20kB/s --link "2 Mbit/s" --hours 8 --days 20 --price "0.12 per MB"
  $ peerwarden impact --rate 4kB/s --sources 20 --policy peerwarden.yaml --format json

Figures (ids of the rows):
  I1       share of the link, in percent      I2       users who saturate the link
  I3-hour  cost of an hour                    I3-month, I3-year  of the working hours of a month, a year
Bytes are read with k = 1024 in the column "binary" and k = 1000 in the column "SI"; bit rates are always SI.
`;

const impact = async (options: ImpactOptions): Promise<string> => {
  if (options.example !== undefined) {
    const rows = paperRows();
    const title = 'The paper’s example';
    return shown(options, { example: options.example, rows }, title, rows);
  }
  const input = await inputOf(options);
  const rows = calculate(input);
  return shown(options, { input, rows }, 'Impact', rows);
};

const shown = (
  { format }: ImpactOptions,
  document: object,
  title: string,
  rows: readonly ImpactRow[],
): string =>
  format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : impactTable(title, rows);

const inputOf = async (options: ImpactOptions): Promise<CalculatorInput> => {
  if (options.rate === undefined)
    throw new PeerwardenError('PW_USAGE', {
      message: 'impact needs a rate or an example.',
      remedy: 'Give --rate 20kB/s with --link or --price, or --example paper.',
    });
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const tariff = policy?.tariff;
  return {
    rate: options.rate,
    sources: options.sources,
    link: options.link ?? policy?.link,
    users: options.users,
    hoursPerDay: atMost(options.hours ?? tariff?.hoursPerDay ?? 8, 24, '--hours'),
    daysPerMonth: atMost(options.days ?? tariff?.daysPerMonth ?? 20, 31, '--days'),
    price: options.price ?? tariff?.overage,
    included: options.included ?? tariff?.included,
    currency: options.currency ?? tariff?.currency ?? 'money',
  };
};

const atMost = (value: number, most: number, option: string): number => {
  if (value <= most) return value;
  throw new PeerwardenError('PW_USAGE', {
    message: `${option} ${value} is more than there are.`,
    remedy: `Give at most ${most}.`,
  });
};

const checked =
  (valid: (text: string) => boolean, example: string) =>
  (text: string): string => {
    if (valid(text)) return text;
    throw new InvalidArgumentError(`Write it like ${example}.`);
  };

const rate = checked((text) => (parseRate(text, 'SI') ?? 0) > 0, '20kB/s or "2 Mbit/s"');
const price = checked((text) => parsePrice(text, 'SI') !== null, '"0.12 per MB"');
const volume = checked((text) => parseVolume(text, 'SI') !== null, '"50 GB"');

const positive = (text: string): number => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Give a number above 0.');
};
