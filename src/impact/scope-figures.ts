// I1 to I4 as figures of a case, a person or a site, from what a report says of its cases.
import type { Policy, Tariff } from '../model/policy.ts';
import { exactly } from '../model/range.ts';
import type { ReportCase, ReportSiteImpact } from '../model/report.ts';
import { formatBytes, formatRate } from '../model/units.ts';
import { assumedRange } from './assumed.ts';
import { caseCost } from './case-cost.ts';
import type { EstimateContext } from './estimates.ts';
import { figureOf, type ImpactFigure } from './figure.ts';
import { linkShare } from './link-share.ts';
import { saturation } from './saturation.ts';

/** What figures are reckoned with, beside the cases. */
export interface ScopeContext extends EstimateContext {
  readonly tariff: Tariff | null;
  readonly capacity: number | null;
  readonly periodMs: number;
  readonly policy: Policy | null;
}

/** I1 and I2: from the mean while it went on to the peak. */
export const rateFigures = (
  cases: readonly ReportCase[],
  { capacity }: ScopeContext,
): ImpactFigure[] => {
  const mean = sum(cases.map(({ impact }) => impact.meanRateBitsPerSecond));
  const peak = sum(cases.map(({ impact }) => impact.peakRateBitsPerSecond));
  const said = cases.length === 1 ? '' : ', as if all were at it at once';
  const rates = figureOf(
    'I1-rate',
    'kbit/s',
    { low: mean / 1000, high: peak / 1000 },
    `from the mean while it went on to the peak, both directions${said}`,
  );
  const shares = cases.flatMap(({ impact }) => impact.linkShare ?? []);
  if (capacity === null || shares.length === 0 || mean === 0) return [rates];
  const oneWay = {
    low: sum(shares.map(({ meanPercent }) => meanPercent)),
    high: sum(shares.map(({ peakPercent }) => peakPercent)),
  };
  return [
    rates,
    figureOf('I1', '%', oneWay, `of the link in the busier direction${said}`),
    ...(oneWay.low > 0
      ? [
          figureOf(
            'I2',
            'users',
            exactly(saturation(100, oneWay.low / cases.length).filling),
            'at this mean rate fill the link',
          ),
        ]
      : []),
  ];
};

export const costFigures = (
  cases: readonly ReportCase[],
  context: ScopeContext,
): ImpactFigure[] => {
  const costs = cases.flatMap(({ impact }) => costOf(impact, context) ?? []);
  if (costs.length === 0) return [];
  const said = [...new Set(costs.flatMap(({ assumptions }) => assumptions))].slice(0, 3).join(' ');
  return [
    figureOf(
      'I3',
      context.currency,
      exactly(sum(costs.map(({ amount }) => amount))),
      'in this period',
    ),
    figureOf(
      'I3-month',
      context.currency,
      exactly(sum(costs.map(({ perMonth }) => perMonth))),
      `a month if it goes on. ${said}`,
    ),
  ];
};

/** By another tariff, where one case can be reckoned without the site's samples; else as the run reckoned it. */
const costOf = (impact: ReportCase['impact'], { policy, tariff, periodMs }: ScopeContext) =>
  tariff === null || tariff.kind === 'tiers' || tariff.kind === 'p95'
    ? tariff === null || impact.cost?.currency === tariff.currency
      ? impact.cost
      : null
    : caseCost({ borderBytes: impact.borderBytes, periodMs, policy });

/** I4: lines between sites and LANs. */
export const insideFigures = (
  bytes: number,
  { periodMs, assumed, units }: ScopeContext,
): ImpactFigure[] => {
  if (bytes === 0 || periodMs <= 0) return [];
  const rate = (bytes * 8000) / periodMs;
  const lan = assumedRange(assumed, 'networkDriveRate');
  return [
    figureOf(
      'I4-inside',
      '%',
      { low: linkShare(rate, lan.high * 1e6), high: linkShare(rate, lan.low * 1e6) },
      `of lines of ${assumed.text('networkDriveRate')} within the network: ${formatBytes(bytes, units)} stayed inside, over the whole period`,
    ),
  ];
};

/** The counterfactual: the bill without what the cases moved, and without their hosts. */
export const billFigures = (site: ReportSiteImpact | null): ImpactFigure[] => {
  if (!site?.bill) return [];
  const { bill, use } = site;
  const exact = (id: string, value: number, text: string): ImpactFigure =>
    figureOf(id, bill.currency, { low: value, high: value }, text);
  const moved = ({ bytes, p95BitsPerSecond }: ReportSiteImpact['use']['all']) =>
    `${formatBytes(bytes, bill.units)} across the border in this period, 95th percentile ${formatRate(p95BitsPerSecond)}`;
  return [
    exact(
      'I3-bill',
      bill.perMonth,
      `a month as it is. ${bill.assumptions.join(' ')} ${moved(use.all)}`,
    ),
    exact(
      'I3-bill-without-activity',
      bill.withoutActivity,
      `without what the cases moved: ${moved(use.withoutActivity)}`,
    ),
    exact(
      'I3-bill-without-hosts',
      bill.withoutHosts,
      `without their hosts: ${moved(use.withoutHosts)}`,
    ),
    exact(
      'I3-saved',
      bill.perMonth - bill.withoutActivity,
      'a month, that the cases add to the bill',
    ),
  ];
};

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
