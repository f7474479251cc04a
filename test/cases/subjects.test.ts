// covers: D9 T5
import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../../src/model/address.ts';
import { policySchema } from '../../src/model/policy.ts';
import { flowOf, provenFlow } from '../harness/flow.ts';
import { judge } from '../harness/identify.ts';

const HOST = 0x0200_0000_0001;
const OTHER = 0x0200_0000_0002;
const ROUTER = 0x0200_0000_00ff;

const from = (source: string, link: number, destination = '198.51.100.1', more = {}) =>
  provenFlow({ source, linkSource: link, destination, linkDestination: ROUTER, ...more });

/** Enough outside addresses behind the router's link-layer address to show what it is. */
const routed = [1, 2, 3, 4].map((n) =>
  from('10.0.0.9', OTHER, `198.51.100.${n}`, { system: null }),
);

describe('subjects', () => {
  it('IPv4 and IPv6 of one link-layer address are one', () => {
    const { cases } = judge([
      ...routed,
      from('10.0.0.1', HOST),
      from('2001:db8::1', HOST, '2001:db8:ffff::1'),
      from('fe80::1', HOST, '2001:db8:ffff::1'),
    ]);
    expect(cases).toHaveLength(1);
    expect(cases[0]!.case).toMatchObject({ id: 'bittorrent-10.0.0.1', flows: 3 });
    expect([...cases[0]!.case.subject.addresses].sort()).toEqual([
      '10.0.0.1',
      '2001:db8::1',
      'fe80::1',
    ]);
  });

  it('an address that two devices had names neither of them', () => {
    const { cases, subjects } = judge([
      ...routed,
      from('10.0.0.1', HOST),
      from('10.0.0.1', 0x0200_0000_0003, '198.51.100.1', { system: null, at: 9e6, until: 9e6 }),
      from('10.0.0.99', 0x0200_0000_0003, '198.51.100.1', { system: null }),
    ]);
    expect(cases.map((built) => built.case.id)).toEqual(['bittorrent-10.0.0.1']);
    expect(subjects.subjectOf('10.0.0.1').device).toBeNull();
    expect(subjects.subjectOf('10.0.0.99').addresses).toEqual(['10.0.0.99']);
  });

  it('two IPv4 addresses behind one link-layer address may be two hosts', () => {
    const { cases } = judge([
      ...routed,
      from('10.0.0.5', HOST),
      from('10.0.0.99', HOST, '198.51.100.1', { system: null }),
      from('10.0.0.99', HOST, '198.51.100.2', { system: null }),
    ]);
    expect(cases.map((built) => built.case.subject.addresses)).toEqual([['10.0.0.5']]);
  });

  it('gateways that policy names carry for others', () => {
    const policy = policySchema.parse({ networks: { gateways: ['10.0.0.1'] } });
    expect(judge([...routed, from('10.0.0.1', HOST)], { policy }).cases).toEqual([]);
  });

  it('what is behind a router is not one device', () => {
    const behind = [1, 2, 3, 4].map((n) => from(`10.0.7.${n}`, ROUTER, '10.0.0.1', { ttlOut: 63 }));
    const { subjects } = judge([...routed, ...behind]);
    expect(subjects.subjectOf('10.0.7.1').addresses).toEqual(['10.0.7.1']);
    expect(subjects.subjectOf('10.0.7.1').device).toBeNull();
    expect(subjects.subjectOf('198.51.100.1').device).toBeNull();
  });

  it('are inside by what the user says, above all', () => {
    const inside = [parseNetwork('198.51.100.0/24')!];
    const { subjects } = judge([...routed, from('10.0.0.1', HOST)], { inside });
    expect(subjects.placeOf('198.51.100.1')).toBe('inside');
    expect(subjects.placeOf('10.0.0.1')).toBe('outside');
    const policy = policySchema.parse({ networks: { inside: ['198.51.100.0/24'] } });
    expect(judge(routed, { policy }).subjects.placeOf('198.51.100.1')).toBe('inside');
  });

  it('are inside by private ranges, and by a private address of the same device', () => {
    const { subjects } = judge([...routed, from('10.0.0.1', HOST), from('2001:db8::1', HOST)]);
    expect(subjects.placeOf('10.0.0.1')).toBe('inside');
    expect(subjects.placeOf('fd00::7')).toBe('inside');
    expect(subjects.placeOf('2001:db8::1')).toBe('inside');
    expect(subjects.placeOf('198.51.100.1')).toBe('outside');
  });

  it('are inside by being on the link, where nothing is private', () => {
    const public4 = [1, 2, 3, 4].map((n) =>
      from('192.0.2.10', HOST, `198.51.100.${n}`, { ttlOut: 64, ttlIn: 50 }),
    );
    const { subjects } = judge(public4);
    expect(subjects.placeOf('192.0.2.10')).toBe('inside');
    expect(subjects.placeOf('198.51.100.1')).toBe('unknown');
  });

  it('are unknown where nothing tells, and then both ends are judged', () => {
    const { subjects, cases } = judge([
      provenFlow({ source: '192.0.2.10', destination: '198.51.100.1' }),
    ]);
    expect(subjects.placeOf('192.0.2.10')).toBe('unknown');
    expect(cases.map((built) => built.case.subject.address).sort()).toEqual([
      '192.0.2.10',
      '198.51.100.1',
    ]);
    expect(cases[0]!.case.subject.inside).toBe(false);
  });

  it('a proxy is no subject of what it does for others', () => {
    const proxied = [
      flowOf({
        source: '10.0.0.1',
        destination: '10.0.0.3',
        destinationPort: 3128,
        protocol: 'http',
        facts: { ends: [{}, {}], contents: [], offers: [], searches: [], carrier: { proxy: true } },
      }),
      provenFlow({
        source: '10.0.0.3',
        destination: '198.51.100.1',
        protocol: 'bittorrent/tracker-http',
      }),
    ];
    const judged = judge(proxied);
    expect(judged.subjects.subjectOf('10.0.0.3').role).toBe('proxy');
    expect(judged.cases).toEqual([]);
    const policy = policySchema.parse({ networks: { proxies: ['10.0.0.3'] } });
    expect(judge(proxied.slice(1), { policy }).cases).toEqual([]);
  });
});
