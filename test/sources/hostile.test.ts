// What every format must survive: any bytes, bytes behind the end of the line, mutated lines, hostile lines.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import { SOURCES } from '../../src/sources/index.ts';
import { indexLines } from '../../src/sources/lines.ts';
import type { Source } from '../../src/sources/source.ts';
import { fixture, readBytes, WRITTEN } from './reading.ts';

const fixtureOf = ({ id }: Source): Uint8Array => {
  const folder = fileURLToPath(new URL(`../../fixtures/${id}/`, import.meta.url));
  return fixture(`${id}/${readdirSync(folder).find((name) => name !== 'README.md')}`);
};

/** The outcome of one line that stands between other bytes. */
const outcome = (source: Source, line: Uint8Array, before: Uint8Array, after: Uint8Array) => {
  const bytes = Uint8Array.from([...before, ...line, ...after]);
  const observations: Observation[] = [];
  const parser = source.open({
    evidence: newEvidence(0, '', source.id),
    writtenUntil: WRITTEN,
    emit: (observation) => observations.push(observation),
  });
  const reason = parser.line(bytes, before.length, before.length + line.length, 1);
  parser.close?.();
  return JSON.stringify([reason, observations]);
};

const HOSTILE = [
  new Uint8Array(10 << 20).fill(0x41),
  Uint8Array.from([0, 1, 2, 3, 0xff, 0xfe]),
  new TextEncoder().encode('\u001b]0;title\u0007\u001b[2J'),
  new TextEncoder().encode('=cmd|calc!A1,"\t|;'),
  new TextEncoder().encode(' '.repeat(60_000)),
  new TextEncoder().encode('['.repeat(60_000)),
  new TextEncoder().encode('a=b '.repeat(15_000)),
  new TextEncoder().encode(`IN= ${'SRC= '.repeat(12_000)}`),
];

describe.each(SOURCES.map((source) => [source.id, source] as const))('%s', (_, source) => {
  const sample = fixtureOf(source);
  const index = indexLines(sample);
  const lines = Array.from({ length: index.count }, (_, i) =>
    sample.slice(index.starts[i], index.ends[i]),
  );

  it('does not throw and reads only its line, on any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.uint8Array({ maxLength: 20 }),
        (line, rest) => {
          const alone = outcome(source, line, new Uint8Array(0), new Uint8Array(0));
          expect(outcome(source, line, rest, rest)).toBe(alone);
        },
      ),
    );
  });

  it('does not read past the end of any beginning of a real line', () => {
    const none = new Uint8Array(0);
    for (const line of lines.slice(0, 4))
      for (let end = 0; end <= line.length; end++) {
        const prefix = line.slice(0, end);
        const alone = outcome(source, prefix, none, none);
        expect(outcome(source, prefix, line, line.slice(end))).toBe(alone);
        expect(outcome(source, prefix, none, new TextEncoder().encode('9.]:"=1 '))).toBe(alone);
      }
  });

  it('does not throw on mutated lines', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 9, 27, 32, 34, 45, 61, 91, 93, 200, 255))),
        (line, changes) => {
          const changed = Uint8Array.from(line);
          for (const [at, byte] of changes) changed[at % changed.length] = byte;
          outcome(source, changed, new Uint8Array(0), new Uint8Array(0));
        },
      ),
    );
  });

  it('gives the same however the file is cut', () => {
    const whole = readBytes(source, sample);
    for (const chunkBytes of [1, 7, 100, 333])
      expect(readBytes(source, sample, {}, chunkBytes)).toEqual(whole);
  });

  it('changes nothing but counters for hostile lines between real ones', () => {
    const plain = readBytes(source, sample);
    const newline = new TextEncoder().encode('\n');
    const hostile = readBytes(
      source,
      new Uint8Array(
        Buffer.concat([sample, newline, ...HOSTILE.flatMap((line) => [line, newline])]),
      ),
      {},
      1 << 20,
    );
    expect(hostile.observations).toEqual(plain.observations);
    const total = (counts: Record<string, number>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total(hostile.evidence.notUnderstood)).toBeGreaterThanOrEqual(
      total(plain.evidence.notUnderstood) + HOSTILE.length - 1,
    );
    const samples = JSON.stringify(hostile.evidence.notUnderstoodSamples);
    expect(samples).not.toMatch(/\\u001b|\\u0000/);
  });
});
