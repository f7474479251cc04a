// covers: D9 T4
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countedWeights,
  fromDecibans,
  fuse,
  PLANE_CAP,
  toDecibans,
} from '../../src/cases/fusion.ts';
import type { Finding, Plane } from '../../src/model/finding.ts';
import { DEFAULT_PRIOR, policySchema, priorOf } from '../../src/model/policy.ts';

const PLANES = Object.keys(PLANE_CAP) as Plane[];

const finding = (plane: Plane, weight: number): Finding => ({
  detector: `${plane}`,
  technique: 'D4',
  subject: '10.0.0.1',
  activity: 'bittorrent',
  plane,
  weight,
  for: weight >= 0,
  text: '',
  evidence: [],
  count: 1,
});

const findings = fc.array(
  fc
    .tuple(fc.constantFrom(...PLANES), fc.integer({ min: -400, max: 400 }))
    .map(([plane, tenths]) => finding(plane, tenths / 10)),
  { maxLength: 12 },
);
const priors = fc.constantFrom(0.001, DEFAULT_PRIOR, 0.3, 0.9);

describe('fusion', () => {
  it('does not depend on the order of the findings', () => {
    const shuffled = findings.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(priors, shuffled, (prior, [all, other]) => {
        expect(fuse(prior, other)).toBe(fuse(prior, all));
      }),
    );
  });

  it('no plane adds more than its cap, in either direction, and none adds more than it weighs', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const counted = countedWeights(all);
        for (const plane of PLANES)
          for (const sign of [1, -1]) {
            const sum = all.reduce(
              (total, one, i) =>
                one.plane === plane && Math.sign(counted[i]!) === sign
                  ? total + counted[i]!
                  : total,
              0,
            );
            expect(Math.abs(sum)).toBeLessThanOrEqual(PLANE_CAP[plane] + 1e-9);
          }
        for (const [i, one] of all.entries())
          expect(Math.abs(counted[i]!)).toBeLessThanOrEqual(Math.abs(one.weight));
      }),
    );
  });

  it('what is said again in a full plane changes nothing', () => {
    const full = finding('payload', 60);
    expect(fuse(0.02, [full, full, full])).toBe(fuse(0.02, [full]));
  });

  it('grows with evidence for, falls with evidence against, and stays a probability', () => {
    fc.assert(
      fc.property(priors, findings, fc.constantFrom(...PLANES), (prior, all, plane) => {
        const before = fuse(prior, all);
        expect(before).toBeGreaterThan(0);
        expect(before).toBeLessThanOrEqual(1);
        expect(fuse(prior, [...all, finding(plane, 5)])).toBeGreaterThanOrEqual(before);
        expect(fuse(prior, [...all, finding(plane, -5)])).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('without findings is the prior; ten decibans are a factor of ten in the odds', () => {
    expect(fuse(0.02, [])).toBeCloseTo(0.02, 12);
    expect(fuse(0.5, [finding('log', 10)])).toBeCloseTo(10 / 11, 12);
    expect(fromDecibans(toDecibans(0.123))).toBeCloseTo(0.123, 12);
  });

  it('takes the prior from the policy: of the system, else the default', () => {
    const policy = policySchema.parse({ priors: { default: 0.1, kad: 0.4 } });
    expect([priorOf(policy, 'kad'), priorOf(policy, 'bittorrent'), priorOf(null, 'kad')]).toEqual([
      0.4,
      0.1,
      DEFAULT_PRIOR,
    ]);
  });
});
