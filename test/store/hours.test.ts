// Hours that count, and what is looked up in them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { type UsualHour, usualOf, weekHourOf } from '../../src/model/volume.ts';
import { wholeHours } from '../../src/store/whole-hours.ts';
import { MONDAY } from './sample-run.ts';

const HOUR = MONDAY / HOUR_MS;
const span = (fromMinute: number, untilMinute: number) => ({
  from: MONDAY + fromMinute * MINUTE_MS,
  until: MONDAY + untilMinute * MINUTE_MS,
});
const whole = (...spans: ReturnType<typeof span>[]): number[] =>
  wholeHours(spans, HOUR, HOUR + 24).map((hour) => hour - HOUR);

describe('hours of the week', () => {
  it('begin on Monday at midnight, before 1970 as well', () => {
    expect(weekHourOf(MONDAY)).toBe(0);
    expect(weekHourOf(MONDAY - 1)).toBe(167);
    expect(weekHourOf(MONDAY + 25 * HOUR_MS + 1)).toBe(25);
    expect(weekHourOf(Date.UTC(1969, 11, 29))).toBe(0);
    expect(weekHourOf(-1)).toBe(71);
  });
});

describe('whole hours', () => {
  it('are covered from end to end, give or take the minutes in which a log is silent', () => {
    expect(whole(span(0, 60))).toEqual([0]);
    expect(whole(span(4, 118))).toEqual([0, 1]);
    expect(whole(span(6, 118))).toEqual([1]);
    expect(whole(span(0, 53))).toEqual([]);
  });

  it('may be covered by several pieces together', () => {
    expect(whole(span(0, 30), span(34, 60))).toEqual([0]);
    expect(whole(span(0, 30), span(36, 60))).toEqual([]);
    expect(whole(span(0, 120), span(10, 20), span(121, 180))).toEqual([0, 1, 2]);
  });

  it('lie in what is asked about', () => {
    expect(wholeHours([span(-600, 6000)], HOUR, HOUR + 2)).toEqual([HOUR, HOUR + 1]);
  });

  it('are those of which every minute is covered, whatever the pieces (property)', () => {
    const piece = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 120 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const spans = pieces
          .map(([from, length]) => span(from, from + length))
          .sort((a, b) => a.from - b.from);
        const near = (minute: number): boolean => {
          const at = MONDAY + minute * MINUTE_MS;
          const gap = 5 * MINUTE_MS;
          return spans.some(({ from, until }) => from - gap <= at && at <= until + gap);
        };
        for (const hour of whole(...spans))
          for (let minute = hour * 60; minute <= hour * 60 + 60; minute++)
            expect(near(minute)).toBe(true);
      }),
    );
  });
});

describe('what is usual', () => {
  const usual = { mean: 1, deviation: 0, median: 1, spread: 0, most: 1 };
  const row = (hours: number): UsualHour => ({
    subject: { kind: 'host', name: '10.20.1.11' },
    weekHour: 5,
    hours,
    borderOut: { ...usual, median: 7 },
    borderIn: usual,
    internalOut: usual,
    internalIn: usual,
  });

  it('is found by subject, hour and direction, where enough weeks are known', () => {
    const subject = { kind: 'host', name: '10.20.1.11' } as const;
    expect(usualOf([row(3)], 3)(subject, 5, 'borderOut')?.median).toBe(7);
    expect(usualOf([row(2)], 3)(subject, 5, 'borderOut')).toBeNull();
    expect(usualOf([row(3)], 3)(subject, 6, 'borderOut')).toBeNull();
    expect(usualOf([row(3)], 3)({ ...subject, kind: 'person' }, 5, 'borderOut')).toBeNull();
  });
});
