import { describe, expect, it } from 'vitest';
import { impactOf } from '../../src/impact/impact-of.ts';
import { parsePolicy } from '../../src/intake/policy.ts';

const POLICY = parsePolicy(
  `
link: 10 Mbit/s
tariff: { currency: AUD, units: SI, included: 5 GB, overage: 0.12 per MB }
`,
  'test.yaml',
);

const AT = Date.UTC(2026, 10, 22, 9);
const MINUTE = 60_000;
// 1.5 MB and 7.5 MB in a minute: 0.2 and 1 Mbit/s inward.
const SLICES = [
  { at: AT, bytesOut: 0, bytesIn: 1_500_000 },
  { at: AT + 5 * MINUTE, bytesOut: 750_000, bytesIn: 7_500_000 },
];

const impact = (over: Partial<Parameters<typeof impactOf>[0]> = {}) =>
  impactOf({
    slices: SLICES,
    sliceMs: MINUTE,
    borderBytes: 9_750_000,
    internalBytes: 0,
    periodMs: 2 * 60 * MINUTE,
    policy: POLICY,
    ...over,
  });

describe('impactOf', () => {
  it('gives rates of both directions and the link’s share of the busier one', () => {
    expect(impact()).toMatchObject({
      peakRateBitsPerSecond: 1_100_000,
      meanRateBitsPerSecond: 650_000,
      borderBytes: 9_750_000,
      internalBytes: 0,
      linkShare: {
        link: '10 Mbit/s',
        peakPercent: 10,
        meanPercent: 6,
        peakAt: '2026-11-22T09:05:00.000Z',
      },
    });
  });

  it('prices the bytes seen and a month of such hours, and says what that assumes', () => {
    // 9.75 MB × 0.12; in two hours, so 80 times as much in 8 h × 20 days: 780 MB × 0.12.
    const { cost } = impact();
    expect(cost).toMatchObject({ currency: 'AUD', amount: 1.17, perMonth: 93.6, units: 'SI' });
    // 780 MB lie within 5 GB.
    expect(cost!.assumptions.join(' ')).toContain('AUD 0.00');
    expect(cost!.assumptions.join(' ')).toContain('8 hours on 20 days');
    expect(cost!.assumptions.join(' ')).toContain('1,000,000 bytes');
  });

  it('charges nothing and takes no link for bytes that stayed inside', () => {
    const { cost, linkShare, peakRateBitsPerSecond } = impact({
      borderBytes: 0,
      internalBytes: 9_750_000,
    });
    expect(cost).toMatchObject({ amount: 0, perMonth: 0 });
    expect(linkShare).toMatchObject({ peakPercent: 0, meanPercent: 0 });
    expect(peakRateBitsPerSecond).toBe(1_100_000);
  });

  it('says nothing about link and cost without a policy, and zero without traffic', () => {
    expect(impact({ policy: null })).toMatchObject({ linkShare: null, cost: null });
    expect(impact({ slices: [], borderBytes: 0 })).toMatchObject({
      linkShare: null,
      peakRateBitsPerSecond: 0,
      meanRateBitsPerSecond: 0,
      cost: { amount: 0, perMonth: 0 },
    });
  });
});
