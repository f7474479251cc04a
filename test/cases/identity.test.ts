// covers: T5
// Who had which address when: leases and sign-ins as intervals, and doubt where there is more than one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../../src/cases/holders.ts';
import { Identity } from '../../src/cases/identity.ts';
import type {
  AssignmentObservation,
  Observation,
  SignInObservation,
  VerdictObservation,
} from '../../src/model/observation.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';

const T = Date.UTC(2026, 10, 22, 8);
const base = { format: 'dhcpd', origin: { evidence: 0, line: 7 } } as const;

const lease = (rest: Partial<AssignmentObservation>): AssignmentObservation => ({
  ...base,
  kind: 'assignment',
  event: 'granted',
  at: T,
  source: '10.20.1.11',
  mac: '02:00:00:00:00:11',
  ...rest,
});

const signIn = (rest: Partial<SignInObservation>): SignInObservation => ({
  ...base,
  kind: 'sign-in',
  event: 'signed-in',
  at: T,
  user: 'maria',
  source: '10.20.1.11',
  ...rest,
});

/** Signed in at the machine itself: no address is told. */
const atDevice = (device: string): SignInObservation => {
  const { source: _source, ...rest } = signIn({ device });
  return rest;
};

const identityOf = (...observations: readonly Observation[]): Identity => {
  const identity = new Identity();
  for (const one of observations) identity.see(one);
  return identity;
};

const who = (identity: Identity, at: number, address = '10.20.1.11') =>
  identity.during(address, at, at).map(({ kind, holder }) => `${kind} ${holder}`);

describe('an address', () => {
  it('belongs to a device while its lease lasts, and to the next from then on', () => {
    const identity = identityOf(
      lease({ until: T + 8 * HOUR_MS, device: 'pc-11' }),
      lease({ at: T + 2 * HOUR_MS, until: T + 10 * HOUR_MS, mac: '02:00:00:00:00:22' }),
    );
    expect(who(identity, T - 1)).toEqual([]);
    expect(who(identity, T + HOUR_MS)).toEqual(['device 02:00:00:00:00:11']);
    expect(who(identity, T + 3 * HOUR_MS)).toEqual(['device 02:00:00:00:00:22']);
    expect(who(identity, T + 11 * HOUR_MS)).toEqual([]);
  });

  it('is given up with a release, and is one interval when the lease is renewed', () => {
    const identity = identityOf(
      lease({ until: T + HOUR_MS }),
      lease({ at: T + 30 * MINUTE_MS, until: T + 90 * MINUTE_MS }),
      lease({ event: 'released', at: T + 40 * MINUTE_MS }),
    );
    expect(identity.during('10.20.1.11', T, T + HOUR_MS)).toMatchObject([
      { from: T, until: T + 40 * MINUTE_MS },
    ]);
  });

  it('that was seen now and then is held in between for half an hour', () => {
    const seen = (at: number) => lease({ event: 'seen', at });
    const identity = identityOf(seen(T), seen(T + 20 * MINUTE_MS), seen(T + 2 * HOUR_MS));
    expect(who(identity, T + 10 * MINUTE_MS)).toHaveLength(1);
    expect(who(identity, T + HOUR_MS)).toEqual([]);
  });
});

describe('a person', () => {
  it('is at the address from sign-in to sign-out, and at most a working day', () => {
    const identity = identityOf(
      signIn({ session: '0x3e7' }),
      signIn({ event: 'signed-out', at: T + HOUR_MS, session: '0x3e7' }),
      signIn({ at: T + 2 * HOUR_MS, user: 'josef' }),
    );
    expect(who(identity, T + 30 * MINUTE_MS)).toEqual(['user maria']);
    expect(who(identity, T + 90 * MINUTE_MS)).toEqual([]);
    expect(who(identity, T + 13 * HOUR_MS)).toEqual([]);
    expect(identity.machinesOf('MARIA')).toMatchObject([{ held: '10.20.1.11', from: T }]);
  });

  it('who failed to sign in is nowhere', () => {
    expect(who(identityOf(signIn({ event: 'failed' })), T)).toEqual([]);
  });

  it('signed in at a device is at the address that the device has', () => {
    const identity = identityOf(
      lease({ device: 'PC-11', until: T + 8 * HOUR_MS }),
      atDevice('pc-11'),
    );
    expect(heldBy(identity, ['10.20.1.11'], [T + MINUTE_MS])).toMatchObject({
      device: 'PC-11',
      user: 'maria',
      doubts: [],
    });
  });
});

describe('a case', () => {
  it('that went on across two leases names neither device, and says so', () => {
    const identity = identityOf(
      lease({ until: T + HOUR_MS, device: 'pc-11' }),
      lease({ at: T + HOUR_MS, until: T + 2 * HOUR_MS, mac: '02:00:00:00:00:22', device: 'pc-22' }),
    );
    const both = heldBy(identity, ['10.20.1.11'], [T + 30 * MINUTE_MS, T + 90 * MINUTE_MS]);
    expect(both).toMatchObject({ device: null, holders: [{ name: 'pc-11' }, { name: 'pc-22' }] });
    expect(both.doubts[0]).toMatch(/^More than one device .*pc-11.*pc-22/);
    const first = heldBy(identity, ['10.20.1.11'], [T + 30 * MINUTE_MS]);
    expect(first).toMatchObject({ device: 'pc-11', doubts: [] });
  });

  it('at a shared machine names nobody', () => {
    const identity = identityOf(signIn({}), signIn({ user: 'josef', at: T + MINUTE_MS }));
    const held = heldBy(identity, ['10.20.1.11'], [T + HOUR_MS]);
    expect(held.user).toBeNull();
    expect(held.doubts[0]).toContain('More than one person');
  });

  it('at a time that no lease covers is not filled from other times', () => {
    const identity = identityOf(lease({ until: T + HOUR_MS }));
    const held = heldBy(identity, ['10.20.1.11'], [T + 2 * HOUR_MS]);
    expect(held).toMatchObject({ device: null, holders: [] });
    expect(held.doubts[0]).toContain('no lease or sign-in covers');
  });
});

describe('what nobody may be named for', () => {
  const times = (...minutes: number[]) => minutes.map((minute) => T + minute * MINUTE_MS);

  it('is the time before a lease: who had the address next is in doubt, or not named', () => {
    const identity = identityOf(
      lease({ at: T - 2 * HOUR_MS, until: T + 8 * HOUR_MS, device: 'anna-pc' }),
      lease({ event: 'released', at: T + 10 * MINUTE_MS }),
      lease({ at: T + 30 * MINUTE_MS, mac: '02:00:00:00:00:22', device: 'bert-pc' }),
    );
    const held = heldBy(identity, ['10.20.1.11'], times(15, 15, 16, 31));
    expect(held.device).toBeNull();
    expect(held.doubts.join(' ')).toMatch(/No lease covers the address for 3 of 4 moments/);
    const mostly = heldBy(identity, ['10.20.1.11'], times(29.5, 40, 50, 15));
    expect(mostly.doubts.join(' ')).toMatch(/1 of 4 moments/);
  });

  it('is a machine that people use in turn', () => {
    const request = (user: string, second: number): Observation => ({
      kind: 'request',
      format: 'squid',
      origin: { evidence: 0, line: 1 },
      at: T + second * 1000,
      source: '10.20.1.11',
      user,
    });
    const turns = ['ida', 'jan', 'kim'].flatMap((user, i) =>
      Array.from({ length: 20 }, (_, turn) => request(user, i * 10 + turn * 30)),
    );
    const identity = identityOf(...turns.sort((a, b) => a.at - b.at));
    const held = heldBy(identity, ['10.20.1.11'], [T + 101_000]);
    expect(held.user).toBeNull();
    expect(held.doubts[0]).toContain('More than one person');
    expect(identity.all()).toHaveLength(3);
  });

  it('is a device that has moved to another address', () => {
    const identity = identityOf(
      lease({ source: '10.20.1.4', until: T + 8 * HOUR_MS }),
      lease({ source: '10.20.1.5', at: T + HOUR_MS, until: T + 9 * HOUR_MS }),
      lease({ source: '2001:db8:20::5', at: T + HOUR_MS, until: T + 9 * HOUR_MS }),
    );
    expect(who(identity, T + 2 * HOUR_MS, '10.20.1.4')).toEqual([]);
    for (const address of ['10.20.1.5', '2001:db8:20::5'])
      expect(who(identity, T + 2 * HOUR_MS, address)).toHaveLength(1);
  });

  it('is a year-old lease that told no length', () => {
    const identity = identityOf(lease({ device: 'old-pc' }));
    expect(who(identity, T + 12 * HOUR_MS)).toHaveLength(1);
    expect(who(identity, T + 40 * 24 * HOUR_MS)).toEqual([]);
    expect(heldBy(identity, ['10.20.1.11'], [T + 40 * 24 * HOUR_MS]).device).toBeNull();
  });
});

describe('intervals', () => {
  it('of one device at one address never overlap, whatever the order of the lines', () => {
    const event = fc.record({
      at: fc.nat(100).map((minutes) => T + minutes * MINUTE_MS),
      lasts: fc.nat(60),
      which: fc.constantFrom('02:00:00:00:00:11', '02:00:00:00:00:22'),
      event: fc.constantFrom('granted' as const, 'released' as const, 'seen' as const),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const inOrder = [...events].sort((a, b) => a.at - b.at);
        const identity = identityOf(
          ...inOrder.map(({ at, lasts, which, event: kind }) =>
            lease({ at, until: at + lasts * MINUTE_MS, mac: which, event: kind }),
          ),
        );
        for (const mac of ['02:00:00:00:00:11', '02:00:00:00:00:22']) {
          const own = identity.all().filter(({ holder }) => holder === mac);
          for (const one of own) expect(one.until).toBeGreaterThanOrEqual(one.from);
          for (const one of own)
            for (const other of own)
              if (one !== other)
                expect(one.from > other.until || other.from > one.until).toBe(true);
        }
      }),
    );
  });
});

const verdict = (rest: Partial<VerdictObservation>): VerdictObservation => ({
  ...base,
  kind: 'verdict',
  format: 'netfilter-log',
  action: 'allowed',
  transport: 'tcp',
  at: T,
  source: '10.20.1.11',
  destination: '198.51.100.7',
  ...rest,
});

describe('traffic', () => {
  const MAC = '02:00:00:00:00:33';

  it('shows who was at an address, near the moment', () => {
    const identity = identityOf(verdict({ user: 'maria', mac: MAC }), verdict({ user: 'SYSTEM' }));
    expect(who(identity, T)).toEqual(['user maria', `device ${MAC}`]);
    expect(who(identity, T + HOUR_MS)).toEqual([]);
    expect(heldBy(identity, ['10.20.1.11'], [T])).toMatchObject({ user: 'maria', device: MAC });
  });

  it('gives way to a lease', () => {
    const identity = identityOf(verdict({ mac: MAC }), lease({ at: T - HOUR_MS }));
    expect(who(identity, T)).toEqual(['device 02:00:00:00:00:11']);
  });

  it('does not take a router in front for the machine', () => {
    const identity = identityOf(
      verdict({ mac: MAC }),
      verdict({ source: '2001:db8:20::11', mac: MAC }),
      verdict({ source: '10.20.1.12', mac: MAC }),
      verdict({ source: '10.20.1.13', mac: MAC }),
    );
    for (const address of ['10.20.1.11', '10.20.1.12', '10.20.1.13', '2001:db8:20::11'])
      expect(who(identity, T, address)).toEqual([]);
  });
});

describe('the forms of an account', () => {
  const people = (
    ...users: readonly (readonly [user: string, format?: string, source?: string])[]
  ) =>
    identityOf(
      ...users.map(([user, format = 'radius', source = '10.20.1.11']) =>
        signIn({ user, format, source }),
      ),
    );
  const names = (identity: Identity) => {
    const { user, doubts } = heldBy(identity, ['10.20.1.11'], [T]);
    return { user, doubts: doubts.filter((text) => text.includes('person')).length };
  };

  it('are one person, under the spelling met most', () => {
    const identity = people(
      ['Anna'],
      ['anna'],
      ['ANNA'],
      ['anna'],
      ['CORP\\anna'],
      ['anna@corp.example'],
    );
    expect(names(identity)).toEqual({ user: 'anna', doubts: 0 });
    expect(identity.personOf('corp\\ANNA')).toBe('corp\\ANNA');
    expect(identity.machinesOf('CORP\\anna').length).toBeGreaterThan(1);
  });

  it('of two domains are two', () => {
    const identity = people(['anna@a.example'], ['anna@b.example'], ['anna']);
    expect(names(identity)).toEqual({ user: null, doubts: 1 });
    expect(identity.personOf('anna')).toBe('anna');
  });

  it('with and without a domain are two, where they never met', () => {
    const identity = people(['anna@guest.example'], ['anna', 'radius', '10.20.1.99']);
    expect(identity.personOf('anna')).toBe('anna');
    expect(identity.personOf('anna@guest.example')).toBe('anna@guest.example');
  });

  it('that differ in capitals are two on Unix alone', () => {
    const unix = people(['Anna', 'openssh'], ['anna', 'openssh']);
    expect(names(unix)).toEqual({ user: null, doubts: 1 });
    const both = people(['Anna', 'openssh'], ['anna', 'windows-events']);
    expect(names(both).doubts).toBe(0);
  });
});
