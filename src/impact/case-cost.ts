// I3 of one case: what its bytes cost, and a month of such hours, under the tariff of the site.
import type { Policy, Tariff } from '../model/policy.ts';
import type { ReportImpact } from '../model/report.ts';
import { DAY_MS, SECOND_MS } from '../model/time.ts';
import { formatBytes, formatDuration, formatRate, KILO } from '../model/units.ts';
import { monthlyBill } from './bill.ts';
import { bytesOf, without } from './link-samples.ts';
import { p95 } from './percentile.ts';
import { parsePrice, parseVolume } from './quantity.ts';
import { monthOf, type Parted } from './site-impact.ts';
import { trafficCost, volumeCost } from './traffic-cost.ts';

export interface CaseCostInput {
  readonly borderBytes: number;
  readonly periodMs: number;
  readonly policy: Policy | null;
  readonly id?: string;
  readonly site?: Parted | null;
}

/** Null without a tariff, or where the kind of tariff needs the whole site and the evidence has none. */
export const caseCost = (input: CaseCostInput): ReportImpact['cost'] => {
  const tariff = input.policy?.tariff;
  if (!tariff) return null;
  if (tariff.kind === 'flat') return flatCost(input, tariff);
  return tariff.kind === 'cap' ? capCost(input, tariff) : differenceCost(input, tariff);
};

const capCost = (
  { borderBytes, periodMs }: CaseCostInput,
  tariff: Tariff,
): ReportImpact['cost'] => {
  const pricePerByte = parsePrice(tariff.overage ?? '', tariff.units);
  if (pricePerByte === null) return null;
  const bytesPerSecond = (1000 * borderBytes) / Math.max(periodMs, SECOND_MS);
  const month = trafficCost(bytesPerSecond, { pricePerByte, includedBytes: 0 }, tariff);
  return {
    currency: tariff.currency,
    amount: rounded(volumeCost(borderBytes, { pricePerByte, includedBytes: 0 }), 4),
    perMonth: rounded(month.perMonth, 2),
    units: tariff.units,
    assumptions: capAssumptions(tariff, periodMs, month.bytesPerMonth, pricePerByte),
  };
};

/** Everything the two amounts rest on that the evidence does not show. */
const capAssumptions = (
  tariff: Tariff,
  periodMs: number,
  bytesPerMonth: number,
  pricePerByte: number,
): string[] => {
  const lines = [
    `Bytes that crossed the border, both directions, at ${tariff.currency} ${tariff.overage} (${unitText(tariff)}).`,
    monthText(tariff, periodMs),
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

/** A fee stays what it is; what the case takes of what it pays for is said. */
const flatCost = ({ borderBytes, site }: CaseCostInput, tariff: Tariff): ReportImpact['cost'] => {
  const all = site ? bytesOf(site.all) : 0;
  const fee = tariff.perMonth ?? 0;
  const share = all > 0 ? Math.min(1, borderBytes / all) : null;
  return {
    currency: tariff.currency,
    amount: 0,
    perMonth: 0,
    units: tariff.units,
    assumptions: [
      `The tariff is a fee of ${tariff.currency} ${fee} a month, whatever is moved: this traffic adds nothing to it.`,
      ...(share === null
        ? []
        : [
            `By its ${(share * 100).toFixed(1)} % of the bytes that crossed the border it takes ${tariff.currency} ${(fee * share).toFixed(2)} of the fee.`,
          ]),
    ],
  };
};

/** Prices by volume and the 95th percentile: the site's bill as it is, less the bill without this case. */
const differenceCost = (
  { borderBytes, periodMs, id, site }: CaseCostInput,
  tariff: Tariff,
): ReportImpact['cost'] => {
  if (!site) return null;
  const own = site.caseSamples(id ?? '');
  const left = without(site.all, own);
  const seconds = Math.max(periodMs, SECOND_MS) / SECOND_MS;
  const rows = [site.all, left].map((samples) => ({
    bytes: bytesOf(samples),
    p95BitsPerSecond: p95(samples, site.count),
  }));
  const [all, rest] = rows.map((row) => monthlyBill(tariff, monthOf(row, seconds, tariff)).amount);
  const perMonth = Math.max(0, all! - rest!);
  const part =
    tariff.kind === 'p95'
      ? Math.min(1, (seconds * SECOND_MS) / (BILLED_DAYS * DAY_MS))
      : Math.min(1, borderBytes / Math.max(1, monthBytes(borderBytes, seconds, tariff)));
  return {
    currency: tariff.currency,
    amount: rounded(perMonth * part, 4),
    perMonth: rounded(perMonth, 2),
    units: tariff.units,
    assumptions: [
      `The bill of the site as it is, less its bill without this case: ${tariff.currency} ${all!.toFixed(2)} less ${rest!.toFixed(2)} a month.`,
      tariff.kind === 'p95'
        ? `The 95th percentile is ${formatRate(rows[0]!.p95BitsPerSecond)} with it and ${formatRate(rows[1]!.p95BitsPerSecond)} without, of ${site.count} samples of five minutes; a month has 8,640.`
        : `The site moves ${formatBytes(monthBytes(rows[0]!.bytes, seconds, tariff), tariff.units)} a month (${unitText(tariff)}).`,
      monthText(tariff, periodMs),
    ],
  };
};

/** Days of the month that a percentile is billed for. */
const BILLED_DAYS = 30;

const monthBytes = (bytes: number, seconds: number, tariff: Tariff): number =>
  monthOf({ bytes, p95BitsPerSecond: 0 }, seconds, tariff).bytes;

const unitText = ({ units }: Tariff): string =>
  `${units === 'SI' ? 'SI' : 'binary'} units: 1 MB is ${(KILO[units] ** 2).toLocaleString('en-US')} bytes`;

const monthText = ({ hoursPerDay, daysPerMonth }: Tariff, periodMs: number): string =>
  `A month is ${hoursPerDay} hours on ${daysPerMonth} days that are all like the ${formatDuration(Math.max(periodMs, SECOND_MS))} of this evidence.`;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
