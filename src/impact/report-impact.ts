// The impact of a report: figures of every raised case, of every person and of the site, and the site without its hosts.
import type { Policy } from '../model/policy.ts';
import type { Report, ReportCase, ReportSiteImpact } from '../model/report.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import type { Assumed, AssumedRow } from './assumed.ts';
import { groupOf, userOf } from './case-group.ts';
import { isCounted } from './counted.ts';
import { hashFigures, hoursFigures, liabilityFigures, storageFigures } from './estimates.ts';
import type { ImpactFigure } from './figure.ts';
import { siteLinkFigures } from './link-figures.ts';
import { linkFigures } from './link-hours.ts';
import { parseRate } from './quantity.ts';
import {
  billFigures,
  costFigures,
  insideFigures,
  rateFigures,
  type ScopeContext,
} from './scope-figures.ts';
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
  const context: ScopeContext = {
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
  context: ScopeContext,
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

const scopeOf = (
  kind: ImpactScope['kind'],
  of: string,
  cases: readonly ReportCase[],
  context: ScopeContext,
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

const missingOf = (
  report: Report,
  site: ReportSiteImpact | null,
  { assumed, tariff }: ScopeContext,
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
