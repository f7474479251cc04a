// The assumptions of one reckoning: defaults, what policy says instead, and what the command line says instead of both.
import {
  ASSUMPTION_NAMES,
  ASSUMPTIONS,
  type Assumption,
  type AssumptionName,
} from '../model/assumptions.ts';
import type { Policy } from '../model/policy.ts';
import { exactly, type Range } from '../model/range.ts';

export interface AssumedRow extends Assumption {
  readonly name: AssumptionName;
  readonly from: 'default' | 'policy' | 'command line';
}

export interface Assumed {
  /** Every assumption, in the order of the catalogue. */
  readonly rows: readonly AssumedRow[];
  /** Null where nobody has said. */
  range(name: AssumptionName): Range | null;
  /** `5 to 30 minutes a day`, for sentences. */
  text(name: AssumptionName): string;
}

export const assumedOf = (
  policy: Policy['assumptions'],
  given: ReadonlyMap<AssumptionName, Range> = new Map(),
): Assumed => {
  const rows = ASSUMPTION_NAMES.map((name): AssumedRow => {
    const base: Assumption = ASSUMPTIONS[name];
    const own = given.get(name);
    if (own) return { ...base, name, range: own, from: 'command line' };
    const said = policy?.[name];
    if (said === undefined) return { ...base, name, from: 'default' };
    const range = typeof said === 'number' ? exactly(said) : { low: said[0], high: said[1] };
    return { ...base, name, range, from: 'policy' };
  });
  const byName = new Map(rows.map((row) => [row.name, row]));
  const range = (name: AssumptionName): Range | null => byName.get(name)!.range;
  return {
    rows,
    range,
    text: (name) => {
      const known = range(name);
      return known ? `${rangeText(known)} ${ASSUMPTIONS[name].unit}` : `nobody has said`;
    },
  };
};

/** With a default, so that it is there whatever policy says. */
export const assumedRange = (assumed: Assumed, name: AssumptionName): Range =>
  assumed.range(name) ?? exactly(0);

/** `4`, `5 to 30`. */
export const rangeText = ({ low, high }: Range): string =>
  low === high ? plain(low) : `${plain(low)} to ${plain(high)}`;

const plain = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 2 });
