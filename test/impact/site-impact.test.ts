// covers: I2 I3 I4
// The site with and without the hosts of its cases, on made-up traffic.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkLedger } from '../../src/cases/link-ledger.ts';
import { caseCost } from '../../src/impact/case-cost.ts';
import { SAMPLE_MS, type Sample, samplesOf } from '../../src/impact/link-samples.ts';
import { partedOf, type SiteInput, siteImpactOf } from '../../src/impact/site-impact.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { LIMITS } from '../../src/model/limits.ts';
import { HOUR_MS } from '../../src/model/time.ts';

const AT = Date.UTC(2026, 10, 16, 8);
const FIRST = AT / SAMPLE_MS;

/** Two hours: everybody moves 10 MB in each five minutes; a host loads 30 MB more in each of the first hour. */
const site = (policy: string): SiteInput => ({
  samples: new Map(
    Array.from({ length: 24 }, (_, at): [number, Sample] => [
      FIRST + at,
      { out: 1e6, in: at < 12 ? 40e6 : 10e6 },
    ]),
  ),
  // The host's mail and web: 12 MB in the first hour beside its 360 MB.
  hostHours: new Map([[AT / HOUR_MS, { out: 0, in: 372e6 }]]),
  cases: [
    {
      id: 'edonkey-10.20.1.11',
      address: '10.20.1.11',
      slices: Array.from({ length: 12 }, (_, at) => ({
        at: AT + at * SAMPLE_MS,
        bytesOut: 0,
        bytesIn: 30e6,
      })),
      sliceMs: SAMPLE_MS,
      borderShare: 1,
    },
  ],
  from: AT,
  until: AT + 2 * HOUR_MS,
  policy: parsePolicy(policy, 'test.yaml'),
  hoursMax: 744,
});

const impact = (policy: string, over: Partial<SiteInput> = {}) => {
  const input = { ...site(policy), ...over };
  return siteImpactOf(input, partedOf(input))!;
};

describe('the site with and without the hosts of its cases', () => {
  it('parts each hour of the link', () => {
    const { hours, link, samples, hosts } = impact('link: 2 Mbit/s');
    expect(hours).toEqual([
      {
        ...{ at: '2026-11-16T08:00:00.000Z', seconds: 3600, bytesOut: 12e6, bytesIn: 480e6 },
        ...{ activityOut: 0, activityIn: 360e6, hostsOut: 0, hostsIn: 12e6 },
      },
      {
        ...{ at: '2026-11-16T09:00:00.000Z', seconds: 3600, bytesOut: 12e6, bytesIn: 120e6 },
        ...{ activityOut: 0, activityIn: 0, hostsOut: 0, hostsIn: 0 },
      },
    ]);
    // 360 MB in an hour are 800 kbit/s, 120 MB a third of that.
    expect(link).toMatchObject({
      busiestHour: '2026-11-16T08:00:00.000Z',
      activityPercent: 40,
      othersPercent: 13.33,
      leftPercent: 60,
      eachBitsPerSecond: 800_000,
      usersToFill: 3,
    });
    expect([samples, hosts]).toEqual([24, 1]);
  });

  it('counts hours in which the link was full, and how many would be without them', () => {
    expect(impact('link: 1 Mbit/s').link).toMatchObject({ hoursFull: 1, hoursFullWithout: 0 });
  });

  it('bills by the percentile as it is, without what they did, without them', () => {
    const policy = 'tariff: { kind: p95, currency: USD, price: 100 per Mbit/s }';
    const { use, bill } = impact(policy);
    // 40 MB in five minutes; the highest of 24 samples is left out, the next one is as high.
    expect(use.all.p95BitsPerSecond).toBe(1_066_667);
    expect(use.withoutActivity.p95BitsPerSecond).toBe(266_667);
    expect(bill).toMatchObject({ perMonth: 106.67, withoutActivity: 26.67, withoutHosts: 26.67 });
    expect(bill!.assumptions.join(' ')).toContain('24 samples of five minutes');
  });

  it('bills by volume for a month of such hours', () => {
    const { bill } = impact('tariff: { currency: AUD, overage: 1 per GB }');
    // (600 + 24) MB in two hours, 80 times as much in a month; less 360 MB, less 12 MB more.
    expect(bill).toMatchObject({ perMonth: 49.92, withoutActivity: 21.12, withoutHosts: 20.16 });
  });

  it('gives a case its part of a percentile, and of prices by volume', () => {
    for (const [policy, perMonth] of [
      ['tariff: { kind: p95, currency: USD, price: 100 per Mbit/s }', 80],
      [
        'tariff: { kind: tiers, currency: USD, tiers: [{ upTo: 25 GB, price: 2 per GB }, { price: 1 per GB }] }',
        28.8 - 0 + (25 - 21.12),
      ],
      ['tariff: { kind: flat, currency: USD, perMonth: 300 }', 0],
    ] as const) {
      const input = site(policy);
      const cost = caseCost({
        ...{ borderBytes: 360e6, periodMs: 2 * HOUR_MS, policy: input.policy },
        ...{ id: 'edonkey-10.20.1.11', site: partedOf(input) },
      });
      expect(cost?.perMonth).toBeCloseTo(perMonth, 2);
      expect(cost?.assumptions.length).toBeGreaterThan(0);
    }
  });

  it('is nothing where nothing crossed the border, and lists a month of hours at most', () => {
    const input = { ...site('link: 1 Mbit/s'), samples: new Map(), cases: [] };
    expect(siteImpactOf(input, partedOf(input))).toBeNull();
    const { hours, hoursLeftOut } = impact('link: 1 Mbit/s', { hoursMax: 1 });
    expect([hours.length, hoursLeftOut, hours[0]!.at]).toEqual([1, 1, '2026-11-16T09:00:00.000Z']);
  });

  it('never has less on the link than its cases moved', () => {
    const { hours } = impact('link: 2 Mbit/s', { samples: new Map() });
    expect(hours[0]).toMatchObject({ bytesIn: 360e6, activityIn: 360e6 });
  });
});

describe('samples of the border', () => {
  it('spread a flow over its time', () => {
    const ledger = new LinkLedger();
    ledger.add(AT + SAMPLE_MS / 2, AT + SAMPLE_MS * 1.5, 1000, 0);
    ledger.add(AT, AT, 0, 7);
    expect([...ledger.samples]).toEqual([
      [FIRST, { out: 500, in: 7 }],
      [FIRST + 1, { out: 500, in: 0 }],
    ]);
  });

  it('lose no byte, however long flows are and however they overlap', () => {
    const flow = fc.record({
      at: fc.integer({ min: AT, max: AT + 40 * SAMPLE_MS }),
      ms: fc.integer({ min: 0, max: 50 * SAMPLE_MS }),
      out: fc.integer({ min: 0, max: 1e9 }),
      into: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 12 }), (flows) => {
        const ledger = new LinkLedger();
        for (const { at, ms, out, into } of flows) ledger.add(at, at + ms, out, into);
        // The same, sample by sample.
        const plain = new Map<number, number>();
        for (const { at, ms, out, into } of flows)
          for (const [index, sample] of samplesOf([{ at, bytesOut: out, bytesIn: into }], ms))
            plain.set(index, (plain.get(index) ?? 0) + sample.out + sample.in);
        const kept = ledger.samples;
        for (const [index, bytes] of plain) {
          const own = kept.get(index);
          expect(Math.abs((own?.out ?? 0) + (own?.in ?? 0) - bytes)).toBeLessThan(1);
        }
        expect(kept.size).toBeLessThanOrEqual(plain.size);
      }),
    );
  });

  it('keep a bounded number, and count what comes after', () => {
    const ledger = new LinkLedger();
    for (let at = 0; at <= LIMITS.linkSamplesMax; at++)
      ledger.add(at * SAMPLE_MS, at * SAMPLE_MS + 1, 1, 0);
    expect([ledger.samples.size, ledger.dropped]).toEqual([LIMITS.linkSamplesMax, 1]);
  });
});
