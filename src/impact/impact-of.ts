// The impact of one case: rates, share of the site's link (I1), cost by its tariff (I3), and where the bytes went (I4).
import type { Policy, Tariff } from '../model/policy.ts';
import type { ReportImpact } from '../model/report.ts';
import { isoTime, SECOND_MS } from '../model/time.ts';
import { formatDuration } from '../model/units.ts';
import type { Slice } from './bandwidth-lost.ts';
import { linkShare } from './link-share.ts';
import { parsePrice, parseRate, parseVolume } from './quantity.ts';
import { trafficCost, volumeCost } from './traffic-cost.ts';

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
    cost: costOf(input),
    peakRateBitsPerSecond: Math.round(rates.peak),
    meanRateBitsPerSecond: Math.round(rates.mean),
    borderBytes: input.borderBytes,
    internalBytes: input.internalBytes,
  };
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

const costOf = ({ policy, borderBytes, periodMs }: ImpactInput): ReportImpact['cost'] => {
  const tariff = policy?.tariff;
  const pricePerByte = tariff && parsePrice(tariff.overage, tariff.units);
  if (!tariff || pricePerByte === null || pricePerByte === undefined) return null;
  const bytesPerSecond = (1000 * borderBytes) / Math.max(periodMs, SECOND_MS);
  const month = trafficCost(bytesPerSecond, { pricePerByte, includedBytes: 0 }, tariff);
  return {
    currency: tariff.currency,
    amount: rounded(volumeCost(borderBytes, { pricePerByte, includedBytes: 0 }), 4),
    perMonth: rounded(month.perMonth, 2),
    units: tariff.units,
    assumptions: assumptionsOf(tariff, periodMs, month.bytesPerMonth, pricePerByte),
  };
};

/** Everything the two amounts rest on that the evidence does not show. */
const assumptionsOf = (
  tariff: Tariff,
  periodMs: number,
  bytesPerMonth: number,
  pricePerByte: number,
): string[] => {
  const kilo = tariff.units === 'SI' ? 1000 : 1024;
  const lines = [
    `Bytes that crossed the border, both directions, at ${tariff.currency} ${tariff.overage} (${tariff.units === 'SI' ? 'SI' : 'binary'} units: 1 MB is ${(kilo * kilo).toLocaleString('en-US')} bytes).`,
    `A month is ${tariff.hoursPerDay} hours on ${tariff.daysPerMonth} days that are all like the ${formatDuration(Math.max(periodMs, SECOND_MS))} of this evidence.`,
  ];
  const includedBytes = tariff.included && parseVolume(tariff.included, tariff.units);
  if (includedBytes) {
    const alone = rounded(volumeCost(bytesPerMonth, { pricePerByte, includedBytes }), 2);
    lines.push(
      `The ${tariff.included} included each month are taken as used up by permitted traffic; were all of them free, a month would cost ${tariff.currency} ${alone.toFixed(2)}.`,
    );
  }
  return lines;
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
