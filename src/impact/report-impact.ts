// The impact of a report: figures of every raised case, of every person and of the site, and the site without its hosts.
import type { Policy, Tariff } from '../model/policy.ts';
import { exactly } from '../model/range.ts';
import type { Report, ReportCase, ReportSiteImpact } from '../model/report.ts';
import { formatBytes, formatRate, type UnitSystem } from '../model/units.ts';
import { type Assumed, type AssumedRow, assumedRange } from './assumed.ts';
import { caseCost } from './case-cost.ts';
import { groupOf, userOf } from './case-group.ts';
import { isCounted } from './counted.ts';
import {
  type EstimateContext,
  hashFigures,
  hoursFigures,
  liabilityFigures,
  storageFigures,
} from './estimates.ts';
import { figureOf, type ImpactFigure } from './figure.ts';
import { siteLinkFigures } from './link-figures.ts';
import { linkFigures } from './link-hours.ts';
import { linkShare } from './link-share.ts';
import { parseRate } from './quantity.ts';
import { saturation } from './saturation.ts';
import { type CaseTraffic, ratesByHost, siteBill } from './site-impact.ts';
import { type SpywareSeen, spywareSeen } from './spyware.ts';

export interface ImpactScope {
  readonly kind: 'site' | 'user' | 'case';
  /** Id of the case, the person (the address where nobody is known), the site's name. */
  readonly of: string;
  readonly activities: readonly string[];
  readonly figures: readonly ImpactFigure[];
}

export interface ReportImpactDocument {
  readonly schema: 'peerwarden.impact/1';
  readonly site: string | null;
  readonly period: Report['period'];
  readonly units: UnitSystem;
  readonly currency: string;
  /** What the report says of the site; with another policy, by that. Null for reports of earlier versions. */
  readonly link: ReportSiteImpact | null;
  readonly scopes: readonly ImpactScope[];
  readonly spyware: readonly SpywareSeen[];
  readonly assumptions: readonly AssumedRow[];
  /** What could not be reckoned, and why. */
  readonly missing: readonly string[];
}

export interface ReportImpactRequest {
  /** Its link and tariff replace those that the report was made with. */
  readonly policy: Policy | null;
  readonly assumed: Assumed;
}

export const reportImpact = (
  report: Report,
  { policy, assumed }: ReportImpactRequest,
): ReportImpactDocument => {
  const cases = report.cases.filter(isCounted);
  const site = siteOf(report, cases, policy);
  const tariff = policy?.tariff;
  const units = tariff?.units ?? report.impact?.bill?.units ?? 'SI';
  const currency = tariff?.currency ?? costCurrency(report) ?? 'money';
  const context: Context = {
    ...{ assumed, units, currency, tariff: tariff ?? null },
    capacity: site?.link ? parseRate(site.link.link, 'SI') : null,
    periodMs: report.period ? Date.parse(report.period.until) - Date.parse(report.period.from) : 0,
    policy,
  };
  const people = new Map<string, ReportCase[]>();
  for (const found of cases)
    people.set(userOf(found), [...(people.get(userOf(found)) ?? []), found]);
  return {
    schema: 'peerwarden.impact/1',
    site: report.site,
    period: report.period,
    ...{ units, currency, link: site },
    scopes: [
      siteScope(report.site ?? 'the site', cases, site, context),
      ...[...people].map(([who, own]) => scopeOf('user', who, own, context)),
      ...cases.map((found) => scopeOf('case', found.id, [found], context)),
    ],
    spyware: spywareSeen(cases),
    assumptions: assumed.rows,
    missing: missingOf(report, site, context),
  };
};

interface Context extends EstimateContext {
  readonly tariff: Tariff | null;
  readonly capacity: number | null;
  readonly periodMs: number;
  readonly policy: Policy | null;
}

const costCurrency = ({ cases }: Report): string | undefined =>
  cases.find(({ impact }) => impact.cost !== null)?.impact.cost?.currency;

/** Link and bill of the given policy instead of those of the run, where it names them. */
const siteOf = (
  { impact }: Report,
  cases: readonly ReportCase[],
  policy: Policy | null,
): ReportSiteImpact | null => {
  if (!impact) return null;
  const capacity = policy?.link === undefined ? null : parseRate(policy.link, 'SI');
  const rates = ratesByHost(cases.map(trafficOf));
  return {
    ...impact,
    link:
      policy?.link && capacity
        ? { link: policy.link, ...linkFigures(capacity, rates, impact.hours) }
        : impact.link,
    bill: policy?.tariff ? siteBill(policy.tariff, impact) : impact.bill,
  };
};

const trafficOf = ({ id, subject, timeline, impact }: ReportCase): CaseTraffic => ({
  id,
  address: subject.address,
  slices: timeline.slices.map(({ at, ...bytes }) => ({ at: Date.parse(at), ...bytes })),
  sliceMs: timeline.sliceSeconds * 1000,
  borderShare: impact.borderBytes / Math.max(1, impact.borderBytes + impact.internalBytes),
});

const siteScope = (
  of: string,
  cases: readonly ReportCase[],
  site: ReportSiteImpact | null,
  context: Context,
): ImpactScope => {
  const own = scopeOf('site', of, cases, context);
  return {
    ...own,
    figures: [
      ...(site?.link ? siteLinkFigures(site.link, context.assumed) : []),
      ...billFigures(site),
      ...own.figures.filter(({ id }) => !(site?.link && id === 'I2')),
    ],
  };
};

/** The counterfactual: the bill without what the cases moved, and without their hosts. */
const billFigures = (site: ReportSiteImpact | null): ImpactFigure[] => {
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

const scopeOf = (
  kind: ImpactScope['kind'],
  of: string,
  cases: readonly ReportCase[],
  context: Context,
): ImpactScope => {
  const group = groupOf(cases);
  const { shareBytes, loadedBytes } = group;
  const shared = shareBytes ?? 0;
  // What was loaded may lie in the shared folder, and then counts once.
  const stored = { low: Math.max(shared, loadedBytes), high: shared + loadedBytes };
  return {
    kind,
    of,
    activities: [...new Set(cases.map(({ activity }) => activity))],
    figures: [
      ...rateFigures(cases, context),
      ...costFigures(cases, context),
      ...insideFigures(group.internalBytes, context),
      ...(shareBytes === null ? [] : hashFigures(shareBytes, context)),
      ...(stored.high === 0
        ? []
        : storageFigures(
            stored,
            `${shareBytes === null ? 'sizes of shares are not told' : `${formatBytes(shared, context.units)} shared`}, ${formatBytes(loadedBytes, context.units)} received, which may lie among it`,
            context,
          )),
      ...(group.works.works.high === 0 ? [] : liabilityFigures(group.works, context)),
      ...hoursFigures(group.hours, context),
    ],
  };
};

/** I1 and I2: from the mean while it went on to the peak. */
const rateFigures = (cases: readonly ReportCase[], { capacity }: Context): ImpactFigure[] => {
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

const costFigures = (cases: readonly ReportCase[], context: Context): ImpactFigure[] => {
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
const costOf = (impact: ReportCase['impact'], { policy, tariff, periodMs }: Context) =>
  tariff === null || tariff.kind === 'tiers' || tariff.kind === 'p95'
    ? tariff === null || impact.cost?.currency === tariff.currency
      ? impact.cost
      : null
    : caseCost({ borderBytes: impact.borderBytes, periodMs, policy });

/** I4: lines between sites and LANs. */
const insideFigures = (bytes: number, { periodMs, assumed, units }: Context): ImpactFigure[] => {
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

const missingOf = (
  report: Report,
  site: ReportSiteImpact | null,
  { assumed, tariff }: Context,
): string[] => [
  ...(site === null
    ? [
        'The report has no link by hour: it is of an earlier version, or nothing in its evidence crossed the border.',
      ]
    : []),
  ...(site && !site.link ? ['No share of the link: no policy names one (link: 10 Mbit/s).'] : []),
  ...(site && !site.bill ? ['No bill: no policy has a tariff.'] : []),
  ...(tariff && (tariff.kind === 'tiers' || tariff.kind === 'p95')
    ? [
        'What one case adds to a bill by volume or by the 95th percentile is reckoned by analyze, with the policy of its run.',
      ]
    : []),
  ...(site && site.sampleSeconds > 300
    ? [
        `What the cases moved is known in steps of ${site.sampleSeconds} s, not of 300: the 95th percentile without them is rough.`,
      ]
    : []),
  ...assumed.rows.flatMap(({ name, range, source, unit }) =>
    range === null ? [`${name} (${unit}) has no default: ${source}.`] : [],
  ),
  ...(report.complete ? [] : ['Reading of the evidence was interrupted.']),
];

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
