// The site: its link by hour with and without the hosts of the raised cases, who would saturate it, and its bill with and
// without them (I1 to I4). What is subtracted is what the cases moved; what else those hosts moved is known by the hour.
import type { Policy, Tariff } from '../model/policy.ts';
import type { ReportLinkHour, ReportSiteImpact } from '../model/report.ts';
import { SECOND_MS } from '../model/time.ts';
import { formatDuration } from '../model/units.ts';
import type { Slice } from './bandwidth-lost.ts';
import { type MonthUse, monthlyBill } from './bill.ts';
import { type LinkParts, linkFigures, linkHours } from './link-hours.ts';
import {
  bytesOf,
  HOUR_SAMPLES,
  hoursOf,
  SAMPLE_MS,
  type Sample,
  type Samples,
  samplesOf,
  sumOfSamples,
  without,
} from './link-samples.ts';
import { p95 } from './percentile.ts';
import { parseRate } from './quantity.ts';

/** What one raised case moved across the border. */
export interface CaseTraffic {
  readonly id: string;
  readonly address: string;
  readonly slices: readonly Slice[];
  readonly sliceMs: number;
  /** Part of its bytes that crossed the border, 0 to 1. */
  readonly borderShare: number;
}

export interface SiteInput {
  /** Everything that crossed the border. */
  readonly samples: Samples;
  /** Of the hosts of the cases, by hour since 1970, whatever they did. */
  readonly hostHours: ReadonlyMap<number, Sample>;
  readonly cases: readonly CaseTraffic[];
  /** Epoch ms of the evidence. */
  readonly from: number;
  readonly until: number;
  readonly policy: Policy | null;
  /** Hours listed at most. */
  readonly hoursMax: number;
}

/** The site's border, parted. */
export interface Parted extends LinkParts {
  /** What one case moved; made when asked for, because a month of many cases is much. */
  caseSamples(id: string): Samples;
  /** Samples of the period, silent ones included. */
  readonly count: number;
}

export const partedOf = ({ samples, hostHours, cases, from, until }: SiteInput): Parted => {
  const own = (one: CaseTraffic): Samples => samplesOf(one.slices, one.sliceMs, one.borderShare);
  const byId = new Map(cases.map((one) => [one.id, one]));
  const activity = sumOfSamples(cases, own);
  // Bytes of cases that no flow tells of (findings with an extent of their own) crossed the border all the same.
  const all = atLeast(samples, activity);
  const hosts = evenly(without(hourSamples(hostHours), hourSamples(hoursOf(activity))));
  const withoutActivity = without(all, activity);
  return {
    all,
    activity,
    caseSamples: (id) => {
      const one = byId.get(id);
      return one ? own(one) : new Map();
    },
    withoutActivity,
    withoutHosts: without(withoutActivity, hosts),
    count: Math.max(1, Math.ceil(until / SAMPLE_MS) - Math.floor(from / SAMPLE_MS)),
  };
};

/** Null when nothing crossed the border. */
export const siteImpactOf = (input: SiteInput, parted: Parted): ReportSiteImpact | null => {
  if (parted.all.size === 0) return null;
  const { cases, from, until, policy, hoursMax } = input;
  const hours = linkHours(parted, from, until);
  const width = Math.max(SAMPLE_MS, ...cases.map(({ sliceMs }) => sliceMs));
  const use = {
    all: rowOf(parted.all, parted),
    withoutActivity: rowOf(parted.withoutActivity, parted),
    withoutHosts: rowOf(parted.withoutHosts, parted),
  };
  const periodSeconds = Math.max(SECOND_MS, until - from) / SECOND_MS;
  return {
    hosts: new Set(cases.map(({ address }) => address)).size,
    periodSeconds,
    sampleSeconds: width / SECOND_MS,
    samples: parted.count,
    use,
    hours: hours.slice(-hoursMax),
    hoursLeftOut: Math.max(0, hours.length - hoursMax),
    link: linkOf(cases, hours, policy),
    bill: policy?.tariff
      ? siteBill(policy.tariff, { use, periodSeconds, samples: parted.count })
      : null,
  };
};

/** What a month costs as it is, without what the cases moved, and without their hosts. */
export const siteBill = (
  tariff: Tariff,
  { use, periodSeconds, samples }: Pick<ReportSiteImpact, 'use' | 'periodSeconds' | 'samples'>,
): NonNullable<ReportSiteImpact['bill']> => {
  const bill = (row: ReportSiteImpact['use']['all']) =>
    monthlyBill(tariff, monthOf(row, periodSeconds, tariff));
  const all = bill(use.all);
  return {
    kind: tariff.kind,
    currency: tariff.currency,
    units: tariff.units,
    perMonth: cents(all.amount),
    withoutActivity: cents(bill(use.withoutActivity).amount),
    withoutHosts: cents(bill(use.withoutHosts).amount),
    assumptions: [
      sentence(all.text),
      tariff.kind === 'p95'
        ? `The percentile is that of ${samples.toLocaleString('en-US')} samples of five minutes; a month of 30 days has 8,640.`
        : `A month is ${tariff.hoursPerDay} hours on ${tariff.daysPerMonth} days that are all like the ${formatDuration(periodSeconds * SECOND_MS)} of this evidence.`,
    ],
  };
};

/** A month of such hours. The 95th percentile is taken as it is: that of the evidence. */
export const monthOf = (
  row: { readonly bytes: number; readonly p95BitsPerSecond: number },
  periodSeconds: number,
  { hoursPerDay, daysPerMonth }: Pick<Tariff, 'hoursPerDay' | 'daysPerMonth'>,
): MonthUse => ({
  bytes: (row.bytes / periodSeconds) * 3600 * hoursPerDay * daysPerMonth,
  p95BitsPerSecond: row.p95BitsPerSecond,
});

const rowOf = (samples: Samples, { count }: Parted): ReportSiteImpact['use']['all'] => ({
  bytes: Math.round(bytesOf(samples)),
  p95BitsPerSecond: Math.round(p95(samples, count)),
});

const linkOf = (
  cases: readonly CaseTraffic[],
  hours: readonly ReportLinkHour[],
  policy: Policy | null,
): ReportSiteImpact['link'] => {
  const link = policy?.link;
  const capacity = link === undefined ? null : parseRate(link, 'SI');
  if (link === undefined || !capacity) return null;
  return { link, ...linkFigures(capacity, ratesByHost(cases), hours) };
};

/** Mean rates of hosts while they were at it, bits a second of the busier direction. A host with two activities is one user. */
export const ratesByHost = (cases: readonly CaseTraffic[]): number[] => {
  const rates = new Map<string, number>();
  for (const one of cases) rates.set(one.address, (rates.get(one.address) ?? 0) + meanRate(one));
  return [...rates.values()];
};

const meanRate = ({ slices, sliceMs, borderShare }: CaseTraffic): number => {
  const sum = (pick: (slice: Slice) => number) => slices.reduce((all, one) => all + pick(one), 0);
  const bytes = Math.max(
    sum(({ bytesOut }) => bytesOut),
    sum(({ bytesIn }) => bytesIn),
  );
  return slices.length === 0 || sliceMs <= 0
    ? 0
    : (bytes * borderShare * 8000) / (sliceMs * slices.length);
};

const atLeast = (all: Samples, part: Samples): Samples => {
  const both = new Map(all);
  for (const [index, { out, in: into }] of part) {
    const known = both.get(index) ?? NOTHING;
    both.set(index, { out: Math.max(known.out, out), in: Math.max(known.in, into) });
  }
  return both;
};

/** Hours as if they were samples, to subtract one from the other. */
const hourSamples = (hours: ReadonlyMap<number, Sample>): Samples => new Map(hours);

const evenly = (hours: Samples): Samples => {
  const samples = new Map<number, Sample>();
  for (const [hour, { out, in: into }] of hours)
    for (let at = 0; at < HOUR_SAMPLES; at++)
      samples.set(hour * HOUR_SAMPLES + at, { out: out / HOUR_SAMPLES, in: into / HOUR_SAMPLES });
  return samples;
};

const NOTHING: Sample = { out: 0, in: 0 };

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const cents = (value: number): number => Number(value.toFixed(2));
