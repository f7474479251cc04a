// covers: T7
// From what a notice claims to who had the address: exactly one at every step, or nobody.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attribution, attribute } from '../../src/cases/attribution.ts';
import { ContentSightings } from '../../src/cases/content-sightings.ts';
import { Identity } from '../../src/cases/identity.ts';
import { TimeWindows } from '../../src/cases/time-windows.ts';
import { Translations } from '../../src/cases/translations.ts';
import { isPrivate, parseAddress } from '../../src/model/address.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type {
  AssignmentObservation,
  CountedObservation,
  FlowObservation,
  Observation,
  SignInObservation,
} from '../../src/model/observation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Claim } from '../../src/sources/notices/notice.ts';

const T = Date.UTC(2026, 10, 22, 8);
const OUTSIDE = '198.51.100.7';
const FAR = '203.0.113.20';
const HASH = 'btih:ca82b378acd023a49cbc8c788771fa02eb02808d';
const origin = { evidence: 0, line: 7 } as const;

const claim = (rest: Partial<Claim> = {}): Claim => ({
  timeText: 'as written',
  at: T,
  zoned: true,
  addressText: OUTSIDE,
  address: OUTSIDE,
  port: 61_001,
  network: 'BitTorrent',
  system: 'bittorrent',
  contents: [],
  ...rest,
});

/** `inside:51413` seen as `OUTSIDE:port`. */
const translated = (
  inside: string,
  port: number,
  rest: Partial<CountedObservation> = {},
): CountedObservation => ({
  kind: 'connection',
  format: 'conntrack',
  origin,
  at: T - MINUTE_MS,
  until: T + MINUTE_MS,
  transport: 'tcp',
  source: inside,
  sourcePort: 51_413,
  destination: FAR,
  destinationPort: 6881,
  translated: { source: OUTSIDE, sourcePort: port, destination: FAR, destinationPort: 6881 },
  ...rest,
});

const forwarded = (inside: string, port: number, from = FAR): CountedObservation =>
  translated(from, port, {
    sourcePort: 40_001,
    destination: OUTSIDE,
    destinationPort: port,
    translated: {
      source: from,
      sourcePort: 40_001,
      destination: inside,
      destinationPort: 51_413,
    },
  });

const lease = (
  source: string,
  mac: string,
  rest: Partial<AssignmentObservation> = {},
): AssignmentObservation => ({
  kind: 'assignment',
  event: 'granted',
  format: 'dhcpd',
  origin,
  at: T - HOUR_MS,
  until: T + HOUR_MS,
  source,
  mac,
  ...rest,
});

const signIn = (user: string, rest: Partial<SignInObservation>): SignInObservation => ({
  kind: 'sign-in',
  event: 'signed-in',
  format: 'radius',
  origin,
  at: T - HOUR_MS,
  until: T + HOUR_MS,
  user,
  ...rest,
});

const flow = (source: string, id: string): FlowObservation => ({
  kind: 'flow',
  format: 'pcap',
  origin: { evidence: 0, offset: 24 },
  at: T,
  until: T + SECOND_MS,
  transport: 'tcp',
  source,
  sourcePort: 51_413,
  destination: FAR,
  destinationPort: 6881,
  bytesOut: 1,
  bytesIn: 1,
  packetsOut: 1,
  packetsIn: 1,
  payloadOut: 1,
  payloadIn: 1,
  protocol: 'bittorrent/peer',
  system: 'bittorrent',
  via: [],
  by: 'payload',
  probability: 1,
  facts: { ends: [{}, {}], contents: [{ id }], offers: [], searches: [] },
});

const answer = (
  asked: Claim,
  observations: readonly Observation[],
  toleranceMs = MINUTE_MS,
): Attribution => {
  const windows = new TimeWindows([{ from: T - 24 * HOUR_MS, until: T + 24 * HOUR_MS }]);
  const identity = new Identity();
  const translations = new Translations(windows);
  const sightings = new ContentSightings([HASH], windows);
  for (const one of observations) {
    identity.see(one);
    translations.see(one);
    sightings.see(one);
  }
  return attribute(asked, {
    identity,
    translations,
    sightings,
    isOurs: (address) => address.startsWith('10.20.'),
    isInside: (address) => isPrivate(parseAddress(address)!),
    isForOthers: (address) => address === '10.20.0.1',
    toleranceMs,
  });
};

const MAC = '02:20:00:00:00:11';
const OTHER_MAC = '02:20:00:00:00:22';
const kinds = ({ steps }: Attribution) => steps.map(({ kind }) => kind);

describe('a claim', () => {
  it('goes through the translator to the device and the person', () => {
    const found = answer(claim(), [
      translated('10.20.1.11', 61_001),
      translated('10.20.1.12', 61_002),
      lease('10.20.1.11', MAC, { device: 'PC-11' }),
      signIn('maria', { device: 'pc-11' }),
    ]);
    expect(found).toMatchObject({
      refusal: null,
      to: { address: '10.20.1.11', device: 'PC-11', mac: MAC, user: 'maria' },
      doubts: [],
    });
    expect(kinds(found)).toEqual(['translation', 'address', 'lease', 'sign-in']);
    expect(found.steps[0]!.text).toBe(
      '198.51.100.7:61001 was 10.20.1.11:51413 inside: TCP to 203.0.113.20:6881.',
    );
  });

  it('goes through a forwarded port', () => {
    const found = answer(claim({ port: 51_413 }), [
      forwarded('10.20.1.12', 51_413),
      lease('10.20.1.12', MAC),
    ]);
    expect(found.to).toMatchObject({ address: '10.20.1.12', mac: MAC, user: null });
    expect(found.doubts.join()).toMatch(/No sign-in/);
  });

  it('goes through one translator behind another', () => {
    const found = answer(claim(), [
      translated('100.64.0.9', 61_001, { sourcePort: 7001 }),
      translated('10.20.1.11', 0, {
        translated: { source: '100.64.0.9', sourcePort: 7001, destination: FAR },
      }),
      lease('10.20.1.11', MAC),
    ]);
    expect(found.to).toMatchObject({ address: '10.20.1.11' });
    expect(kinds(found)).toEqual(['translation', 'translation', 'address', 'lease']);
  });

  it('about an address that is inside needs no translator', () => {
    const found = answer(claim({ address: '10.20.1.11', port: null }), [lease('10.20.1.11', MAC)]);
    expect(found.to).toMatchObject({ mac: MAC });
  });

  it('is strengthened by flows with its content, and doubted when only others had it', () => {
    const contents = [{ ids: [HASH], title: null, name: null, size: null }];
    const known = [translated('10.20.1.11', 61_001), lease('10.20.1.11', MAC)];
    const found = answer(claim({ contents }), [...known, flow('10.20.1.11', HASH)]);
    expect(kinds(found)).toContain('content');
    const other = answer(claim({ contents }), [...known, flow('10.20.1.12', HASH)]);
    expect(kinds(other)).not.toContain('content');
    expect(other.doubts.join()).toMatch(/another inside address/);
    expect(other.to).not.toBeNull();
  });

  it('ends at a session that gave the address, where there is no lease', () => {
    const vpn = signIn('maria', { assigned: '10.20.9.1', source: '192.0.2.9', service: 'vpn' });
    expect(answer(claim({ address: '10.20.9.1' }), [vpn]).to).toEqual({
      address: '10.20.9.1',
      device: null,
      mac: null,
      user: 'maria',
    });
    // Where somebody came from is no lease of it.
    const from = signIn('maria', { source: '10.20.9.1' });
    expect(answer(claim({ address: '10.20.9.1' }), [from]).refusal).toMatchObject({
      code: 'lease',
    });
  });
});

describe('nobody is named', () => {
  const both = [lease('10.20.1.11', MAC), lease('10.20.1.12', OTHER_MAC)];
  const cases: readonly (readonly [
    string,
    Partial<Claim>,
    readonly Observation[],
    string,
    number | null,
  ])[] = [
    ['without a time', { at: null }, both, 'incomplete', null],
    ['without an address', { address: null }, both, 'incomplete', null],
    [
      'without a port, behind a translator',
      { port: null },
      [translated('10.20.1.11', 61_001), translated('10.20.1.12', 61_002), ...both],
      'nat',
      2,
    ],
    [
      'without a port, even when only one used the translator',
      { port: null },
      [translated('10.20.1.11', 61_001), ...both],
      'nat',
      1,
    ],
    [
      'without a record of that port',
      { port: 61_003 },
      [translated('10.20.1.11', 61_001), ...both],
      'nat',
      null,
    ],
    [
      'when the record is of another time',
      {},
      [translated('10.20.1.11', 61_001, { at: T - 3 * HOUR_MS, until: T - 2 * HOUR_MS }), ...both],
      'nat',
      null,
    ],
    [
      'when the port changed hands within the tolerance',
      {},
      [
        translated('10.20.1.11', 61_001, { until: T - 20 * SECOND_MS }),
        translated('10.20.1.12', 61_001, { at: T - 10 * SECOND_MS }),
        ...both,
      ],
      'clock',
      2,
    ],
    [
      'when the translator gives one port to two at once',
      {},
      [translated('10.20.1.11', 61_001), translated('10.20.1.12', 61_001), ...both],
      'nat',
      2,
    ],
    ['without a lease', {}, [translated('10.20.1.11', 61_001)], 'lease', null],
    [
      'when the lease is of another time',
      {},
      [translated('10.20.1.11', 61_001), lease('10.20.1.11', MAC, { until: T - 5 * MINUTE_MS })],
      'lease',
      null,
    ],
    [
      'when the lease changed hands within the tolerance',
      { address: '10.20.1.11' },
      [
        lease('10.20.1.11', MAC, { until: T + 30 * SECOND_MS }),
        lease('10.20.1.11', OTHER_MAC, { at: T + 40 * SECOND_MS }),
      ],
      'clock',
      2,
    ],
    [
      'when two devices are seen with it at once',
      { address: '10.20.1.11' },
      [
        lease('10.20.1.11', MAC),
        lease('10.20.1.11', OTHER_MAC, { event: 'seen', at: T, until: T }),
      ],
      'lease',
      2,
    ],
    ['for an address that is not known', { address: '192.0.2.200' }, both, 'address', null],
    ['for a gateway', { address: '10.20.0.1' }, [lease('10.20.0.1', MAC)], 'nat', null],
    [
      'when translators lead in a circle',
      {},
      [
        translated('100.64.0.9', 61_001, { sourcePort: 1 }),
        translated(OUTSIDE, 1, {
          sourcePort: 61_001,
          translated: { source: '100.64.0.9', sourcePort: 1, destination: FAR },
        }),
      ],
      'nat',
      null,
    ],
    [
      'when a firewall denied the connection',
      {},
      [
        {
          ...translated('10.20.1.11', 61_001),
          kind: 'verdict',
          action: 'denied',
        } as unknown as Observation,
        ...both,
      ],
      'address',
      null,
    ],
  ];

  it.each(cases)('%s', (_name, asked, observations, code, candidates) => {
    const found = answer(claim(asked), observations);
    expect(found.to).toBeNull();
    expect(found.refusal).toMatchObject({ code, candidates });
    expect(found.refusal!.text).not.toContain('10.20.1.12');
    expect(kinds(found)).not.toContain('lease');
  });

  it('behind a proxy that takes connections of inside hosts for others', () => {
    const redirected = forwarded('10.20.0.10', 80, '10.20.1.11');
    expect(
      answer(claim({ port: 80 }), [redirected, lease('10.20.0.10', MAC)]).refusal,
    ).toMatchObject({
      code: 'address',
    });
  });

  it('when there were more translations than are kept', () => {
    const windows = new TimeWindows([{ from: T, until: T }]);
    const translations = new Translations(windows);
    const one = translated('10.20.1.11', 61_001);
    for (let i = 0; i <= LIMITS.translationsMax; i++) translations.see(one);
    expect(translations.dropped).toBe(1);
    const identity = new Identity();
    identity.see(lease('10.20.1.11', MAC));
    const found = attribute(claim(), {
      identity,
      translations,
      sightings: new ContentSightings([], windows),
      isOurs: () => true,
      isInside: () => true,
      isForOthers: () => false,
      toleranceMs: 0,
    });
    expect(found.refusal).toMatchObject({ code: 'nat' });
  });
});

describe('a private address in a notice', () => {
  it('is nobody’s, when neither policy nor a translation leads to it', () => {
    const found = answer(claim({ address: '192.168.7.5', port: null }), [
      lease('192.168.7.5', MAC, { device: 'PC-5' }),
    ]);
    expect(found).toMatchObject({ to: null, refusal: { code: 'address' } });
    expect(found.refusal!.text).toContain('private address');
  });

  it('is followed where the policy names the network, with a doubt', () => {
    const found = answer(claim({ address: '10.20.1.11', port: null }), [lease('10.20.1.11', MAC)]);
    expect(found.to).toMatchObject({ address: '10.20.1.11' });
    expect(found.doubts.join(' ')).toContain('nobody outside can have seen');
  });

  it('is followed where the log of a translator leads to it', () => {
    const carrier = translated('192.168.7.5', 61_001);
    const found = answer(claim(), [carrier, lease('192.168.7.5', MAC)]);
    expect(found.to).toMatchObject({ address: '192.168.7.5' });
    expect(found.doubts.join(' ')).not.toContain('nobody outside');
  });
});

describe('traffic that shows a device', () => {
  it('is no lease: nobody is named by it', () => {
    const { mac: _none, ...seen } = translated('10.20.1.11', 61_002);
    const found = answer(claim(), [translated('10.20.1.11', 61_001), { ...seen, mac: MAC }]);
    expect(found).toMatchObject({ to: null, refusal: { code: 'lease' } });
  });
});

describe('a time without a zone', () => {
  const asked = claim({ zoned: false, address: '10.20.1.11' });

  it('is read as UTC, with doubt, while no zone leads to another', () => {
    const found = answer(asked, [lease('10.20.1.11', MAC, { event: 'fixed' })]);
    expect(found.to).toMatchObject({ mac: MAC });
    expect(found.doubts[0]).toMatch(/without a zone/);
  });

  it('names nobody when another zone leads to somebody else', () => {
    const found = answer(asked, [
      lease('10.20.1.11', MAC),
      lease('10.20.1.11', OTHER_MAC, { at: T + 9 * HOUR_MS, until: T + 10 * HOUR_MS }),
    ]);
    expect(found.refusal).toMatchObject({ code: 'clock', candidates: 2 });
  });
});

describe('a person', () => {
  const known = [translated('10.20.1.11', 61_001), lease('10.20.1.11', MAC)];

  it('is not named when two were signed in', () => {
    const found = answer(claim(), [
      ...known,
      signIn('maria', { source: '10.20.1.11' }),
      signIn('jo', { source: '10.20.1.11' }),
    ]);
    expect(found.to).toMatchObject({ mac: MAC, user: null });
    expect(found.doubts.join()).toMatch(/2 people/);
    expect(found.doubts.join()).not.toMatch(/maria|jo/);
  });

  it('is named with doubt when nobody saw the sign-out', () => {
    const { until: _until, ...open } = signIn('maria', { source: '10.20.1.11' });
    const found = answer(claim(), [...known, open]);
    expect(found.to).toMatchObject({ user: 'maria' });
    expect(found.doubts.join()).toMatch(/assumed/);
  });
});

describe('whatever the evidence', () => {
  const inside = fc.constantFrom('10.20.1.11', '10.20.1.12', '10.20.1.13');
  const time = fc.integer({ min: -5, max: 5 }).map((minutes) => T + minutes * MINUTE_MS);
  const observation = fc.oneof(
    fc
      .tuple(inside, fc.constantFrom(61_001, 61_002), time, time)
      .map(([address, port, a, b]) =>
        translated(address, port, { at: Math.min(a, b), until: Math.max(a, b) }),
      ),
    fc
      .tuple(inside, fc.constantFrom(MAC, OTHER_MAC), time, time)
      .map(([address, mac, a, b]) =>
        lease(address, mac, { event: 'fixed', at: Math.min(a, b), until: Math.max(a, b) }),
      ),
  );

  it('who is named is the only one in the records', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 12 }), (observations) => {
        const found = answer(claim(), observations);
        if (found.to === null) return;
        const near = (one: { at: number; until?: number }) =>
          one.at <= T + MINUTE_MS && (one.until ?? one.at) >= T - MINUTE_MS;
        const behind = observations.filter(
          (one): one is CountedObservation =>
            one.kind === 'connection' && one.translated!.sourcePort === 61_001 && near(one),
        );
        expect(new Set(behind.map(({ source }) => source))).toEqual(new Set([found.to.address]));
        const holders = observations.filter(
          (one): one is AssignmentObservation =>
            one.kind === 'assignment' && one.source === found.to!.address && near(one),
        );
        expect(new Set(holders.map(({ mac }) => mac))).toEqual(new Set([found.to.mac]));
      }),
    );
  });

  it('the answer is the same in any order and with everything twice', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 10 }), (observations) => {
        const outcome = ({ to, refusal }: Attribution) => [to, refusal];
        const once = outcome(answer(claim(), observations));
        expect(outcome(answer(claim(), [...observations].reverse()))).toEqual(once);
        expect(outcome(answer(claim(), [...observations, ...observations]))).toEqual(once);
      }),
    );
  });
});
