// covers: D9
// One thing seen twice is one thing.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Correlator } from '../../src/cases/correlate.ts';
import { Spans } from '../../src/cases/spans.ts';
import type {
  CountedObservation,
  Observation,
  RequestObservation,
} from '../../src/model/observation.ts';
import { analyze } from '../../src/pipeline/analyze.ts';
import { flowOf } from '../harness/flow.ts';
import { hasShared, SHARED } from '../harness/identify.ts';

const connection = (said: Partial<CountedObservation> = {}): CountedObservation => ({
  kind: 'connection',
  at: 1000,
  until: 2000,
  format: 'conntrack',
  origin: { evidence: 1, line: 1 },
  transport: 'tcp',
  source: '10.0.0.1',
  sourcePort: 40_000,
  destination: '198.51.100.1',
  destinationPort: 6881,
  bytesOut: 1000,
  bytesIn: 2000,
  ...said,
});

const request = (said: Partial<RequestObservation> = {}): RequestObservation => ({
  kind: 'request',
  at: 1500,
  durationMs: 100,
  format: 'squid',
  origin: { evidence: 2, line: 1 },
  source: '10.0.0.1',
  bytesIn: 500,
  ...said,
});

const toProxy = { destination: '10.0.0.3', destinationPort: 3128 };

describe('the correlator', () => {
  it('counts a connection of the capture and of the connection table once, in either direction', () => {
    const correlator = new Correlator(true);
    expect(correlator.see(flowOf())).toBe('counts');
    expect(correlator.see(connection())).toBe('seen before');
    const turned = {
      source: '198.51.100.1',
      sourcePort: 6881,
      destination: '10.0.0.1',
      destinationPort: 40_000,
    };
    expect(correlator.see(connection(turned))).toBe('seen before');
    expect(correlator.see(connection({ sourcePort: 40_001 }))).toBe('counts');
    expect(correlator.see(connection({ at: 9_000_000, until: 9_000_100 }))).toBe('counts');
  });

  it('knows a connection by its translated ends', () => {
    const correlator = new Correlator(true);
    correlator.see(flowOf({ source: '203.0.113.9', sourcePort: 1024 }));
    const translated = {
      source: '203.0.113.9',
      sourcePort: 1024,
      destination: '198.51.100.1',
      destinationPort: 6881,
    };
    expect(correlator.see(connection({ translated }))).toBe('seen before');
  });

  it('counts a proxied request once: capture, then connection table, then log, in any order of the logs', () => {
    const seen = (...all: Parameters<Correlator['see']>[0][]) => {
      const correlator = new Correlator(true);
      return all.map((one) => correlator.see(one)).filter((counting) => counting === 'counts')
        .length;
    };
    const facts = {
      ends: [{}, {}] as [object, object],
      contents: [],
      offers: [],
      searches: [],
      carrier: { proxy: true },
    };
    expect(seen(flowOf({ ...toProxy, facts }), connection(toProxy), request())).toBe(1);
    expect(seen(connection(toProxy), request())).toBe(1);
    expect(seen(request(), connection(toProxy))).toBe(1);
    expect(seen(connection(), request())).toBe(2);
    // A connection table that does not count bytes takes nothing away from the log.
    const { bytesOut: _o, bytesIn: _i, ...uncounted } = connection(toProxy);
    expect(seen(uncounted, request())).toBe(2);
  });

  it('remembers nothing when only captures are given', () => {
    const correlator = new Correlator(false);
    correlator.see(flowOf());
    expect(correlator.see(connection())).toBe('counts');
  });
});

it('stretches of time meet what a list of them meets', () => {
  const span = fc
    .tuple(fc.nat(300), fc.nat(20))
    .map(([at, length]) => ({ at, until: at + length }));
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 40 }),
      fc.array(span, { minLength: 1 }),
      (known, asked) => {
        const spans = new Spans(5);
        let size = 0;
        for (const one of known) size += spans.add(one);
        expect(size).toBeLessThanOrEqual(known.length);
        for (const { at, until } of asked) {
          const near = known.some((one) => at <= one.until + 5 && until >= one.at - 5);
          // Joining may only close gaps that lie within the slack of both neighbours.
          expect(spans.meets({ at, until })).toBe(near);
        }
      },
    ),
  );
});

describe.skipIf(!hasShared)('captures with their logs (skipped without the shared corpus)', () => {
  const run = async (onObservation: (one: Observation) => void, ...paths: string[]) =>
    (
      await analyze({
        paths,
        onObservation,
        policy: null,
        inside: [],
        since: null,
        until: null,
        digest: false,
        signal: new AbortController().signal,
      })
    ).report;

  const CASES = hasShared
    ? readdirSync(join(SHARED, 'corpus/lab')).filter((name) =>
        existsSync(join(SHARED, 'corpus/lab', name, 'logs')),
      )
    : [];

  // covers: D1 D9
  it.each(CASES)(
    '%s: with its logs nothing is less sure, nobody else accused, no byte counted twice',
    async (name) => {
      const folder = join(SHARED, 'corpus/lab', name);
      const nothing = () => {};
      let solicited = 0;
      const alone = await run(nothing, join(folder, 'capture.pcap'));
      const all = await run(
        (one) => {
          // The exporter saw solicitations to routers that the capture was too short for.
          if (one.kind === 'connection' && one.destination.startsWith('ff02::'))
            solicited += one.bytesOut ?? 0;
        },
        join(folder, 'capture.pcap'),
        join(folder, 'logs'),
      );
      const bytes = ({ hosts }: typeof alone) =>
        hosts.reduce((sum, { bytesOut, bytesIn }) => sum + bytesOut + bytesIn, 0);
      expect(bytes(all)).toBeGreaterThanOrEqual(bytes(alone));
      expect(bytes(all)).toBeLessThanOrEqual(bytes(alone) + solicited);
      const raised = ({ cases }: typeof alone) =>
        cases
          .filter(({ probability }) => probability >= 0.5)
          .map(({ id }) => id)
          .sort();
      expect(raised(all)).toEqual(raised(alone));
      for (const one of alone.cases) {
        const other = all.cases.find(({ id }) => id === one.id);
        expect(other?.probability).toBeGreaterThanOrEqual(one.probability);
        expect([other?.bytesOut, other?.bytesIn]).toEqual([one.bytesOut, one.bytesIn]);
      }
    },
  );
});
