// Bytes of a line in samples of equal width: what shares by hour and the 95th percentile are reckoned from.
import { LIMITS } from '../model/limits.ts';
import { HOUR_MS } from '../model/time.ts';
import type { Slice } from './bandwidth-lost.ts';

/** Bytes of one sample, seen from the site. */
export interface Sample {
  readonly out: number;
  readonly in: number;
}

/** By number of the sample since 1970; a sample without bytes is missing. */
export type Samples = ReadonlyMap<number, Sample>;

/** The width that providers bill by: five minutes, as their collectors poll. */
export const SAMPLE_MS = 300_000;
export const HOUR_SAMPLES = HOUR_MS / SAMPLE_MS;

/**
 * Slices of any width as samples; the bytes of a slice are spread evenly over it. `share`: of them, 0 to 1. Of more than a
 * year the last is kept.
 */
export const samplesOf = (slices: readonly Slice[], sliceMs: number, share = 1): Samples => {
  const samples = new Map<number, Sample>();
  const each = Math.ceil(Math.max(1, sliceMs) / SAMPLE_MS) + 1;
  const kept = Math.floor(LIMITS.linkSamplesMax / each);
  // Slices wider than a year are of clocks that went wrong, and tell no hours.
  if (kept === 0) return samples;
  for (const { at, bytesOut, bytesIn } of slices.slice(-kept)) {
    const until = at + Math.max(1, sliceMs);
    for (let index = Math.floor(at / SAMPLE_MS); index * SAMPLE_MS < until; index++) {
      const begin = Math.max(at, index * SAMPLE_MS);
      const part = (share * (Math.min(until, (index + 1) * SAMPLE_MS) - begin)) / (until - at);
      put(samples, index, { out: bytesOut * part, in: bytesIn * part });
    }
  }
  return samples;
};

/** One after the other, so that only one of them is held beside the sum. */
export const sumOfSamples = <Part>(
  parts: readonly Part[],
  samplesOfPart: (part: Part) => Samples,
): Samples => {
  const sum = new Map<number, Sample>();
  for (const part of parts)
    for (const [index, sample] of samplesOfPart(part)) put(sum, index, sample);
  return sum;
};

/** What is left of a line; never below nothing: both are spread evenly over flows, and that is not exact. */
export const without = (all: Samples, part: Samples): Samples =>
  new Map(
    [...all].map(([index, { out, in: into }]) => {
      const less = part.get(index) ?? { out: 0, in: 0 };
      return [index, { out: Math.max(0, out - less.out), in: Math.max(0, into - less.in) }];
    }),
  );

/** Bytes by hour since 1970. */
export const hoursOf = (samples: Samples): Map<number, Sample> => {
  const hours = new Map<number, Sample>();
  for (const [index, sample] of samples) put(hours, Math.floor(index / HOUR_SAMPLES), sample);
  return hours;
};

export const bytesOf = (samples: Samples): number => {
  let sum = 0;
  for (const { out, in: into } of samples.values()) sum += out + into;
  return sum;
};

const put = (samples: Map<number, Sample>, index: number, { out, in: into }: Sample): void => {
  const known = samples.get(index);
  samples.set(index, { out: (known?.out ?? 0) + out, in: (known?.in ?? 0) + into });
};
