// covers: T12
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iodineRaw } from '../../../src/systems/dns-tunnel/iodine-raw.ts';
import { TunnelNames } from '../../../src/systems/dns-tunnel/names.ts';
import type { Packet } from '../../../src/wire/packet.ts';
import { accused, bytesOf, datagrams, identify, noise, type Said } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';
import { hear } from '../conversation.ts';

const CLIENT = '10.20.1.11 54842';
const RESOLVER = '10.20.0.10';
const SERVER = '203.0.113.14 53';

/** One question, or the same with an answer of that type; synthetic, after RFC 1035 §4. */
const question = (id: number, name: string, type: number): string => {
  const labels = name.split('.').map((label) => String.fromCharCode(label.length) + label);
  const head = [id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  return `${String.fromCharCode(...head)}${labels.join('')}\0${String.fromCharCode(type >> 8, type & 0xff)}\0\x01`;
};

const answered = (id: number, name: string, type: number): Said[] => {
  const asked = question(id, name, type);
  return [
    [0, asked],
    [
      1,
      `${asked.slice(0, 2)}\x81\x80${asked.slice(4, 6)}\0\x01${asked.slice(8)}\xc0\x0c${asked.slice(-4)}\0\0\0\0\0\x05\x04data`,
    ],
  ];
};

const hex = (length: number, seed: number): string =>
  Buffer.from(noise(length, seed)).toString('hex');

const inOneFlow = (names: readonly string[], type: number): Packet[] =>
  datagrams(
    1e12,
    CLIENT,
    `${RESOLVER} 53`,
    names.flatMap((name, i) => answered(i, name, type)),
  );

const eachItsOwn = (asker: string, server: string, said: readonly (readonly Said[])[]): Packet[] =>
  said.flatMap((one, i) => datagrams(1e12 + 50 * i, `${asker} ${20_000 + i}`, server, one));

const scattered = (names: readonly string[], type: number): Packet[] =>
  eachItsOwn(
    '10.20.1.11',
    `${RESOLVER} 53`,
    names.map((name, i) => answered(i, name, type)),
  );

const pairs = (said: readonly Said[]): Said[][] =>
  said.flatMap((one, i) => (one[0] === 0 && said[i + 1]?.[0] === 1 ? [[one, said[i + 1]!]] : []));

const tunnelled = (packets: Packet[]): number =>
  identify(packets).flows.filter(({ system }) => system === 'dns-tunnel').length;

const iodine = spokenIn('dns-tunnel/iodine-resolver.txt');
const dnscat = Array.from(
  { length: 12 },
  (_, i) => `${hex(2, i + 1)}01708c${hex(20, i + 50)}.t.example.org`,
);
const dns2tcp = Array.from(
  { length: 12 },
  (_, i) =>
    `${Buffer.from([0x19, 0x0e, 0x6f, 0x2b + i, 0x6f, 0x40 + i, 4, 1])
      .toString('base64')
      .replace(/=/g, '')}.t.example.org`,
);

describe('tunnels in DNS look-ups', () => {
  it('names iodine by its handshake in one flow, and accuses who asked, not the resolver', () => {
    const packets = datagrams(1e12, CLIENT, `${RESOLVER} 53`, iodine);
    const [flow] = identify(packets).flows;
    expect(flow).toMatchObject({ system: 'dns-tunnel', by: 'payload', bystander: 'destination' });
    expect(flow?.facts?.ends[0].client).toBe('iodine');
    expect(accused(packets)).toEqual(['dns-tunnel 10.20.1.11']);
  });

  it('names the same when each look-up is a flow, and leaves out the resolver that passed them on', () => {
    const asked = pairs(iodine);
    const packets = [
      ...datagrams(1e12, CLIENT, `${RESOLVER} 53`, iodine),
      ...eachItsOwn(RESOLVER, SERVER, asked),
    ];
    expect(tunnelled(packets)).toBe(1 + asked.length);
    expect(accused(packets)).toEqual(['dns-tunnel 10.20.1.11']);
    expect(accused(eachItsOwn('10.20.1.11', `${RESOLVER} 53`, asked))).toEqual([
      'dns-tunnel 10.20.1.11',
    ]);
  });

  it('names iodine that leaves DNS, from its first datagram or from the middle', () => {
    const said = spokenIn('dns-tunnel/iodine-raw.txt');
    expect(accused(datagrams(1e12, CLIENT, SERVER, said))).toEqual(['dns-tunnel 10.20.1.11']);
    const raw = said.filter(
      ([, payload]) => bytesOf(payload)[0] === 0x10 && bytesOf(payload)[2] === 0x9e,
    );
    const [flow] = identify(datagrams(1e12, CLIENT, SERVER, raw)).flows;
    expect(flow).toMatchObject({ protocol: 'dns-tunnel/iodine-raw', system: 'dns-tunnel' });
  });

  it.each([
    ['dnscat2', dnscat, 16],
    ['dnscat2 without a domain', dnscat.map((name) => `dnscat.${name.split('.')[0]}`), 5],
    ['dns2tcp', dns2tcp, 25],
    ['dns2tcp in TXT', dns2tcp, 16],
    ['NULL records', Array.from({ length: 24 }, (_, i) => `0${hex(12, i)}.t.example.org`), 10],
  ])('names %s, in one flow and in many', (_, names, type) => {
    expect(tunnelled(inOneFlow(names, type))).toBe(1);
    expect(tunnelled(scattered(names, type))).toBe(names.length);
  });

  it.each([
    [
      'hashes that antivirus programs look up as TXT',
      16,
      (i: number) => `${hex(16, i)}.${hex(20, i + 999)}.updates.av.example.com`,
    ],
    ['hashes that they look up as A', 1, (i: number) => `${hex(20, i)}.avqs.example.com`],
    ['names of content networks', 1, (i: number) => `${hex(6, i)}.cdn.example.net`],
    ['DKIM keys', 16, (i: number) => `${hex(16, i)}._domainkey.example.com`],
    ['hosts that count up', 16, (i: number) => `worker-node-${1000 + i}.example.com`],
    ['block lists', 1, (i: number) => `${i}.2.0.192.zen.dnsbl.example.org`],
    ['addresses backwards', 12, (i: number) => `${i}.1.20.10.in-addr.arpa`],
    [
      'addresses in one word',
      16,
      (i: number) => `${hex(2, i)}${'0'.repeat(20)}0db80120.v6.example.com`,
    ],
  ])('is silent about %s', (_, type, nameOf) => {
    const names = Array.from({ length: 200 }, (_, i) => nameOf(i));
    expect(tunnelled(inOneFlow(names, type))).toBe(0);
    expect(tunnelled(scattered(names, type))).toBe(0);
  });

  it('proves nothing by one look-up, nor by the same again', () => {
    for (const name of ['vaaaakardli.example.org', dnscat[0]!, 'dnscat.example.org'])
      expect(
        tunnelled(
          scattered(
            Array.from({ length: 30 }, () => name),
            16,
          ),
        ),
        name,
      ).toBe(0);
  });

  it('refuses datagrams that only begin like raw mode', () => {
    const said = (text: string) => [[0, bytesOf(text)]] as const;
    expect(hear(iodineRaw, [...said('\x10\xd1\x9e\x30'), ...said('\x10\xd1\x9e\x30')])).toBe(2);
    for (const text of [
      '\x10\xd1\x9e\x30x',
      '\x10\xd1\x9e\x10abc',
      '\x10\xd1\x9e\x20\x78\x00aaaa',
      '\x10\xd1\x9e\x40',
    ])
      expect(hear(iodineRaw, [...said(text), ...said(text)]), text).toBe(0);
  });

  it('takes any name and any datagram', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 70 }), { maxLength: 40 }), (names) => {
        const seen = new TunnelNames();
        for (const name of names) seen.see(name, 'TXT');
        expect(seen.program).toBe(null);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 6 }),
        (datas) => {
          const said: Said[] = datas.map((data, i) => [i % 2 ? 1 : 0, data]);
          expect(
            identify(datagrams(1e12, CLIENT, SERVER, [...iodine.slice(0, 1), ...said])).counts
              .faults,
          ).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});
