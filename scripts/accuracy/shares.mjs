// Shares as people read them.
import { jeffreys } from './intervals.mjs';

export const share = (x) => (x === null || Number.isNaN(x) ? 'none' : `${(100 * x).toFixed(1)} %`);

/** `97.6 % [95.9, 98.7]`, or a dash when nothing was asked. */
export const shareOf = (k, n) => {
  if (n === 0) return '–';
  const { low, high } = jeffreys(k, n);
  return `${share(k / n)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
};
