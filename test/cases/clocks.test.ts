// How far the clocks of two pieces of evidence are apart.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockWarning, isZone } from '../../src/cases/clock-offset.ts';
import { Clocks } from '../../src/cases/clocks.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  RequestObservation,
  VerdictObservation,
} from '../../src/model/observation.ts';
import { analyzed } from '../harness/analyzed.ts';
import { flowOf } from '../harness/flow.ts';
import { hasShared, SHARED } from '../harness/identify.ts';

const START = Date.UTC(2026, 10, 22, 8);
const HOUR = 3_600_000;
const CAPTURE = 0;
const FIREWALL = 1;

/** The connection of number `i`, as the capture has it; half a minute after the one before it. */
const flow = (i: number, said: Partial<FlowObservation> = {}): FlowObservation =>
  flowOf({
    at: START + 30_000 * i,
    until: START + 30_000 * i + 1000 * (1 + (i % 20)),
    sourcePort: 40_000 + i,
    origin: { evidence: CAPTURE, offset: 24 + i },
    ...said,
  });

/** A line of the firewall for it, in whole seconds. */
const line = (
  { at, transport, source, sourcePort, destination, destinationPort }: FlowObservation,
  shiftMs: number,
  evidence = FIREWALL,
): VerdictObservation => ({
  kind: 'verdict',
  at: Math.floor((at + shiftMs) / 1000) * 1000,
  format: 'netfilter-log',
  origin: { evidence, line: 1 },
  action: 'allowed',
  transport,
  source,
  sourcePort,
  destination,
  destinationPort,
});

/** The same as a connection table has it, with its end. */
const row = (of: FlowObservation, shiftMs: number, evidence: number): CountedObservation => ({
  kind: 'connection',
  at: of.at + shiftMs,
  until: of.until + shiftMs,
  format: 'conntrack',
  origin: { evidence, line: 1 },
  transport: of.transport,
  source: of.source,
  sourcePort: of.sourcePort,
  destination: of.destination,
  destinationPort: of.destinationPort,
});

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const clocksOf = (observations: readonly Observation[]) => {
  const clocks = new Clocks(true);
  for (const observation of observations) clocks.see(observation);
  return clocks.offsets();
};

const flows = many(12, flow);

describe('clocks of two pieces of evidence', () => {
  it.each([0, 400, 37_000, -37_000, HOUR, -HOUR / 2])('are %d ms apart', (shift) => {
    const offset = clocksOf([...flows, ...flows.map((one) => line(one, shift))]).get(FIREWALL)!;
    expect(offset.reference).toBe(CAPTURE);
    expect(Math.abs(offset.offsetMs - shift)).toBeLessThan(1000);
    expect(offset).toMatchObject({ count: 12, drift: null });
  });

  it('are not compared when fewer than five connections agree, or all are of one moment', () => {
    const four = flows.slice(0, 4);
    expect(clocksOf([...four, ...four.map((one) => line(one, HOUR))]).size).toBe(0);
    const five = flows.slice(0, 5);
    expect(clocksOf([...five, ...five.map((one) => line(one, HOUR))]).size).toBe(1);
    // A list of what is open now: every line has the time of the list.
    const burst = many(50, (i) => flow(i, { at: START + i * 10 }));
    const list = burst.map((one) => ({ ...line(one, 0), at: START + 90_000 }));
    expect(clocksOf([...burst, ...list]).size).toBe(0);
  });

  it('are not told by an exporter that gives long connections no length', () => {
    // softflowd's IPFIX as nfcapd keeps it: one moment somewhere in the connection, here always the same.
    const long = many(12, (i) => flow(i, { until: START + 30_000 * i + 20_000 }));
    const moment = (one: FlowObservation): CountedObservation => {
      const counted = row({ ...one, at: one.at + 5000, until: one.at + 5000 }, 0, FIREWALL);
      return { ...counted, packetsOut: 9, packetsIn: 7 };
    };
    expect(clocksOf([...long, ...long.map(moment)]).size).toBe(0);
    // Its questions and answers are moments in the capture too, and compared.
    const short = many(12, (i) => flow(i, { until: START + 30_000 * i, sourcePort: 50_000 + i }));
    const told = short.map((one) => row({ ...one, until: one.at }, 37_000, FIREWALL));
    const offset = clocksOf([...long, ...short, ...long.map(moment), ...told]).get(FIREWALL);
    expect(offset).toMatchObject({ offsetMs: 37_000, count: 12 });
  });

  it('says nothing about one piece, or without ports', () => {
    expect(clocksOf(flows).size).toBe(0);
    const without = flows.map((one) => {
      const { sourcePort: _, ...rest } = line(one, HOUR);
      return rest;
    });
    expect(clocksOf([...flows, ...without]).size).toBe(0);
    const clocks = new Clocks(false);
    for (const one of [...flows, ...flows.map((of) => line(of, 0))]) clocks.see(one);
    expect(clocks.offsets().size).toBe(0);
  });

  it('hold against packets that are sent again and ports that are used again', () => {
    const again = flows.flatMap((one) =>
      [0, 1000, 3000, 7000].map((later) => line({ ...one, at: one.at + later }, 37_000)),
    );
    const reused = flows.slice(0, 5).map((one) => line({ ...one, at: one.at + 9 * HOUR }, 37_000));
    const offset = clocksOf([...flows, ...reused, ...again]).get(FIREWALL)!;
    expect(Math.abs(offset.offsetMs - 37_000)).toBeLessThan(1000);
    expect(offset.count).toBe(12);
  });

  it('meet through address translation and in either direction', () => {
    const outside = flows.map((one) => ({ ...one, source: '203.0.113.9' }));
    const translated = flows.map((one) => ({
      ...line(one, HOUR),
      translated: {
        source: '203.0.113.9',
        sourcePort: one.sourcePort,
        destination: one.destination,
        destinationPort: one.destinationPort,
      },
    }));
    expect(clocksOf([...outside, ...translated]).get(FIREWALL)?.count).toBe(12);
    const turned = flows.map((one) => ({
      ...line(one, HOUR),
      source: one.destination,
      sourcePort: one.destinationPort,
      destination: one.source,
      destinationPort: one.sourcePort,
    }));
    expect(clocksOf([...flows, ...turned]).get(FIREWALL)?.count).toBe(12);
  });

  it('meet in requests that a capture and the log of a proxy show', () => {
    const asked = many(8, (i) =>
      flow(i, {
        destination: '10.0.0.3',
        destinationPort: 3128,
        facts: {
          ends: [{}, {}],
          contents: [],
          offers: [],
          searches: [],
          carrier: { proxy: true, method: 'GET', host: 'www.example.net', path: `/page${i}` },
        },
      }),
    );
    const logged = asked.map(
      ({ at, source }, i): RequestObservation => ({
        kind: 'request',
        at: at + HOUR + 20,
        format: 'squid',
        origin: { evidence: 2, line: i + 1 },
        source,
        method: 'GET',
        host: 'www.example.net',
        url: `http://www.example.net/page${i}`,
      }),
    );
    expect(clocksOf([...asked, ...logged]).get(2)).toMatchObject({
      offsetMs: HOUR + 20,
      count: 8,
      reference: CAPTURE,
    });
  });

  it('takes captures first, then what was read first', () => {
    const offsets = clocksOf([
      ...flows.slice(0, 6).map((one) => ({ ...one, origin: { evidence: 7 } })),
      ...flows.map((one) => row(one, 5000, 1)),
      ...flows.map((one) => line(one, 37_000, 2)),
    ]);
    expect([...offsets].map(([evidence, { reference }]) => [evidence, reference])).toEqual([
      [1, 7],
      [2, 7],
    ]);
    const logs = clocksOf([
      ...flows.map((one) => row(one, 5000, 1)),
      ...flows.map((one) => row(one, 42_000, 2)),
    ]);
    expect([...logs]).toMatchObject([[2, { reference: 1, offsetMs: 37_000 }]]);
  });

  it('takes a zone from lines at the end of connections, and no waiting for a timeout', () => {
    const ended = (shift: number) =>
      flows.map((one) => ({ ...line({ ...one, at: one.until }, shift) }));
    expect(clocksOf([...flows, ...ended(120_000)]).size).toBe(0);
    const zone = clocksOf([...flows, ...ended(2 * HOUR)]).get(FIREWALL)!;
    expect(Math.abs(zone.offsetMs - 2 * HOUR)).toBeLessThan(1000);
  });

  it('notes a drift, and a clock that is set anew', () => {
    const long = many(60, flow);
    const drifting = clocksOf([...long, ...long.map((one, i) => row(one, 100 * i, 1))]).get(1)!;
    expect(drifting.drift!.earlyMs).toBeLessThan(1500);
    expect(drifting.drift!.lateMs).toBeGreaterThan(4400);
    expect(clockWarning(drifting, 'span-port.pcap')).toMatch(
      /^Its clock is 1 s ahead of span-port\.pcap at first and 5 s ahead of it at the end \(\d\d connections\): it drifts; times are shown as written\.$/,
    );
    const summer = long.map((one, i) => row(one, i < 30 ? 2 * HOUR : HOUR, 1));
    expect(clocksOf([...long, ...summer]).get(1)!.drift).toEqual({
      earlyMs: 2 * HOUR,
      lateMs: HOUR,
    });
  });

  it('keeps a bounded sample that all pieces share', () => {
    const count = 1.5 * LIMITS.clockTuplesMax;
    const clocks = new Clocks(true);
    const host = (i: number) => `10.0.${i >> 15}.${(i >> 8) & 127}`;
    const seen = (i: number) =>
      flow(0, {
        at: START + 10 * i,
        until: START + 10 * i + 1,
        source: host(i),
        sourcePort: 1024 + (i % 60_000),
      });
    for (let i = 0; i < count; i++) clocks.see(row(seen(i), 0, 1));
    for (let i = 0; i < count; i++) clocks.see(row(seen(i), HOUR, 2));
    expect(clocks.offsets().get(2)).toMatchObject({
      offsetMs: HOUR,
      count: LIMITS.clockMatchesMax,
    });
  });

  it('finds any shift, whatever half as many strangers say, in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -26 * HOUR, max: 26 * HOUR }),
        fc.integer({ min: 6, max: 30 }),
        fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 90, maxLength: 90 }),
        (shift, count, strays, dice) => {
          const seen = many(count, flow);
          const lines = seen.map((one, i) =>
            line(one, i < count / 2 ? (strays[i] ?? shift) : shift),
          );
          const shuffled = <T>(all: readonly T[]): T[] =>
            all
              .map((one, i) => ({ one, die: dice[i]! }))
              .sort((a, b) => a.die - b.die)
              .map(({ one }) => one);
          // Captures are read first.
          const mixed = [...shuffled(seen), ...shuffled(lines)];
          const straight = clocksOf([...seen, ...lines]);
          expect(clocksOf(mixed)).toEqual(straight);
          const agree = count - Math.min(strays.length, Math.ceil(count / 2));
          if (agree < 5 || agree * 2 <= count + 2) return;
          const offset = straight.get(FIREWALL)!;
          if (offset.drift === null) expect(Math.abs(offset.offsetMs - shift)).toBeLessThan(3001);
        },
      ),
    );
  });
});

describe('the sentence', () => {
  const offset = { offsetMs: HOUR, spreadMs: 200, count: 12, drift: null };
  it('names a time zone, or only the seconds; a small difference is not worth one', () => {
    expect(clockWarning(offset, 'span-port.pcap')).toBe(
      'Its clock is 3600 s ahead of span-port.pcap (12 connections): probably a time zone; times are shown as written.',
    );
    expect(clockWarning({ ...offset, offsetMs: -37_400 }, 'span-port.pcap')).toBe(
      'Its clock is 37 s behind span-port.pcap (12 connections); times are shown as written.',
    );
    expect(clockWarning({ ...offset, offsetMs: 2000 }, 'span-port.pcap')).toBeNull();
  });

  it('takes whole and half hours for zones', () => {
    expect(
      [HOUR, -HOUR, 5.5 * HOUR, HOUR + 10_000, 26 * HOUR].map((ms) => isZone(ms)),
    ).not.toContain(false);
    expect([0, 10_000, 37_000, HOUR + 60_000, 40 * HOUR].map((ms) => isZone(ms))).not.toContain(
      true,
    );
  });
});

const LAB = join(SHARED, 'corpus/lab/bt-qb-default');

describe.skipIf(!hasShared)('a capture of the lab, its firewall and its connection table', () => {
  const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const stamp = (ms: number): string => {
    const at = new Date(ms);
    return `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
  };
  const shifted = (text: string, ms: number): string =>
    text.replace(/^(\w{3} +\d+ [\d:]{8})/gm, (said) => stamp(Date.parse(`${said} 2026 UTC`) + ms));

  it.each([
    [0, null],
    [
      37_000,
      /^Its clock is 3[67] s ahead of capture\.pcap \(\d+ connections\); times are shown as written\.$/,
    ],
    [
      HOUR,
      /^Its clock is (3599|3600) s ahead of capture\.pcap \(\d+ connections\): probably a time zone; times are shown as written\.$/,
    ],
  ])('with %d ms more in the log', async (shift, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'clocks-'));
    const log = join(folder, 'firewall.syslog');
    writeFileSync(log, shifted(readFileSync(join(LAB, 'logs/firewall.syslog'), 'utf8'), shift));
    const { evidence } = await analyzed([
      join(LAB, 'capture.pcap'),
      join(LAB, 'logs/conntrack-events.log'),
      log,
    ]).finally(() => rmSync(folder, { recursive: true }));
    const firewall = evidence.find(({ path }) => path === log)!;
    expect(Math.abs(Number(firewall.quality['clockOffsetMs']) - shift)).toBeLessThan(1000);
    if (words === null) expect(firewall.warnings).toEqual([]);
    else expect(firewall.warnings).toEqual([expect.stringMatching(words)]);
    const table = evidence.find(({ format }) => format === 'conntrack')!;
    expect(Math.abs(Number(table.quality['clockOffsetMs']))).toBeLessThan(1000);
    expect(table.warnings).toEqual([]);
  });
});
