// `peerwarden impact` with one's own numbers, or the paper's.
import { assumedOf } from '../../impact/assumed.ts';
import { type CalculatorInput, calculate } from '../../impact/calculator.ts';
import type { ImpactFigure } from '../../impact/figure.ts';
import { ownEstimates } from '../../impact/own-estimates.ts';
import { paperRows } from '../../impact/paper.ts';
import { parseRate, parseVolume } from '../../impact/quantity.ts';
import type { ImpactRow } from '../../impact/row.ts';
import { PeerwardenError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import type { ImpactOptions } from '../commands/impact.ts';
import { atMost } from './numbers.ts';

export interface OwnResult {
  readonly title: string;
  readonly rows: readonly ImpactRow[];
  readonly estimates: readonly ImpactFigure[];
  readonly document: object;
}

export const paperResult = (): OwnResult => {
  const rows = paperRows();
  return {
    title: 'The paper’s example',
    rows,
    estimates: [],
    document: { example: 'paper', rows },
  };
};

/** @throws PeerwardenError PW_USAGE when nothing is asked that can be reckoned */
export const ownResult = (options: ImpactOptions, policy: Policy | null): OwnResult => {
  const input = inputOf(options, policy);
  const assumed = assumedOf(policy?.assumptions, options.assume);
  const tariff = policy?.tariff ?? null;
  const units = tariff?.units ?? 'SI';
  const bits = input && parseRate(input.rate, units)! * input.sources;
  const link = options.link ?? policy?.link;
  const estimates = ownEstimates(
    {
      bitsPerSecond: bits,
      linkBitsPerSecond: link === undefined ? null : parseRate(link, 'SI'),
      busyPercent: options.busy ?? null,
      hoursPerDay: input?.hoursPerDay ?? 8,
      daysPerMonth: input?.daysPerMonth ?? 20,
      tariff: options.price === undefined && tariff?.kind !== 'cap' ? tariff : null,
      shareBytes: options.share === undefined ? null : parseVolume(options.share, units),
      works: options.works ?? null,
      machines: options.machines ?? null,
      daysUsed: options.daysUsed ?? null,
      items: options.items ?? null,
      adwareHours: options.adwareHours ?? null,
    },
    { assumed, units, currency: options.currency ?? tariff?.currency ?? 'money' },
  );
  const rows = input ? calculate(input) : [];
  if (rows.length === 0 && estimates.length === 0)
    throw new PeerwardenError('PW_USAGE', {
      message: 'impact needs a rate or an example, a report, or other numbers of your own.',
      remedy:
        'Give --rate 20kB/s with --link or --price, --report report.json, or --example paper.',
    });
  return {
    title: 'Impact',
    rows,
    estimates,
    document: { input, rows, estimates, assumptions: assumed.rows },
  };
};

const inputOf = (options: ImpactOptions, policy: Policy | null): CalculatorInput | null => {
  if (options.rate === undefined) return null;
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
