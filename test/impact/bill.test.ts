// covers: I3
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthlyBill } from '../../src/impact/bill.ts';
import { SAMPLE_MS, samplesOf } from '../../src/impact/link-samples.ts';
import { p95 } from '../../src/impact/percentile.ts';
import { parseRatePrice } from '../../src/impact/quantity.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import type { Tariff } from '../../src/model/policy.ts';

const tariff = (yaml: string): Tariff => parsePolicy(`tariff: ${yaml}`, 'test.yaml').tariff!;

const bill = (yaml: string, gigabytes: number, mbits = 0): number =>
  monthlyBill(tariff(yaml), { bytes: gigabytes * 1e9, p95BitsPerSecond: mbits * 1e6 }).amount;

describe('a month’s bill', () => {
  it('is a fee, whatever is moved', () => {
    const flat = '{ kind: flat, currency: EUR, perMonth: 500 }';
    expect(bill(flat, 0)).toBe(500);
    expect(bill(flat, 9000, 900)).toBe(500);
  });

  it('is a price beyond the volume included, with a fee where there is one', () => {
    // 20 GB beyond at 0.12 per MB; without a kind a tariff is of this one.
    expect(bill('{ currency: AUD, included: 50 GB, overage: 0.12 per MB }', 70)).toBeCloseTo(2400);
    expect(bill('{ currency: AUD, included: 50 GB, overage: 0.12 per MB, perMonth: 80 }', 10)).toBe(
      80,
    );
  });

  it('takes each volume at its own price', () => {
    const tiers =
      '{ kind: tiers, currency: USD, tiers: [{ upTo: 100 GB, price: 1 per GB }, { upTo: 500 GB, price: 0.5 per GB }, { price: 0.1 per GB }] }';
    expect(bill(tiers, 0)).toBe(0);
    expect(bill(tiers, 100)).toBeCloseTo(100);
    expect(bill(tiers, 101)).toBeCloseTo(100.5);
    // 100 × 1 + 400 × 0.5 + 500 × 0.1
    expect(bill(tiers, 1000)).toBeCloseTo(350);
  });

  it('reads volumes in the units of the tariff', () => {
    const binary = '{ currency: AUD, units: binary, overage: 0.12 per MB }';
    // 72,000 kB of 1,024 bytes are 70.3125 MB of 1,048,576: the paper's hour.
    const hour = { bytes: 72_000 * 1024, p95BitsPerSecond: 0 };
    expect(monthlyBill(tariff(binary), hour).amount).toBeCloseTo(8.4375, 9);
  });

  it('is the 95th percentile, or the rate committed to', () => {
    const percentile =
      '{ kind: p95, currency: USD, committed: 10 Mbit/s, price: 12.50 per Mbit/s }';
    expect(bill(percentile, 0, 4)).toBeCloseTo(125);
    expect(bill(percentile, 0, 40)).toBeCloseTo(500);
    expect(parseRatePrice('12.50 per Mbit/s')).toBeCloseTo(12.5e-6, 12);
    expect(parseRatePrice('12.50 per MB')).toBeNull();
  });

  it('never falls when more is moved', () => {
    const kinds = [
      '{ currency: A, included: 5 GB, overage: 1 per GB }',
      '{ kind: flat, currency: A, perMonth: 9 }',
      '{ kind: tiers, currency: A, tiers: [{ upTo: 5 GB, price: 3 per GB }, { price: 0.1 per GB }] }',
      '{ kind: p95, currency: A, price: 1 per Mbit/s }',
    ].map(tariff);
    const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), amount, amount, (kind, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map(
          (size) => monthlyBill(kind, { bytes: size, p95BitsPerSecond: size }).amount,
        );
        expect(less!).toBeLessThanOrEqual(more!);
      }),
    );
  });

  it.each([
    ['{ kind: flat, currency: A }', 'perMonth'],
    ['{ kind: p95, currency: A, overage: 1 per GB }', 'price'],
    ['{ kind: tiers, currency: A }', 'tiers'],
    ['{ currency: A }', 'overage'],
    ['{ kind: flat, currency: A, perMonth: 1, overage: 1 per GB }', 'has no meaning'],
    ['{ kind: flatt, currency: A, perMonth: 1 }', 'flat'],
    ['{ kind: tiers, currency: A, tiers: [{ price: 1 per GB }, { price: 2 per GB }] }', 'upTo'],
    ['{ kind: tiers, currency: A, tiers: [{ upTo: 5 GB, price: 1 per GB }] }', 'upTo'],
    ['{ kind: p95, currency: A, price: 1 per Mbit/s, committed: 0 Mbit/s }', 'must be a rate'],
  ])('refuses %s by name', (yaml, said) => {
    expect(() => tariff(yaml)).toThrow(said);
  });
});

describe('the 95th percentile', () => {
  it('leaves out 432 samples of a month of 8,640, and counts silent ones', () => {
    const samples = (busy: number) =>
      new Map(Array.from({ length: busy }, (_, at) => [at, { out: 0, in: 37_500_000 }]));
    // 37.5 MB in five minutes are 1 Mbit/s.
    expect(p95(samples(432), 8640)).toBe(0);
    expect(p95(samples(433), 8640)).toBe(1_000_000);
  });

  it('is that of the higher direction', () => {
    const samples = new Map([
      [0, { out: 75_000_000, in: 1 }],
      [1, { out: 0, in: 37_500_000 }],
    ]);
    expect(p95(samples, 2)).toBe(2_000_000);
    expect(p95(new Map(), 100)).toBe(0);
  });
});

describe('samples of five minutes', () => {
  it('spread a slice over its time, and lose no byte', () => {
    const samples = samplesOf([{ at: SAMPLE_MS - 60_000, bytesOut: 600, bytesIn: 60 }], 120_000);
    expect([...samples]).toEqual([
      [0, { out: 300, in: 30 }],
      [1, { out: 300, in: 30 }],
    ]);
    const slice = fc.record({
      at: fc.integer({ min: 0, max: 1e9 }),
      bytesOut: fc.integer({ min: 0, max: 1e9 }),
      bytesIn: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(
        fc.array(slice, { maxLength: 20 }),
        fc.integer({ min: 1, max: 4e6 }),
        (slices, ms) => {
          const all = [...samplesOf(slices, ms).values()].reduce(
            (sum, { out, in: into }) => sum + out + into,
            0,
          );
          const given = slices.reduce((sum, { bytesOut, bytesIn }) => sum + bytesOut + bytesIn, 0);
          expect(all).toBeCloseTo(given, 0);
        },
      ),
    );
  });
});
