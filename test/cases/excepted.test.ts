// covers: D3 P1 T9
// Whether policy excepts a case: who, what, and all of the time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Course, isExcepted } from '../../src/cases/excepted.ts';
import { parsePolicy } from '../../src/intake/policy.ts';

const HOUR = 3_600_000;

const policy = parsePolicy(
  `
exceptions:
  - who: 10.0.0.1
    may: [bittorrent]
    until: 2026-12-31
    when: { days: [mon, tue, wed, thu, fri], from: 08:00, until: 18:00 }
    why: distributes images
  - { who: 10.0.0.2, may: [file-sharing], until: 2026-11-23, why: a test }
`,
  'site.yaml',
);

/** One slice a second for every given span. */
const during = (...spans: readonly [string, string][]): Course => {
  const times = spans.map(([from, until]) => [Date.parse(from), Date.parse(until)] as const);
  const sliceMs = 60_000;
  return {
    firstSeen: Math.min(...times.map(([from]) => from)),
    lastSeen: Math.max(...times.map(([, until]) => until)),
    sliceMs,
    slices: times.flatMap(([from, until]) =>
      Array.from({ length: Math.ceil((until - from) / sliceMs) }, (_, i) => from + i * sliceMs),
    ),
    moments: times.map(([from]) => from),
  };
};

const excepted = (course: Course, address = '10.0.0.1'): boolean =>
  isExcepted([address], 'bittorrent', course, policy);

describe('an exception with a schedule', () => {
  it('holds when everything lies within, on several days', () => {
    const days = during(
      ['2026-11-23T08:00Z', '2026-11-23T18:00Z'],
      ['2026-11-24T09:00Z', '2026-11-24T10:00Z'],
    );
    expect(excepted(days)).toBe(true);
    expect(excepted(days, '10.0.0.9')).toBe(false);
  });

  it('does not hold when anything went on outside of it', () => {
    expect(excepted(during(['2026-11-23T17:00Z', '2026-11-23T19:00Z']))).toBe(false);
    expect(
      excepted(
        during(
          ['2026-11-23T09:00Z', '2026-11-23T10:00Z'],
          ['2026-11-28T09:00Z', '2026-11-28T09:02Z'],
        ),
      ),
    ).toBe(false);
    expect(
      excepted({
        ...during(['2026-11-23T09:00Z', '2026-11-23T10:00Z']),
        moments: [Date.parse('2026-11-23T02:00Z')],
      }),
    ).toBe(false);
  });

  it('takes wide slices as a whole', () => {
    const wide = { ...during(['2026-11-23T09:00Z', '2026-11-23T10:00Z']), sliceMs: 2 * HOUR };
    const last = Date.parse('2026-11-23T18:30Z');
    expect(excepted({ ...wide, slices: [Date.parse('2026-11-23T09:00Z')] })).toBe(true);
    expect(excepted({ ...wide, lastSeen: last, slices: [Date.parse('2026-11-23T17:00Z')] })).toBe(
      false,
    );
  });

  it('without a schedule ends with its last day', () => {
    expect(excepted(during(['2026-11-23T01:00Z', '2026-11-23T23:59Z']), '10.0.0.2')).toBe(true);
    expect(excepted(during(['2026-11-23T01:00Z', '2026-11-24T00:00Z']), '10.0.0.2')).toBe(false);
  });

  it('never holds for activity at night, whatever else went on', () => {
    const hour = fc.integer({ min: 0, max: 24 * 60 });
    fc.assert(
      fc.property(
        fc.array(hour, { maxLength: 10 }),
        fc.integer({ min: 19, max: 30 }),
        (hours, night) => {
          const monday = Date.parse('2026-11-23T00:00Z');
          const spans = [...hours.map((at) => at * HOUR), night * HOUR].map(
            (offset): [string, string] => [
              new Date(monday + offset).toISOString(),
              new Date(monday + offset + HOUR / 2).toISOString(),
            ],
          );
          expect(excepted(during(...spans))).toBe(false);
        },
      ),
    );
  });
});
