// covers: S3
// Obfuscated flows of one host that together are eMule's, by their sizes. The bytes are noise of the sizes that captures of
// aMule 2.3.3 and the range show; on the laboratory's own captures, where they are at hand, every such flow is named.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  connection,
  datagrams,
  identify,
  noise,
  readPackets,
  type Said,
  SHARED,
} from '../../harness/identify.ts';

let seed = 100;
const turns = (...sizes: number[]): Said[] =>
  sizes.map((size) => [size > 0 ? 0 : 1, noise(Math.abs(size), seed++)]);
const tcp = (at: number, to: string, ...sizes: number[]) =>
  connection(at, `10.20.1.11 ${41_000 + seed}`, to, turns(...sizes));
const udp = (at: number, to: string, ...sizes: number[]) =>
  datagrams(at, '10.20.1.11 33001', to, turns(...sizes));
const P = '198.51.100.12 7001';
const Q = '198.51.100.13 7002';
const R = '203.0.113.15 7003';

const IDENTIFIED = [202, -222, 103, -135, 158, -193, 77, -6, 46, -1400];
const BOOTSTRAP = [18, -39];
const SERVER = [105, -107, 99, -177, 38, -105];

const named = (packets: Parameters<typeof identify>[0]) =>
  identify(packets)
    .flows.filter((flow) => flow.system !== null)
    .map((flow) => `${flow.destination} ${flow.protocol} ${flow.by}`)
    .sort();

const TOGETHER = 'edonkey/together behaviour';

describe('obfuscated flows of one host are named together', () => {
  it('identification beside a first contact to Kad', () => {
    expect(named([...udp(0, R, ...BOOTSTRAP), ...tcp(4000, P, ...IDENTIFIED)])).toEqual([
      `198.51.100.12 ${TOGETHER}`,
      '203.0.113.15 kad/together behaviour',
    ]);
  });

  it('identification beside a server', () => {
    const identified = [31, -169, 103, -135, 11, -83];
    expect(named([...tcp(0, R, ...SERVER), ...tcp(4000, P, ...identified)])).toEqual([
      `198.51.100.12 ${TOGETHER}`,
      `203.0.113.15 ${TOGETHER}`,
    ]);
  });

  it('a server and two peers that get one size of Hello, without identification', () => {
    const packets = [
      ...tcp(0, R, ...SERVER),
      ...tcp(1000, P, 230, -12, 105, -104, 27, -62),
      ...tcp(2000, Q, 102, -21, 105, -104, 27, -62),
    ];
    expect(named(packets)).toHaveLength(3);
  });

  it('and keep their name when the host falls silent before they are final', () => {
    const packets = [
      ...udp(0, R, ...BOOTSTRAP),
      ...tcp(4000, P, ...IDENTIFIED),
      ...udp(900_000, Q, 18, -64),
    ];
    expect(named(packets)).toContain(`198.51.100.12 ${TOGETHER}`);
  });
});

describe('nobody is named for', () => {
  it.each([
    ['one connection alone', () => tcp(0, P, ...IDENTIFIED)],
    ['a first contact to Kad alone', () => udp(0, R, ...BOOTSTRAP)],
    [
      'identification to one peer twice',
      () => [...tcp(0, P, ...IDENTIFIED), ...tcp(900, P, 31, -169, 103, -135, 11, -83)],
    ],
    [
      'a server and one peer without identification',
      () => [...tcp(0, R, ...SERVER), ...tcp(900, P, 30, -12, 105, -104, 27, -62)],
    ],
    [
      'third messages of several sizes',
      () => [
        ...tcp(0, R, ...SERVER),
        ...tcp(1000, P, 30, -12, 105, -104, 27, -62),
        ...tcp(2000, Q, 102, -21, 131, -104, 27, -62),
        ...tcp(3000, '198.51.100.14 1', 102, -21, 131, -104, 27, -62),
      ],
    ],
    [
      'what is as long as an exchange of keys both ways',
      () => [
        ...tcp(0, P, 202, -222, 103, -135, 158, -193),
        ...tcp(1000, R, 105, -107, 99, -177, 38, -105),
      ],
    ],
    [
      'datagrams of other sizes',
      () => [...udp(0, R, 18, -40), ...udp(1, Q, 19, -39), ...tcp(4000, P, ...IDENTIFIED)],
    ],
    [
      'two hosts that have one half each',
      () => [
        ...datagrams(0, '10.20.1.12 33001', R, turns(...BOOTSTRAP)),
        ...tcp(4000, P, ...IDENTIFIED),
      ],
    ],
    [
      'halves that lie half an hour apart',
      () => [...udp(0, R, ...BOOTSTRAP), ...tcp(1_800_000, P, ...IDENTIFIED)],
    ],
    [
      'bytes that do not look random',
      () => [
        ...udp(0, R, ...BOOTSTRAP),
        ...connection(
          4000,
          '10.20.1.11 41000',
          P,
          IDENTIFIED.map(
            (size): Said => [size > 0 ? 0 : 1, 'abcd'.repeat(60).slice(0, Math.abs(size))],
          ),
        ),
      ],
    ],
  ])('%s', (_, packets) => {
    expect(named(packets())).toEqual([]);
  });
});

const LAB = `${SHARED}/corpus/lab`;
describe.skipIf(!existsSync(LAB))('the laboratory captures of obfuscated aMule', () => {
  it.each(['ed2k-default', 'ed2k-obfuscated'])('%s: every flow of aMule is named', (name) => {
    const { flows } = identify(readPackets(`${LAB}/${name}/capture.pcap`));
    const amule = flows.filter(
      (flow) => flow.destinationPort === 4662 || flow.destinationPort === 4672,
    );
    expect(amule.length).toBeGreaterThan(3);
    expect(amule.filter((flow) => flow.system === null)).toEqual([]);
    expect(flows.filter((flow) => flow.system !== null)).toHaveLength(amule.length);
  });
});
