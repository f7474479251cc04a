// The rate that burstable tariffs bill: samples of five minutes, the highest twentieth left out, the next one counts;
// of the two directions the higher. Samples without a byte count too.
import { SAMPLE_MS, type Samples } from './link-samples.ts';

/** Of a month of 30 days 432 samples are left out: 36 hours. */
const LEFT_OUT = 0.05;

/**
 * 95th percentile in bits per second.
 *
 * @param samples by number since 1970
 * @param count samples in the whole period, silent ones included
 * @example p95(new Map([[0, { out: 0, in: 37_500_000 }]]), 1) // 1_000_000
 */
export const p95 = (samples: Samples, count: number): number => {
  const directions = [...samples.values()];
  return Math.max(
    rank(
      directions.map(({ out }) => out),
      count,
    ),
    rank(
      directions.map(({ in: into }) => into),
      count,
    ),
  );
};

const rank = (bytes: readonly number[], count: number): number => {
  const all = Math.max(count, bytes.length);
  const sorted = [...bytes].sort((a, b) => b - a);
  return ((sorted[Math.floor(all * LEFT_OUT)] ?? 0) * 8) / (SAMPLE_MS / 1000);
};
