// covers: I4 I5 I6 I10 I11
// The calculators that are ranges, by hand-made numbers.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedOf } from '../../src/impact/assumed.ts';
import { liabilityFigures } from '../../src/impact/estimates.ts';
import { hashTime } from '../../src/impact/hash-time.ts';
import { type HourRates, hoursLost } from '../../src/impact/hours-lost.ts';
import { liability } from '../../src/impact/liability.ts';
import { queueEstimate } from '../../src/impact/queueing.ts';
import { storageFor, storageLost } from '../../src/impact/storage-lost.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { ASSUMPTION_NAMES, ASSUMPTIONS } from '../../src/model/assumptions.ts';
import { exactly, parseRange } from '../../src/model/range.ts';

describe('I4: what other services lose', () => {
  const load = {
    linkBitsPerSecond: 2e6,
    other: 0.2,
    sharing: 0,
    burstBytes: 40_000,
    bufferMs: 300,
  };

  it('is a wait by Pollaczek and Khinchine below saturation', () => {
    // Bursts of 40,000 bytes take 160 ms: 0.2 × 160 / 2(1 − 0.2).
    expect(queueEstimate(load)).toMatchObject({
      model: 'M/G/1',
      waitMs: 20,
      lossPercent: 0,
      leftPercent: 100,
    });
    // Packets of 1,500 bytes take 6 ms: (0.2 × 160 + 0.32 × 6) / 2(1 − 0.52).
    const during = queueEstimate({ ...load, sharing: 0.32 });
    expect(during.waitMs).toBeCloseTo(35.333, 3);
    expect(during.leftPercent).toBeCloseTo(68);
  });

  it('is a full buffer and a loss at and above saturation', () => {
    expect(queueEstimate({ ...load, sharing: 1.4 })).toMatchObject({
      model: 'fluid',
      waitMs: 300,
      leftPercent: 0,
    });
    expect(queueEstimate({ ...load, sharing: 1.4 }).lossPercent).toBeCloseTo(37.5);
  });

  it('never falls when file sharing grows, and never passes the buffer', () => {
    const share = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (other, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((sharing) =>
          queueEstimate({ ...load, other, sharing }),
        );
        expect(less!.waitMs).toBeLessThanOrEqual(more!.waitMs + 1e-9);
        expect(less!.lossPercent).toBeLessThanOrEqual(more!.lossPercent);
        expect(more!.waitMs).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe('I5: hash time', () => {
  it('is reading and hashing, side by side or one after the other', () => {
    const rates = { disk: exactly(50), hash: exactly(100), drive: exactly(100) };
    const time = hashTime(40e9, rates);
    expect(time.diskSeconds).toEqual({ low: 800, high: 1200 });
    // 100 Mbit/s are 12.5 MB/s: a full download of the drive takes 3,200 s.
    expect(time.driveSeconds).toEqual({ low: 3200, high: 3600 });
    expect(time.driveBytes).toBe(40e9);
  });
});

describe('I6: storage', () => {
  it('is counted in episodes of 250 MB and films of 650 MB', () => {
    const sizes = { episode: 250, film: 650 };
    expect(storageLost(6.5e9, sizes, 'SI')).toMatchObject({ episodes: 26, films: 10 });
    expect(storageFor(2, 650, 'binary')).toBe(2 * 650 * 2 ** 20);
    expect(storageLost(storageFor(7, 250, 'binary'), sizes, 'binary').episodes).toBe(7);
  });
});

describe('I10: liability', () => {
  const seen = { housed: 10, sent: 3, loaded: 2, works: { low: 12, high: 400 }, cases: 2 };

  it('is a range of works, and money only when counsel has said', () => {
    const none = liability(seen, {
      unlicensedShare: { low: 0, high: 100 },
      claimPerWork: null,
      defenceCost: null,
    });
    expect(none).toEqual({ unlicensed: { low: 0, high: 400 }, claims: null, defence: null });
    const some = liability(seen, {
      unlicensedShare: { low: 50, high: 100 },
      claimPerWork: { low: 200, high: 1000 },
      defenceCost: exactly(5000),
    });
    expect(some.claims).toEqual({ low: 1200, high: 400_000 });
    expect(some.defence).toEqual({ low: 10_000, high: 10_000 });
  });

  it('says whose figure is missing', () => {
    const context = { assumed: assumedOf(undefined), units: 'SI', currency: 'EUR' } as const;
    const figures = liabilityFigures(seen, context);
    expect(figures.map(({ id }) => id)).toEqual(['I10-works']);
    expect(figures[0]!.text).toContain('counsel');
    expect(figures[0]!.low).toBeLessThan(figures[0]!.high);
  });
});

describe('I11: hours lost', () => {
  const rates: HourRates = {
    searchTime: { low: 6, high: 30 },
    handlingTime: exactly(3),
    popUps: exactly(10),
    popUpTime: exactly(36),
    cleanUpTime: exactly(1),
    reimageTime: exactly(5),
    reimageShare: { low: 0, high: 50 },
  };

  it('adds searching, handling, pop-ups and cleaning', () => {
    const lost = hoursLost({ days: 10, items: 20, machines: 2, adwareHours: 10 }, rates);
    expect(lost.searching).toEqual({ low: 1, high: 5 });
    expect(lost.handling).toEqual({ low: 1, high: 1 });
    // 100 pop-ups of 36 s.
    expect(lost.popUps).toEqual({ low: 1, high: 1 });
    // Two machines cleaned, or one of them installed anew.
    expect(lost.cleanUp).toEqual({ low: 2, high: 6 });
    expect(lost.all).toEqual({ low: 5, high: 13 });
  });

  it('is nothing where nothing was seen', () => {
    const lost = hoursLost({ days: 0, items: 0, machines: 0, adwareHours: 0 }, rates);
    expect(lost.all).toEqual({ low: 0, high: 0 });
  });
});

describe('assumptions', () => {
  it('are named, with unit, meaning, and a source with its date or whose figure it is', () => {
    for (const name of ASSUMPTION_NAMES) {
      const { unit, meaning, source, range } = ASSUMPTIONS[name];
      expect([name, unit, meaning, source].every((text) => text.length > 0)).toBe(true);
      if (range === null) expect(source).toContain('your');
      else expect(range.low).toBeLessThanOrEqual(range.high);
    }
  });

  it('hold what was measured last, as docs/impact.json has it', () => {
    const { rates } = JSON.parse(readFileSync('docs/impact.json', 'utf8'));
    for (const [rate, { low, high }] of [
      [rates.read, ASSUMPTIONS.diskRate.range],
      [rates.sha1, ASSUMPTIONS.hashRate.range],
      [rates.md4, ASSUMPTIONS.hashRate.range],
    ] as const) {
      expect(rate).toBeGreaterThan(low);
      expect(rate).toBeLessThan(high * 1.1);
    }
  });

  it('come from the command line before policy, and from policy before the default', () => {
    const { assumptions } = parsePolicy(
      'assumptions: { cleanUpTime: [1, 4], hourCost: 60 }',
      'p.yaml',
    );
    const assumed = assumedOf(assumptions, new Map([['cleanUpTime', exactly(3)]]));
    expect(assumed.range('cleanUpTime')).toEqual({ low: 3, high: 3 });
    expect(assumed.range('hourCost')).toEqual({ low: 60, high: 60 });
    expect(assumed.range('reimageTime')).toEqual(ASSUMPTIONS.reimageTime.range);
    expect(assumed.rows.map(({ name, from }) => [name, from])).toEqual(
      expect.arrayContaining([
        ['cleanUpTime', 'command line'],
        ['hourCost', 'policy'],
        ['reimageTime', 'default'],
      ]),
    );
  });

  it.each([
    'assumptions: { cleanUp: 1 }',
    'assumptions: { cleanUpTime: [4, 1] }',
    'assumptions: { cleanUpTime: -1 }',
    'assumptions: { cleanUpTime: much }',
    'assumptions: { reimageShare: 101 }',
    'assumptions: { diskRate: [0, 4] }',
  ])('are refused in policy: %s', (yaml) => {
    expect(() => parsePolicy(yaml, 'p.yaml')).toThrow(/cleanUp|reimageShare|diskRate/);
  });

  it.each([
    ['2', { low: 2, high: 2 }],
    ['0.5-2', { low: 0.5, high: 2 }],
    ['1..4', { low: 1, high: 4 }],
    ['4-1', null],
    ['-1', null],
    ['1-', null],
    ['NaN', null],
    ['9'.repeat(400), null],
  ])('%j is the range %j', (text, range) => {
    expect(parseRange(text)).toEqual(range);
  });
});
