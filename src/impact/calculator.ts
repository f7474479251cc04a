// The stand-alone calculator: the paper's reckoning with one's own inputs.
import { KILO, type UnitSystem } from '../model/units.ts';
import { linkShare } from './link-share.ts';
import { parsePrice, parseRate, parseVolume, tidy } from './quantity.ts';
import type { ImpactRow } from './row.ts';
import { saturation } from './saturation.ts';
import { type TrafficCost, trafficCost } from './traffic-cost.ts';

/** Texts are as people write them (quantity.ts) and have been checked with `parse…`; a figure without its inputs is left out. */
export interface CalculatorInput {
  /** Rate of one source: `20kB/s`. */
  readonly rate: string;
  readonly sources: number;
  readonly hoursPerDay: number;
  readonly daysPerMonth: number;
  /** `2 Mbit/s`. */
  readonly link?: string | undefined;
  /** `0.12 per MB`, with its currency. */
  readonly price?: string | undefined;
  readonly currency: string;
  /** `50 GB` a month. */
  readonly included?: string | undefined;
  /** People on the network. */
  readonly users?: number | undefined;
}

export const calculate = (input: CalculatorInput): readonly ImpactRow[] => {
  const binary = figures(input, 'binary');
  const si = figures(input, 'SI');
  return si.map(({ id, unit, value, text }, i) => ({
    id,
    unit,
    printed: null,
    binary: tidy(binary[i]!.value),
    si: tidy(value),
    text,
  }));
};

interface Figure {
  readonly id: string;
  readonly unit: string;
  readonly value: number;
  readonly text: string;
}

const figures = (input: CalculatorInput, units: UnitSystem): Figure[] => {
  const bits = parseRate(input.rate, units)! * input.sources;
  return [
    figure('I1-rate', 'kbit/s', bits / 1000, rateText(input)),
    ...(input.link === undefined ? [] : linkFigures(input, bits, input.link)),
    ...(input.price === undefined ? [] : costFigures(input, bits, input.price, units)),
  ];
};

const linkFigures = (input: CalculatorInput, bits: number, link: string): Figure[] => {
  const capacity = parseRate(link, 'SI')!;
  const { users, filling } = saturation(capacity, bits);
  const rows = [
    figure('I1', '%', linkShare(bits, capacity), `of ${link}`),
    figure('I2', 'users', users, `${link} ÷ the rate of one user`),
    figure('I2-fill', 'users', filling, 'fill the link'),
  ];
  if (input.users !== undefined)
    rows.push(
      figure('I2-share', '%', (users / input.users) * 100, `of ${input.users} users saturate it`),
    );
  return rows;
};

const costFigures = (
  input: CalculatorInput,
  bits: number,
  price: string,
  units: UnitSystem,
): Figure[] => {
  const { hoursPerDay: hours, daysPerMonth: days, included, currency } = input;
  const includedBytes = included === undefined ? 0 : parseVolume(included, units)!;
  const tariff = { pricePerByte: parsePrice(price, units)!, includedBytes };
  const cost: TrafficCost = trafficCost(bits / 8, tariff, {
    hoursPerDay: hours,
    daysPerMonth: days,
  });
  const beyond = included === undefined ? '' : `, beyond ${included} included`;
  return [
    figure('I3-hour-MB', 'MB', cost.bytesPerHour / KILO[units] ** 2, 'in an hour'),
    figure(
      'I3-hour',
      currency,
      cost.perHour,
      `an hour at ${price}${included === undefined ? '' : ' once the included volume is used up'}`,
    ),
    figure('I3-month', currency, cost.perMonth, `${hours} h × ${days} days${beyond}`),
    figure('I3-year', currency, cost.perYear, '12 months'),
  ];
};

const rateText = ({ sources, rate }: CalculatorInput): string =>
  sources === 1 ? rate : `${sources} sources × ${rate}`;

const figure = (id: string, unit: string, value: number, text: string): Figure => ({
  id,
  unit,
  value,
  text,
});
