// Who had it and where were they: one step on from what was asked, with contradictions said.
import { describe, expect, it } from 'vitest';
import { Identity } from '../../src/cases/identity.ts';
import { whereabouts } from '../../src/cases/whereabouts.ts';
import type { AssignmentObservation, Observation } from '../../src/model/observation.ts';
import { HOUR_MS } from '../../src/model/time.ts';

const T = Date.UTC(2026, 10, 22, 8);
const base = { format: 'dhcpd', origin: { evidence: 0, line: 7 } } as const;
const lease = (rest: Partial<AssignmentObservation>): AssignmentObservation => ({
  ...base,
  kind: 'assignment',
  event: 'granted',
  at: T,
  until: T + 8 * HOUR_MS,
  source: '10.20.1.11',
  mac: '02:20:00:00:00:11',
  device: 'PC-11',
  ...rest,
});
const signIn = (user: string, rest: object): Observation => ({
  ...base,
  kind: 'sign-in',
  event: 'signed-in',
  at: T,
  user,
  ...rest,
});

const asked = (
  whom: string,
  observations: readonly Observation[],
  from = Number.NEGATIVE_INFINITY,
  until = Number.POSITIVE_INFINITY,
) => {
  const identity = new Identity();
  for (const one of observations) identity.see(one);
  const { kinds, lines, doubts } = whereabouts(identity, whom, { from, until });
  return {
    kinds,
    doubts,
    lines: lines.map(({ holding: { kind, name, holder, held }, via }) =>
      [kind, name ?? holder, held, ...(via === null ? [] : [via])].join(' '),
    ),
  };
};

const SITE = [
  lease({}),
  lease({ source: '10.20.1.12', mac: '02:20:00:00:00:12', device: 'pc-12' }),
  signIn('CORP\\maria', { device: 'pc-11', until: T + 2 * HOUR_MS }),
  signIn('jo', { source: '10.20.1.12', until: T + 2 * HOUR_MS }),
];

describe('who', () => {
  it('an address leads to its device, and to the person signed in there', () => {
    expect(asked('10.20.1.11', SITE)).toEqual({
      kinds: ['address'],
      lines: ['device PC-11 10.20.1.11', 'user CORP\\maria pc-11 PC-11'],
      doubts: [],
    });
  });

  it.each(['02:20:00:00:00:11', '02-20-00-00-00-11', '0220.0000.0011', '022000000011'])(
    '%s is a link-layer address',
    (mac) => {
      expect(asked(mac, SITE)).toMatchObject({
        kinds: ['mac'],
        lines: ['device PC-11 10.20.1.11', 'user CORP\\maria pc-11 PC-11'],
      });
    },
  );

  it('a device is known by its name in any case', () => {
    expect(asked('pc-11', SITE)).toMatchObject({
      kinds: ['device'],
      lines: ['device PC-11 10.20.1.11', 'user CORP\\maria pc-11'],
    });
  });

  it('a person is known with or without the domain, and leads to the machines', () => {
    expect(asked('maria', SITE).lines).toEqual(['user CORP\\maria pc-11']);
    expect(asked('corp\\MARIA', SITE).kinds).toEqual(['user']);
    expect(asked('other\\maria', SITE).lines).toEqual([]);
    expect(asked('jo', SITE).lines).toEqual([
      'user jo 10.20.1.12',
      'device pc-12 10.20.1.12 10.20.1.12',
    ]);
  });

  it('at a minute is only who had it then', () => {
    const next = lease({
      at: T + 9 * HOUR_MS,
      until: T + 10 * HOUR_MS,
      mac: '02:20:00:00:00:33',
      device: 'x',
    });
    const at = (hours: number) =>
      asked('10.20.1.11', [...SITE, next], T + hours * HOUR_MS, T + hours * HOUR_MS);
    expect(at(1).lines).toEqual(['device PC-11 10.20.1.11', 'user CORP\\maria pc-11 PC-11']);
    expect(at(3).lines).toEqual(['device PC-11 10.20.1.11']);
    expect(at(9.5).lines).toEqual(['device x 10.20.1.11']);
    expect(at(8.5).lines).toEqual([]);
    expect(at(8.5).doubts.join('\n')).toMatch(
      /ends 2026-11-22T16.*PC-11[\s\S]*begins 2026-11-22T17.*x/,
    );
  });
});

describe('doubt', () => {
  it('is said of two devices at once', () => {
    const other = lease({
      event: 'fixed',
      at: T + HOUR_MS,
      mac: '02:20:00:00:00:44',
      device: 'pc-44',
    });
    const { doubts, lines } = asked('10.20.1.11', [lease({}), other]);
    expect(lines).toHaveLength(2);
    expect(doubts.join()).toMatch(/PC-11 and pc-44 are both recorded/);
  });

  it('is said of ends that nobody saw, and of accounts that share a name', () => {
    const { doubts } = asked('maria', [
      signIn('A\\maria', { source: '10.20.1.11' }),
      signIn('maria@b.example', { source: '10.20.1.12' }),
    ]);
    expect(doubts.join('\n')).toMatch(/2 sign-ins have no sign-out/);
    expect(doubts.join('\n')).toMatch(/2 accounts/);
  });

  it('is not said when there is none to name', () => {
    expect(asked('10.20.1.99', SITE)).toEqual({ kinds: ['address'], lines: [], doubts: [] });
    expect(asked('nobody', SITE)).toEqual({ kinds: [], lines: [], doubts: [] });
  });
});
