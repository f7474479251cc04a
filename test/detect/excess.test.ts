// covers: D1 D2
// Unusual volume: against the own past, against others, and a change that stays; ordinary days are left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excessOf, type HourSeries, usualFrom } from '../../src/detect/excess.ts';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { hourOf, type VolumeSubject, type Volumes } from '../../src/model/volume.ts';

const MONDAY = Date.UTC(2026, 10, 16);
const MB = 1e6;

const volumes = (borderOut: number, borderIn = 0): Volumes => ({
  borderOut,
  borderIn,
  internalOut: 0,
  internalIn: 0,
});

const seriesOf = (
  bytesAt: (hour: number) => number,
  hoursCount: number,
  subject: VolumeSubject = { kind: 'host', name: '10.20.1.11' },
): HourSeries => {
  const hours = new Map<number, Volumes>();
  let sum = 0;
  for (let hour = 0; hour < hoursCount; hour++) {
    const bytes = bytesAt(hour);
    sum += bytes;
    if (bytes > 0) hours.set(hourOf(MONDAY) + hour, volumes(bytes));
  }
  return { subject, hours, total: volumes(sum) };
};

const spanOf = (hours: number) => ({ from: MONDAY, until: MONDAY + hours * HOUR_MS - 1 });

/** A working day: silent at night, 20 to 40 MB an hour by day. */
const office = (hour: number): number =>
  hour % 24 >= 8 && hour % 24 < 18 ? (20 + ((hour * 7) % 20)) * MB : 0;

describe('a host', () => {
  it('with ordinary days has nothing unusual', () => {
    expect(excessOf([seriesOf(office, 28 * 24)], spanOf(28 * 24))).toEqual([]);
  });

  it('that moves far more for a night is told with when, how much and what was usual', () => {
    const night = (hour: number) => (hour >= 74 && hour < 80 ? 900 * MB : office(hour));
    expect(excessOf([seriesOf(night, 7 * 24)], spanOf(7 * 24))).toEqual([
      {
        subject: { kind: 'host', name: '10.20.1.11' },
        direction: 'borderOut',
        kind: 'sustained',
        from: MONDAY + 74 * HOUR_MS,
        until: MONDAY + 80 * HOUR_MS,
        bytes: 5400 * MB,
        usual: 0,
        basis: 'all hours of this evidence',
      },
    ]);
  });

  it('is compared with earlier weeks where they are known', () => {
    const backup = (hour: number) => (hour % 24 < 5 ? 900 * MB : 0);
    const usual = usualFrom([880 * MB, 900 * MB, 910 * MB]);
    const series = seriesOf(backup, 48);
    expect(excessOf([series], spanOf(48), () => usual)).toEqual([]);
    expect(excessOf([series], spanOf(48), () => usualFrom([0, 1 * MB, 2 * MB]))).not.toEqual([]);
  });

  it('is not judged by its own past where there is less than a day of it', () => {
    expect(excessOf([seriesOf(() => 900 * MB, 12)], spanOf(12))).toEqual([]);
  });

  it('that uses far more every day since some day is told with that day', () => {
    const since = (hour: number) => office(hour) + (hour >= 10 * 24 ? 400 * MB : 0);
    const [found] = excessOf([seriesOf(since, 20 * 24)], spanOf(20 * 24)).filter(
      ({ kind }) => kind === 'shift',
    );
    expect(found).toMatchObject({ from: MONDAY + 10 * DAY_MS, basis: 'the 10 days before' });
  });

  it('in evidence with a wrong clock is not judged over a century', () => {
    const span = { from: 0, until: Date.UTC(2106, 1, 7) };
    expect(excessOf([seriesOf(office, 48)], span)).toEqual([]);
  });

  it('that moves more than all others together is told among ten, not among two', () => {
    const others = Array.from({ length: 12 }, (_, i) =>
      seriesOf(() => 30 * MB, 5, { kind: 'host', name: `10.20.1.${i + 20}` }),
    );
    const large = seriesOf(() => 600 * MB, 5);
    expect(excessOf([...others, large], spanOf(5))).toMatchObject([
      { kind: 'top', subject: { name: '10.20.1.11' }, basis: 'the middle one of 13 hosts' },
    ]);
    expect(excessOf([others[0]!, large], spanOf(5))).toEqual([]);
  });
});

describe('any series', () => {
  it('gives only excesses above what is usual, in the span', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { minLength: 1, maxLength: 400 }), (megabytes) => {
        const series = seriesOf((hour) => megabytes[hour]! * MB, megabytes.length);
        for (const one of excessOf([series], spanOf(megabytes.length))) {
          expect(one.bytes).toBeGreaterThan(one.usual);
          expect(one.from).toBeGreaterThanOrEqual(MONDAY);
          expect(one.until).toBeLessThanOrEqual(MONDAY + megabytes.length * HOUR_MS);
        }
      }),
    );
  });
});
