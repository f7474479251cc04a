// The impact of one case: rates, share of the site's link (I1), cost by its tariff (I3), and where the bytes went (I4).
import { LIMITS } from '../model/limits.ts';
import type { Policy } from '../model/policy.ts';
import type { ReportImpact } from '../model/report.ts';
import { HOUR_MS, isoTime, SECOND_MS } from '../model/time.ts';
import type { Slice } from './bandwidth-lost.ts';
import { caseCost } from './case-cost.ts';
import { hoursOf, samplesOf } from './link-samples.ts';
import { linkShare } from './link-share.ts';
import { parseRate } from './quantity.ts';
import type { Parted } from './site-impact.ts';

export interface ImpactInput {
  /** Slices of `sliceMs` that hold bytes, in any order; border and inside together. */
  readonly slices: readonly Slice[];
  readonly sliceMs: number;
  /** IP bytes, both directions, exchanged with the outside and within the network. */
  readonly borderBytes: number;
  readonly internalBytes: number;
  /** Span of the evidence in ms: a month is extrapolated from all of it, quiet hours included. */
  readonly periodMs: number;
  readonly policy: Policy | null;
  /** Id of the case, and the border of the site that it is part of: what tariffs of kind `tiers` and `p95` need. */
  readonly id?: string;
  readonly site?: Parted | null;
}

/**
 * Impact of one case, as the report carries it.
 *
 * Rates count both directions. The share of the link is that of the busier direction, because links are full duplex, and
 * of the bytes that crossed the border only. The mean is over the slices that hold bytes: the rate while it went on.
 */
export const impactOf = (input: ImpactInput): ReportImpact => {
  const rates = ratesOf(input);
  return {
    linkShare: linkShareOf(input, rates),
    cost: caseCost(input),
    peakRateBitsPerSecond: Math.round(rates.peak),
    meanRateBitsPerSecond: Math.round(rates.mean),
    borderBytes: input.borderBytes,
    internalBytes: input.internalBytes,
    ...(input.borderBytes > 0 && input.slices.length > 0 ? { hours: borderHours(input) } : {}),
  };
};

/** The last hours, when there are very many; a share of the link is over the whole hour. */
const borderHours = ({ slices, sliceMs, borderBytes, internalBytes, policy }: ImpactInput) => {
  const capacity = policy?.link === undefined ? null : parseRate(policy.link, 'SI');
  const share = borderBytes / (borderBytes + internalBytes);
  return [...hoursOf(samplesOf(slices, sliceMs, share))]
    .sort(([a], [b]) => a - b)
    .slice(-LIMITS.linkHoursMax)
    .map(([hour, { out, in: into }]) => ({
      at: isoTime(hour * HOUR_MS),
      bytesOut: Math.round(out),
      bytesIn: Math.round(into),
      linkPercent: capacity
        ? rounded(linkShare((Math.max(out, into) * 8 * SECOND_MS) / HOUR_MS, capacity), 2)
        : null,
    }));
};

interface Rates {
  /** Bits per second, both directions. */
  readonly peak: number;
  readonly mean: number;
  /** Bits per second of the busier direction, with the slice of its peak. */
  readonly peakOneWay: number;
  readonly meanOneWay: number;
  readonly peakAt: number;
  /** Part of all bytes that crossed the border, 0 to 1. */
  readonly border: number;
}

const ratesOf = ({ slices, sliceMs, borderBytes, internalBytes }: ImpactInput): Rates => {
  const perSecond = sliceMs > 0 ? 8000 / sliceMs : 0;
  let peak = 0;
  let total = 0;
  let out = 0;
  let peakOneWay = 0;
  let peakAt = slices[0]?.at ?? 0;
  for (const { at, bytesOut, bytesIn } of slices) {
    peak = Math.max(peak, bytesOut + bytesIn);
    total += bytesOut + bytesIn;
    out += bytesOut;
    if (Math.max(bytesOut, bytesIn) <= peakOneWay) continue;
    peakOneWay = Math.max(bytesOut, bytesIn);
    peakAt = at;
  }
  const each = perSecond / Math.max(1, slices.length);
  const bytes = borderBytes + internalBytes;
  return {
    peak: peak * perSecond,
    mean: total * each,
    peakOneWay: peakOneWay * perSecond,
    meanOneWay: Math.max(out, total - out) * each,
    peakAt,
    border: bytes > 0 ? borderBytes / bytes : 0,
  };
};

const linkShareOf = ({ policy, slices }: ImpactInput, rates: Rates): ReportImpact['linkShare'] => {
  const link = policy?.link;
  const capacity = link === undefined ? null : parseRate(link, 'SI');
  if (link === undefined || !capacity || slices.length === 0) return null;
  return {
    link,
    peakPercent: rounded(linkShare(rates.peakOneWay * rates.border, capacity), 2),
    meanPercent: rounded(linkShare(rates.meanOneWay * rates.border, capacity), 2),
    peakAt: isoTime(rates.peakAt),
  };
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
