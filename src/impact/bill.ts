// I3: what a month costs under the four kinds of tariff: a fee, a volume and a price beyond it, prices by volume, the 95th
// percentile. Money is in the tariff's currency.
import type { Tariff } from '../model/policy.ts';
import { formatBytes, formatRate } from '../model/units.ts';
import { parsePrice, parseRate, parseRatePrice, parseVolume } from './quantity.ts';
import { volumeCost } from './traffic-cost.ts';

/** A month of a line. */
export interface MonthUse {
  readonly bytes: number;
  readonly p95BitsPerSecond: number;
}

export interface Bill {
  readonly amount: number;
  /** The inputs, as a sentence. */
  readonly text: string;
}

/**
 * The bill of a month.
 *
 * @example monthlyBill({ kind: 'tiers', tiers: [{ upTo: '50 GB', price: '1 per GB' }, { price: '2 per GB' }], … },
 *   { bytes: 60e9, p95BitsPerSecond: 0 }) // 70
 */
export const monthlyBill = (tariff: Tariff, use: MonthUse): Bill => {
  const { amount, text } = KINDS[tariff.kind](tariff, use);
  const fee = tariff.perMonth ?? 0;
  const also = tariff.kind !== 'flat' && fee > 0 ? `, and a fee of ${tariff.currency} ${fee}` : '';
  return { amount: tariff.kind === 'flat' ? amount : amount + fee, text: `${text}${also}` };
};

const flat = ({ currency, perMonth = 0 }: Tariff): Bill => ({
  amount: perMonth,
  text: `a fee of ${currency} ${perMonth} a month, whatever is moved`,
});

const cap = ({ currency, units, included, overage = '' }: Tariff, { bytes }: MonthUse): Bill => {
  const includedBytes = included === undefined ? 0 : parseVolume(included, units)!;
  const pricePerByte = parsePrice(overage, units) ?? 0;
  return {
    amount: volumeCost(bytes, { pricePerByte, includedBytes }),
    text: `${formatBytes(bytes, units)} a month at ${currency} ${overage}${included === undefined ? '' : `, ${included} of them included`}`,
  };
};

/** Each volume at its own price, as income tax does it. */
const tiers = ({ currency, units, tiers: list = [] }: Tariff, { bytes }: MonthUse): Bill => {
  let from = 0;
  let amount = 0;
  for (const { upTo, price } of list) {
    const until = upTo === undefined ? Number.POSITIVE_INFINITY : parseVolume(upTo, units)!;
    amount += Math.max(0, Math.min(bytes, until) - from) * (parsePrice(price, units) ?? 0);
    // Steps out of order cost nothing twice.
    from = Math.max(from, until);
  }
  const steps = list.map(({ upTo, price }) =>
    upTo === undefined ? price : `${price} up to ${upTo}`,
  );
  return {
    amount,
    text: `${formatBytes(bytes, units)} a month at ${currency} ${steps.join(', then ')}`,
  };
};

const percentile = (
  { currency, committed, price = '' }: Tariff,
  { p95BitsPerSecond }: MonthUse,
): Bill => {
  const least = committed === undefined ? 0 : (parseRate(committed, 'SI') ?? 0);
  return {
    amount: Math.max(least, p95BitsPerSecond) * (parseRatePrice(price) ?? 0),
    text: `a 95th percentile of ${formatRate(p95BitsPerSecond)} at ${currency} ${price}${committed === undefined ? '' : `, ${committed} at least`}`,
  };
};

const KINDS = { flat, cap, tiers, p95: percentile } as const satisfies Record<
  Tariff['kind'],
  (tariff: Tariff, use: MonthUse) => Bill
>;
