// covers: D3
// Times at which something of the policy holds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isZoneName,
  type Schedule,
  scheduled,
  scheduledSpans,
  WEEK_DAYS,
} from '../../src/model/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const at = (text: string): number => Date.parse(text);

const holdsAt = (schedule: Schedule, ...times: string[]): boolean[] =>
  times.map((time) => scheduled(schedule)(at(time)));

const spansOf = (schedule: Schedule, from: string, until: string): string[] =>
  scheduledSpans(schedule, at(from), at(until)).map(
    (span) =>
      `${new Date(span.from).toISOString().slice(5, 16)} ${new Date(span.until).toISOString().slice(5, 16)}`,
  );

describe('a schedule', () => {
  // 2026-11-23 is a Monday.
  it('holds on its days between its hours, UTC', () => {
    const office: Schedule = { days: ['mon', 'tue'], from: '08:00', until: '18:00' };
    expect(
      holdsAt(
        office,
        '2026-11-23T07:59:59.999Z',
        '2026-11-23T08:00:00Z',
        '2026-11-24T17:59:59.999Z',
        '2026-11-23T18:00:00Z',
        '2026-11-25T12:00:00Z',
      ),
    ).toEqual([false, true, true, false, false]);
  });

  it('passes midnight, and belongs to the day on which it begins', () => {
    const night: Schedule = { days: ['fri'], from: '22:00', until: '06:00' };
    expect(spansOf(night, '2026-11-23T00:00Z', '2026-11-30T00:00Z')).toEqual([
      '11-27T22:00 11-28T06:00',
    ]);
    expect(holdsAt(night, '2026-11-27T05:00Z', '2026-11-28T23:00Z')).toEqual([false, false]);
    const sunday: Schedule = { days: ['sun'], from: '20:00', until: '20:00' };
    expect(spansOf(sunday, '2026-11-20T00:00Z', '2026-11-30T00:00Z')).toEqual([
      '11-22T20:00 11-23T20:00',
      '11-29T20:00 11-30T00:00',
    ]);
  });

  it('holds all day without hours, and every day without days', () => {
    expect(spansOf({ days: ['sat', 'sun'] }, '2026-11-23T00:00Z', '2026-11-30T00:00Z')).toEqual([
      '11-28T00:00 11-30T00:00',
    ]);
    expect(spansOf({ until: '01:00' }, '2026-11-23T00:00Z', '2026-11-25T00:00Z')).toEqual([
      '11-23T00:00 11-23T01:00',
      '11-24T00:00 11-24T01:00',
    ]);
    expect(
      spansOf({ from: '23:00', until: '24:00' }, '2026-11-23T00:00Z', '2026-11-24T00:00Z'),
    ).toEqual(['11-23T23:00 11-24T00:00']);
  });

  it('follows the wall of its zone through summer time', () => {
    const office: Schedule = { from: '08:00', until: '18:00', zone: 'Europe/Berlin' };
    // Back on 2026-10-25, 03:00 → 02:00.
    expect(spansOf(office, '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '10-24T06:00 10-24T16:00',
      '10-25T07:00 10-25T17:00',
    ]);
    const small: Schedule = { from: '02:00', until: '03:00', zone: 'Europe/Berlin' };
    expect(spansOf(small, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '10-25T00:00 10-25T02:00',
    ]);
    // Forward on 2026-03-29, 02:00 → 03:00: the hour never comes.
    expect(spansOf(small, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([]);
    const across: Schedule = { from: '02:30', until: '04:00', zone: 'Europe/Berlin' };
    expect(spansOf(across, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '03-29T01:00 03-29T02:00',
    ]);
  });

  it('has the day of its zone, and zones of half and quarter hours', () => {
    expect(
      spansOf(
        { days: ['mon'], zone: 'Pacific/Auckland' },
        '2026-11-20T00:00Z',
        '2026-11-28T00:00Z',
      ),
    ).toEqual(['11-22T11:00 11-23T11:00']);
    expect(
      spansOf(
        { from: '09:00', until: '10:00', zone: 'Asia/Kathmandu' },
        '2026-11-22T00:00Z',
        '2026-11-23T00:00Z',
      ),
    ).toEqual(['11-22T03:15 11-22T04:15']);
  });

  it('knows zones by name', () => {
    expect(['UTC', 'Europe/Berlin', 'America/St_Johns'].map(isZoneName)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['', 'Berlin', 'Europe/Atlantis', 'CEST; drop'].map(isZoneName)).not.toContain(true);
  });

  const time = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => {
    const text = (part: number) => String(part).padStart(2, '0');
    return `${text(Math.floor(minutes / 60))}:${text(minutes % 60)}`;
  });
  const schedule: fc.Arbitrary<Schedule> = fc.record(
    {
      days: fc.subarray([...WEEK_DAYS], { minLength: 1 }),
      from: time,
      until: time,
      zone: fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'America/St_Johns',
        'Australia/Lord_Howe',
        'Asia/Kathmandu',
      ),
    },
    { requiredKeys: [] },
  );
  const moment = fc.integer({ min: at('2020-01-01'), max: at('2035-01-01') });

  it('has spans that say the same as its moments, in order, apart from each other', () => {
    fc.assert(
      fc.property(
        schedule,
        moment,
        fc.integer({ min: 1, max: 3 * DAY }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 20 }),
        (when, from, length, parts) => {
          const spans = scheduledSpans(when, from, from + length);
          spans.forEach((span, i) => {
            expect(span.from).toBeLessThan(span.until);
            if (i > 0) expect(span.from).toBeGreaterThan(spans[i - 1]!.until);
          });
          for (const part of parts) {
            const moment = from + Math.floor(part * length);
            expect(spans.some((span) => span.from <= moment && moment < span.until)).toBe(
              scheduled(when)(moment),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says the same, asked in any order', () => {
    fc.assert(
      fc.property(schedule, fc.array(moment, { minLength: 2, maxLength: 20 }), (when, moments) => {
        const holds = scheduled(when);
        const there = moments.map(holds);
        expect([...moments].reverse().map(holds).reverse()).toEqual(there);
      }),
    );
  });

  it('and the one of the other hours fill every day between them where no clock is changed', () => {
    fc.assert(
      fc.property(time, time, moment, (from, until, now) => {
        fc.pre(from !== until);
        const one = scheduled({ from, until, zone: 'Asia/Kathmandu' })(now);
        const other = scheduled({ from: until, until: from, zone: 'Asia/Kathmandu' })(now);
        expect(one).toBe(!other);
      }),
    );
  });
});
