// The calculators of I3 to I6, I10 and I11 for one's own numbers; a figure without its inputs is left out.
import type { Tariff } from '../model/policy.ts';
import { exactly } from '../model/range.ts';
import { formatBytes, formatRate } from '../model/units.ts';
import { assumedRange } from './assumed.ts';
import { monthlyBill } from './bill.ts';
import {
  type EstimateContext,
  hashFigures,
  hoursFigures,
  liabilityFigures,
  storageFigures,
} from './estimates.ts';
import { figureOf, type ImpactFigure } from './figure.ts';
import { queueFigures } from './link-figures.ts';
import { HOUR_SECONDS } from './traffic-cost.ts';

export interface OwnNumbers {
  /** Bits a second of the traffic, and of the link. */
  readonly bitsPerSecond: number | null;
  readonly linkBitsPerSecond: number | null;
  /** Percent of the link that other services use; the assumption when not given. */
  readonly busyPercent: number | null;
  readonly hoursPerDay: number;
  readonly daysPerMonth: number;
  /** A tariff that is not a price by volume (kinds flat, tiers, p95). */
  readonly tariff: Tariff | null;
  readonly shareBytes: number | null;
  readonly works: number | null;
  readonly machines: number | null;
  readonly daysUsed: number | null;
  readonly items: number | null;
  readonly adwareHours: number | null;
}

export const ownEstimates = (own: OwnNumbers, context: EstimateContext): ImpactFigure[] => [
  ...(own.tariff && own.bitsPerSecond !== null
    ? billFigures(own, own.tariff, own.bitsPerSecond)
    : []),
  ...linkEstimates(own, context),
  ...(own.shareBytes === null
    ? []
    : [
        ...hashFigures(own.shareBytes, context),
        ...storageFigures(
          exactly(own.shareBytes),
          `${formatBytes(own.shareBytes, context.units)} that lie on disks`,
          context,
        ),
      ]),
  ...(own.works === null
    ? []
    : liabilityFigures(
        {
          ...{ housed: own.works, sent: 0, loaded: 0, cases: 1 },
          works: exactly(own.works),
        },
        context,
      )),
  ...hourEstimates(own, context),
];

/** Samples of five minutes in a month of 30 days; the highest twentieth is not billed. */
const MONTH_SAMPLES = 8640;

const billFigures = (own: OwnNumbers, tariff: Tariff, bitsPerSecond: number): ImpactFigure[] => {
  const hours = own.hoursPerDay * own.daysPerMonth;
  const billed = (hours * 12) / MONTH_SAMPLES > 0.05;
  const { amount, text } = monthlyBill(tariff, {
    bytes: (bitsPerSecond / 8) * HOUR_SECONDS * hours,
    p95BitsPerSecond: billed ? bitsPerSecond : 0,
  });
  return [
    figureOf(
      'I3-bill',
      tariff.currency,
      exactly(amount),
      `a month of this traffic alone, ${formatRate(bitsPerSecond)} in ${own.hoursPerDay} h × ${own.daysPerMonth} days: ${text}`,
    ),
  ];
};

const linkEstimates = (own: OwnNumbers, { assumed }: EstimateContext): ImpactFigure[] => {
  if (own.bitsPerSecond === null || own.linkBitsPerSecond === null) return [];
  const other =
    own.busyPercent === null ? assumedRange(assumed, 'otherLoad') : exactly(own.busyPercent);
  const sharing = (own.bitsPerSecond / own.linkBitsPerSecond) * 100;
  return [
    figureOf(
      'I4-left',
      '%',
      exactly(Math.max(0, 100 - sharing)),
      'of the link left to other services',
    ),
    ...queueFigures(
      own.linkBitsPerSecond,
      other,
      sharing,
      assumed,
      `other services use ${own.busyPercent === null ? assumed.text('otherLoad') : `${own.busyPercent} %`} of the link`,
    ),
  ];
};

const hourEstimates = (own: OwnNumbers, context: EstimateContext): ImpactFigure[] => {
  const { daysUsed, items, machines, adwareHours } = own;
  if ([daysUsed, items, machines, adwareHours].every((value) => value === null)) return [];
  return hoursFigures(
    {
      days: daysUsed ?? 0,
      items: items ?? 0,
      machines: machines ?? 0,
      adwareHours: adwareHours ?? 0,
    },
    context,
  );
};
