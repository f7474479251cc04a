// covers: D4 D9
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peerBehaviour } from '../../src/detect/peer-behaviour.ts';
import { RIVALS, SIGNS } from '../../src/detect/peer-rules.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type { FlowObservation, Observation } from '../../src/model/observation.ts';
import { flowOf } from '../harness/flow.ts';

const HOST = '10.0.0.1';
const AT = Date.parse('2026-11-22T12:00:00Z');

const subjects = (seen: readonly Observation[]) => {
  const run = peerBehaviour.open();
  for (const observation of seen) run.see(observation);
  return run.findings().filter(({ subject }) => subject === HOST);
};

const far = (i: number): string => `198.51.${100 + (i >> 8)}.${i & 0xff}`;
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const to = (i: number, port: number, more: Partial<FlowObservation> = {}) =>
  flowOf({ at: AT + i * 1000, source: HOST, destination: far(i), destinationPort: port, ...more });
const from = (i: number, port: number, more: Partial<FlowObservation> = {}) =>
  flowOf({
    at: AT + i * 1000,
    source: far(i),
    sourcePort: 30_000 + 7 * i,
    destination: HOST,
    destinationPort: port,
    ...more,
  });
const udp = { transport: 'udp', sourcePort: 51_413 } as const;
const failed = { connection: 'unanswered', packetsIn: 0, bytesIn: 0, payloadIn: 0 } as const;

/** Eight peers, each at its own port, over both transports; three more come, and four are gone. */
const mesh = [
  ...times(8, (i) => to(i, 20_000 + 13 * i)),
  ...times(8, (i) => to(i, 20_000 + 13 * i, udp)),
  ...times(3, (i) => from(20 + i, 51_413)),
  ...times(4, (i) => to(40 + i, 25_000 + i, failed)),
];

describe('behaviour of a peer', () => {
  it('is told of who seeks and is sought, high port to high port, over both transports', () => {
    const [finding, ...more] = subjects(mesh);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      activity: 'peer-to-peer',
      plane: 'behaviour',
      technique: 'D4',
    });
    expect(finding!.text).toContain('11 far addresses');
    expect(finding!.text).toContain('spoke TCP and UDP with 8 of them');
    expect(finding!.text).toContain('went to 8 and was sought by 3');
    expect(finding!.rival).toMatch(/crypto-currency/);
    expect(finding!.evidence.length).toBeLessThanOrEqual(LIMITS.seenMax);
  });

  it('does not look at what anything else found in the flows', () => {
    const named = mesh.map((flow) => ({
      ...flow,
      system: 'tor' as const,
      protocol: 'tor/link',
      by: 'payload' as const,
    }));
    expect(subjects(named)[0]!.text).toBe(subjects(mesh)[0]!.text);
  });

  it('is seen in connection tables and firewall logs too', () => {
    const counted = mesh.map(
      ({ at, origin, transport, source, sourcePort, destination, destinationPort, bytesIn }) =>
        ({
          kind: 'connection',
          format: 'conntrack',
          at,
          origin,
          transport,
          source,
          sourcePort,
          destination,
          destinationPort,
          bytesOut: 100,
          bytesIn,
          ...(bytesIn === 0 ? { unanswered: true } : {}),
        }) as Observation,
    );
    expect(subjects(counted)).toHaveLength(1);
    const verdicts = counted.map(
      (one) =>
        ({ ...one, kind: 'verdict', format: 'netfilter-log', action: 'allowed' }) as Observation,
    );
    expect(subjects(verdicts)).toHaveLength(1);
  });

  it('counts what a capture and a log both show once', () => {
    expect(subjects([...mesh, ...mesh])[0]!.text.replace(/It sent.*/, '')).toBe(
      subjects(mesh)[0]!.text.replace(/It sent.*/, ''),
    );
  });

  it('is not put together from what lies an hour apart', () => {
    expect(subjects(mesh.map((flow, i) => ({ ...flow, at: AT + i * 3_600_000 })))).toEqual([]);
  });

  it('is the same in any order', () => {
    const texts = (seen: readonly Observation[]) => subjects(seen).map(({ text }) => text);
    fc.assert(
      fc.property(fc.shuffledSubarray(mesh, { minLength: mesh.length }), (seen) => {
        expect(texts(seen)).toEqual(texts(mesh));
      }),
      { numRuns: 20 },
    );
  });
});

/** Each would have signs enough but for its rule, or is what people have complained about. */
const INNOCENT: Record<string, readonly FlowObservation[]> = {
  'a scan of many ports': times(500, (i) => to(i % 3, 2000 + i, i % 9 === 0 ? {} : failed)),
  'a scan of many addresses': times(400, (i) => to(i, 8545, i % 50 === 0 ? {} : failed)),
  'monitoring that is answered at another port': [
    ...times(60, (i) => to(i, 10_050, i % 4 === 0 ? failed : {})),
    ...times(40, (i) => from(i, 10_051)),
  ],
  'a mail server': [
    ...times(80, (i) => to(i, 25, i % 3 === 0 ? failed : {})),
    ...times(80, (i) => from(100 + i, 25)),
  ],
  'a resolver': times(200, (i) =>
    to(i, 53, { transport: 'udp', sourcePort: 20_000 + i, ...(i % 4 === 0 ? failed : {}) }),
  ),
  'a time server': times(50, (i) => from(i, 123, { transport: 'udp', sourcePort: 123 })),
  'a browser': times(200, (i) =>
    to(i, i % 2 === 0 ? 443 : 80, i % 3 === 0 ? { transport: 'udp' } : {}),
  ),
  'a call with four, and what it tried before': [
    ...times(4, (i) => to(i, 50_000 + 91 * i, { ...udp, sourcePort: 40_100 })),
    ...times(4, (i) => to(i, 3478, udp)),
    ...times(9, (i) => to(30 + i, 52_000 + i, { ...udp, ...failed })),
    ...times(3, (i) => from(i, 40_100, { transport: 'udp' })),
  ],
  'a game with its servers': times(30, (i) =>
    to(i % 8, 27_015 + (i % 3), { ...udp, sourcePort: 27_005 }),
  ),
  'a backup': times(400, (i) => to(i % 3, 20_000 + (i % 3), { sourcePort: 40_000 + i })),
  'a server that nobody else hosts': times(300, (i) => from(i, 25_565)),
  'a cluster in the house': times(40, (i) =>
    flowOf({
      at: AT,
      source: i % 2 === 0 ? HOST : `10.9.0.${i}`,
      destination: i % 2 === 0 ? `10.9.0.${i}` : HOST,
      destinationPort: 9000 + i,
      ...(i % 3 === 0 ? { transport: 'udp' } : {}),
    }),
  ),
};

describe('who looks alike', () => {
  it.each(Object.entries(INNOCENT))('%s is not told of', (_, flows) => {
    expect(subjects(flows)).toEqual([]);
  });

  it('has rules, each with its reason', () => {
    for (const { source } of SIGNS) expect(source).toMatch(/20\d\d/);
    expect(new Set(RIVALS.map(({ rival }) => rival)).size).toBe(RIVALS.length);
  });
});

it('stays within its bounds, whatever comes', () => {
  const run = peerBehaviour.open();
  for (let i = 0; i < LIMITS.contactsMax + 5000; i++)
    run.see(
      to(i & 0xffff, 2000 + (i % 60_000), {
        at: AT + i * 100,
        source: `10.1.${(i >> 8) & 0xff}.${i & 0xff}`,
      }),
    );
  expect(run.findings().length).toBeLessThanOrEqual(LIMITS.subjectsMax);
});
