// covers: I1 I2 I3 I4
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandwidthLost } from '../../src/impact/bandwidth-lost.ts';
import { calculate } from '../../src/impact/calculator.ts';
import { parsePrice, parseRate, parseVolume } from '../../src/impact/quantity.ts';
import { saturation } from '../../src/impact/saturation.ts';

const INPUT = {
  rate: '20kB/s',
  sources: 1,
  hoursPerDay: 8,
  daysPerMonth: 20,
  link: '2 Mbit/s',
  price: '0.12 per MB',
  currency: 'AUD',
} as const;

const figure = (input: Parameters<typeof calculate>[0], id: string) =>
  calculate(input).find((row) => row.id === id);

describe('quantities', () => {
  it('reads bytes in both unit systems and bit rates in SI only', () => {
    expect(parseRate('20kB/s', 'SI')).toBe(160_000);
    expect(parseRate('20 kB/s', 'binary')).toBe(163_840);
    expect(parseRate('2 Mbit/s', 'binary')).toBe(2_000_000);
    expect(parseVolume('50 GB', 'SI')).toBe(50e9);
    expect(parseVolume('1 GB', 'binary')).toBe(2 ** 30);
    expect(parsePrice('0.12 per MB', 'SI')).toBeCloseTo(0.12e-6, 18);
  });

  it.each(['', '20', 'kB/s', '-1 kB/s', '1e9 kB/s', '20 kb', '1 MB/s/s', '٣ kB/s'])(
    'refuses %j',
    (text) => {
      expect(parseRate(text, 'SI')).toBeNull();
      expect(parseVolume(text, 'SI')).toBeNull();
    },
  );
});

describe('calculator', () => {
  it('gives the paper’s exact figures for the paper’s inputs', () => {
    expect(figure(INPUT, 'I3-hour')).toMatchObject({
      unit: 'AUD',
      printed: null,
      binary: 8.4375,
      si: 8.64,
    });
    expect(figure(INPUT, 'I3-year')).toMatchObject({ binary: 16_200, si: 16_588.8 });
    expect(figure({ ...INPUT, rate: '4kB/s', sources: 20 }, 'I1')).toMatchObject({ si: 32 });
    expect(
      figure({ ...INPUT, rate: '160 kbit/s', link: '10 Mbit/s', users: 1000 }, 'I2-share'),
    ).toMatchObject({ si: 6.25 });
  });

  it('takes the included volume off the month, not off the hour', () => {
    const input = { ...INPUT, included: '10 GB' };
    expect(figure(input, 'I3-hour')).toMatchObject({ si: 8.64 });
    // 11,520 MB a month less 10,000 MB included.
    expect(figure(input, 'I3-month')).toMatchObject({ si: 182.4 });
    expect(figure({ ...INPUT, included: '50 GB' }, 'I3-month')).toMatchObject({ si: 0, binary: 0 });
  });

  it('leaves out figures whose inputs are missing', () => {
    const { link: _, price: __, ...rest } = INPUT;
    expect(calculate(rest).map(({ id }) => id)).toEqual(['I1-rate']);
  });
});

describe('saturation', () => {
  it('counts who is carried and who fills the link', () => {
    expect(saturation(10e6, 160e3)).toEqual({
      users: 62.5,
      carried: 62,
      carriedUsePercent: 99.2,
      filling: 63,
    });
    expect(saturation(10e6, 100e3)).toMatchObject({ users: 100, carried: 100, filling: 100 });
  });

  it('carried users fit, one more does not', () => {
    const bits = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(bits, bits, (link, user) => {
        const { carried } = saturation(link, user);
        expect(carried * user <= link && (carried + 1) * user > link).toBe(true);
      }),
    );
  });
});

describe('bandwidth lost by hour', () => {
  const at = Date.UTC(2026, 10, 22, 9, 50);
  const slice = (minutes: number, bytesOut: number, bytesIn: number) => ({
    at: at + minutes * 60_000,
    bytesOut,
    bytesIn,
  });

  it('counts each hour by its busier direction', () => {
    // 9 h: 45 MB in; 10 h: 90 MB out, over 3,600 s each.
    const lost = bandwidthLost([slice(20, 90e6, 1), slice(0, 0, 20e6), slice(5, 1e6, 25e6)], 1e6);
    expect(lost).toEqual([
      { at: Date.UTC(2026, 10, 22, 9), percent: 10, leftBitsPerSecond: 900_000 },
      { at: Date.UTC(2026, 10, 22, 10), percent: 20, leftBitsPerSecond: 800_000 },
    ]);
  });

  it('leaves nothing when the line is too small', () => {
    expect(bandwidthLost([slice(0, 900e6, 0)], 1e6)).toMatchObject([
      { percent: 200, leftBitsPerSecond: 0 },
    ]);
  });
});
