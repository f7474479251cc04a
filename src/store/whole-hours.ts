// Hours that evidence covers from end to end: half an hour of a capture says nothing about how much an hour brings.

import type { TimeSpan } from '../model/identity-interval.ts';
import { LIMITS } from '../model/limits.ts';
import { HOUR_MS } from '../model/time.ts';

/** Hours (since the epoch) in [from, before) that the spans cover together; spans by their beginning. */
export const wholeHours = (spans: readonly TimeSpan[], from: number, before: number): number[] => {
  const hours: number[] = [];
  for (const span of joined(spans)) {
    const first = Math.ceil((span.from - LIMITS.coverageGapMs) / HOUR_MS);
    const end = Math.floor((span.until + LIMITS.coverageGapMs) / HOUR_MS);
    for (let hour = Math.max(first, from); hour < Math.min(end, before); hour++) hours.push(hour);
  }
  return [...new Set(hours)];
};

const joined = (spans: readonly TimeSpan[]): TimeSpan[] => {
  const result: TimeSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && span.from <= last.until + LIMITS.coverageGapMs)
      result[result.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
    else result.push(span);
  }
  return result;
};
