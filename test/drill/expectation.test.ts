// What counts as expected: a control is given credit only for what it refused, and no harm goes unsaid.
import { describe, expect, it } from 'vitest';
import { guiltyOf, hostsOf } from '../../src/drill/activity.ts';
import { expectedOf, meets, unexpectedOf } from '../../src/drill/expectation.ts';
import { OFFICE_2003 } from '../../src/drill/office-2003.ts';
import { insideHosts } from '../../src/drill/opening.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { row, sampleResult, stopped, worked } from './sample.ts';

describe('what a control should do', () => {
  it('is to stop what goes straight out, and not what the permitted proxy carries', () => {
    expect(expectedOf('direct')).toEqual({ before: true, controlled: false, rolledBack: true });
    expect(expectedOf('proxy')).toEqual({ before: true, controlled: true, rolledBack: true });
  });

  it('was its doing only when it refused packets and a host inside noticed', () => {
    expect(meets(stopped, false, ['corp1'])).toBe(true);
    expect(meets({ ...stopped, refusedPackets: 0 }, false, ['corp1'])).toBe(false);
    expect(meets({ ...stopped, refusedPackets: null }, false, ['corp1'])).toBe(false);
    expect(meets({ ...stopped, failedAt: 'ext1' }, false, ['corp1'])).toBe(false);
    expect(meets(worked, false, ['corp1'])).toBe(false);
    expect(meets(stopped, true, ['corp1'])).toBe(false);
    expect(meets(worked, true, ['corp1'])).toBe(true);
  });
});

describe('what was not as expected', () => {
  it('is nothing when the matrix is right', () => {
    expect(unexpectedOf(sampleResult())).toEqual([]);
  });

  it('is told in a sentence each', () => {
    const brokenOutside = { ...stopped, failedAt: 'ext1', why: 'ext1: gone' };
    const told = unexpectedOf(
      sampleResult({
        rows: [row('napster', 'direct', worked), row('gnutella', 'direct', brokenOutside)],
        innocent: row('web', 'proxy', { ...stopped, why: 'the page did not come' }, 'corp4'),
        wronglyAccused: [
          {
            host: { name: 'corp4', address: '10.20.1.14' },
            id: 'x',
            system: 'Napster',
            probability: 0.9,
            confidence: 'likely',
            by: [],
            bytes: 1,
            cost: null,
          },
        ],
        control: { ...sampleResult().control, rulesRestored: false },
      }),
    );
    expect(told).toEqual([
      'napster, with the control: should be stopped, and worked.',
      'gnutella, with the control: did not work, but not by the control (5 packets refused): ext1: gone.',
      'web, with the control: should work, and did not: the page did not come.',
      'corp4 (10.20.1.14) is accused of Napster and did nothing of the kind.',
      'After roll-back the router has other rules than before.',
    ]);
  });
});

describe('the office of 2003', () => {
  it('has a policy that can be read and that permits outward only proxy and resolver', () => {
    const policy = parsePolicy(OFFICE_2003.policy, 'policy');
    expect(policy.tariff).toMatchObject({ currency: 'AUD', overage: '0.12 per MB' });
    const outward = (policy.permit ?? []).filter(({ to }) => to === 'internet');
    expect(outward.map(({ from }) => from)).toEqual(['proxy', '10.20.0.10']);
  });

  it('gives every activity a host inside, never the innocent one, and every host its own place', () => {
    const inside = insideHosts().map(({ name }) => name);
    expect(inside).toEqual(['corp1', 'corp2', 'corp3', 'corp4', 'srv']);
    for (const activity of OFFICE_2003.activities) {
      const guilty = guiltyOf(activity);
      expect(guilty.length).toBeGreaterThan(0);
      expect(inside).toEqual(expect.arrayContaining([...guilty]));
      const hosts = hostsOf(activity);
      expect(hosts).not.toContain(OFFICE_2003.innocent);
      expect(hosts).not.toContain(OFFICE_2003.website);
      expect(new Set(hosts).size).toBe(hosts.length);
    }
  });
});
