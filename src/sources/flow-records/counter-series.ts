// Readings of counters → volumes between them. A counter of 32 bits that went over its end goes on from 0 (RFC 1573 §3.1.6);
// one that stands lower for another reason was set back (restart), and has counted from 0 since.
import { LIMITS } from '../../model/limits.ts';
import type { CounterReading } from './flow-record.ts';

export interface CountedVolume extends CounterReading {
  readonly until: number;
}

const WRAP = 2 ** 32;

export class CounterSeries {
  readonly #last = new Map<string, CounterReading>();

  /** The volume since the reading before it; null for the first one, and for one that is not later. */
  add(reading: CounterReading): CountedVolume | null {
    const key = `${reading.sensor ?? ''}|${reading.device}`;
    const before = this.#last.get(key);
    if (before ? reading.at <= before.at : this.#last.size >= LIMITS.countersMax) return null;
    this.#last.set(key, reading);
    if (!before) return null;
    const { bytesIn, bytesOut } = growth(before, reading);
    return { ...reading, at: before.at, until: reading.at, bytesIn, bytesOut };
  }

  /** True when a further series has no room. */
  get full(): boolean {
    return this.#last.size >= LIMITS.countersMax;
  }

  follows({ device, sensor }: Pick<CounterReading, 'device' | 'sensor'>): boolean {
    return this.#last.has(`${sensor ?? ''}|${device}`);
  }
}

const growth = (
  before: CounterReading,
  now: CounterReading,
): { bytesIn: number; bytesOut: number } => {
  const lower = [now.bytesIn < before.bytesIn, now.bytesOut < before.bytesOut];
  const wraps = nearEnd(before.bytesIn, now.bytesIn) && nearEnd(before.bytesOut, now.bytesOut);
  // Both lower: the device began anew, unless both stood just before their end.
  if (lower[0] && lower[1] && !wraps) return now;
  return {
    bytesIn: grown(before.bytesIn, now.bytesIn),
    bytesOut: grown(before.bytesOut, now.bytesOut),
  };
};

/** In the last quarter before, in the first three after. */
const nearEnd = (before: number, now: number): boolean =>
  before < WRAP && before >= 0.75 * WRAP && now < 0.75 * WRAP;

const grown = (before: number, now: number): number => {
  if (now >= before) return now - before;
  return before < WRAP ? now + WRAP - before : now;
};
