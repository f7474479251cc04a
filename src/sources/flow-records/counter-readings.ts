// Readings in text → volumes. Of an SNMP agent the two directions come apart, 32 and 64 bits side by side, and names in
// rows of their own: they are put together when the next reading begins.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Reason } from '../source.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { CounterSeries } from './counter-series.ts';
import type { CounterReading } from './flow-record.ts';

const NO_TIME: Reason = 'reading of counters without a time';
const TOO_MANY: Reason = 'more counters than are followed';
const FALLING =
  'Counters that fall often: are they volumes instead? Only their growth from row to row is counted.';

interface Octets {
  at: number;
  bytesIn: number;
  bytesOut: number;
  wideIn: number;
  wideOut: number;
}

export class CounterReadings {
  readonly #context: TextContext;
  readonly #series = new CounterSeries();
  readonly #octets = new Map<number, Octets>();
  readonly #names = new Map<number, string>();
  readonly #last = new Map<string, number>();
  #readings = 0;
  #fallen = 0;

  constructor(context: TextContext) {
    this.#context = context;
  }

  add(reading: CounterReading, line: number): Outcome {
    if (Number.isNaN(reading.at)) return NO_TIME;
    if (this.#series.full && !this.#series.follows(reading)) return TOO_MANY;
    this.#watch(reading);
    const volume = this.#series.add(reading);
    return volume ? this.#context.emit({ kind: 'volume', ...volume }, line) : OK;
  }

  name(index: number, name: string): void {
    if (this.#names.size < LIMITS.countersMax) this.#names.set(index, name.trim());
  }

  octets(
    index: number,
    wide: boolean,
    inwards: boolean,
    count: number,
    at: number,
    line: number,
  ): Outcome {
    if (Number.isNaN(at)) return NO_TIME;
    let octets = this.#octets.get(index);
    // The same counter once more: a reading of its own.
    if (octets && !Number.isNaN(octets[fieldOf(wide, inwards)])) {
      this.#put(index, octets, line);
      octets = undefined;
    }
    if (!octets) {
      if (this.#octets.size >= LIMITS.countersMax) return TOO_MANY;
      octets = {
        at,
        bytesIn: Number.NaN,
        bytesOut: Number.NaN,
        wideIn: Number.NaN,
        wideOut: Number.NaN,
      };
      this.#octets.set(index, octets);
    }
    octets[fieldOf(wide, inwards)] = count;
    return OK;
  }

  /** A new reading begins, or nothing more comes. */
  flush(line: number): void {
    for (const [index, octets] of this.#octets) this.#put(index, octets, line);
  }

  #put(index: number, { at, ...counts }: Octets, line: number): void {
    this.#octets.delete(index);
    const wide = counts.wideIn >= 0 && counts.wideOut >= 0;
    const bytesIn = wide ? counts.wideIn : counts.bytesIn;
    const bytesOut = wide ? counts.wideOut : counts.bytesOut;
    if (!(bytesIn >= 0 && bytesOut >= 0)) return;
    this.add(
      { at, device: this.#names.get(index) ?? `interface ${index}`, bytesIn, bytesOut },
      line,
    );
  }

  /** Volumes fall at every second row; counters once in a long while. */
  #watch({ device, sensor, bytesIn }: CounterReading): void {
    const key = `${sensor ?? ''}|${device}`;
    const before = this.#last.get(key);
    if (before === undefined && this.#last.size >= LIMITS.countersMax) return;
    this.#last.set(key, bytesIn);
    this.#readings++;
    if (before !== undefined && bytesIn < before) this.#fallen++;
    if (this.#fallen > 4 && this.#fallen * 4 > this.#readings) this.#context.warn(FALLING);
  }
}

const fieldOf = (
  wide: boolean,
  inwards: boolean,
): 'wideIn' | 'wideOut' | 'bytesIn' | 'bytesOut' => {
  if (wide) return inwards ? 'wideIn' : 'wideOut';
  return inwards ? 'bytesIn' : 'bytesOut';
};
