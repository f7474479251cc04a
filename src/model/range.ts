// A quantity that is not known to the digit: from low to high, both included. A figure that is known has both the same.

export interface Range {
  readonly low: number;
  readonly high: number;
}

export const exactly = (value: number): Range => ({ low: value, high: value });

/** Sums of the ends; nothing sums to 0. */
export const sumOfRanges = (ranges: readonly Range[]): Range => ({
  low: ranges.reduce((sum, { low }) => sum + low, 0),
  high: ranges.reduce((sum, { high }) => sum + high, 0),
});

/** Products of the ends; none of them is negative. */
export const productOf = (...ranges: readonly Range[]): Range => ({
  low: ranges.reduce((product, { low }) => product * low, 1),
  high: ranges.reduce((product, { high }) => product * high, 1),
});

/**
 * `4`, `4-8` or `4..8` as a range; null when it is none, is negative or has its ends the wrong way round.
 *
 * @example parseRange('0.5-2') // { low: 0.5, high: 2 }
 */
export const parseRange = (text: string): Range | null => {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(?:(?:-|\.\.)(\d{1,12}(?:\.\d{1,6})?))?$/.exec(
    text.trim(),
  );
  if (!match) return null;
  const low = Number(match[1]);
  const high = match[2] === undefined ? low : Number(match[2]);
  return low <= high ? { low, high } : null;
};
