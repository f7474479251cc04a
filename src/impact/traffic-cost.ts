// I3: what traffic costs under a tariff with an included volume and a price beyond it.

/** Money is in the tariff's currency, volumes in bytes. */
export interface CostTariff {
  readonly pricePerByte: number;
  /** Bytes a month that cost nothing more. */
  readonly includedBytes: number;
}

export interface Working {
  readonly hoursPerDay: number;
  readonly daysPerMonth: number;
}

export interface TrafficCost {
  readonly bytesPerHour: number;
  readonly bytesPerMonth: number;
  /** At the price beyond the included volume: what one more hour or day costs once that is used up. */
  readonly perHour: number;
  readonly perDay: number;
  /** Beyond the included volume, all of which is taken to be free for this traffic. */
  readonly perMonth: number;
  readonly perYear: number;
}

export const HOUR_SECONDS = 3600;
export const MONTHS_PER_YEAR = 12;

/**
 * Cost of a steady rate during working hours.
 *
 * @param bytesPerSecond the rate, both directions as far as the tariff counts them
 * @example trafficCost(20_000, { pricePerByte: 0.12e-6, includedBytes: 0 }, { hoursPerDay: 8, daysPerMonth: 20 })
 * // perHour 8.64, perMonth 1382.4, perYear 16588.8
 */
export const trafficCost = (
  bytesPerSecond: number,
  tariff: CostTariff,
  working: Working,
): TrafficCost => {
  const bytesPerHour = bytesPerSecond * HOUR_SECONDS;
  const bytesPerMonth = bytesPerHour * working.hoursPerDay * working.daysPerMonth;
  const perHour = volumeCost(bytesPerHour, { ...tariff, includedBytes: 0 });
  const perMonth = volumeCost(bytesPerMonth, tariff);
  return {
    bytesPerHour,
    bytesPerMonth,
    perHour,
    perDay: perHour * working.hoursPerDay,
    perMonth,
    perYear: perMonth * MONTHS_PER_YEAR,
  };
};

/** Cost of a volume in bytes within one month. */
export const volumeCost = (bytes: number, tariff: CostTariff): number =>
  Math.max(0, bytes - tariff.includedBytes) * tariff.pricePerByte;
