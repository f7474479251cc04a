// covers: T10
// One file with the lines of several products, as a collector writes it.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import { recogniseSource, SOURCES } from '../../src/sources/index.ts';
import { SourceReader } from '../../src/sources/reader.ts';
import { fixture, WRITTEN } from './reading.ts';

const read = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  const evidence = newEvidence(0, 'mixed.log', '');
  const observations: Observation[] = [];
  const source = recogniseSource(bytes)!;
  const reader = new SourceReader(
    source,
    { evidence, writtenUntil: WRITTEN, emit: (one) => observations.push(one) },
    SOURCES,
  );
  reader.push(bytes);
  reader.end();
  return { observations, evidence };
};

const textOf = (path: string): string => new TextDecoder().decode(fixture(path));

const firstFixture = (id: string): string =>
  readdirSync(new URL(`../../fixtures/${id}/`, import.meta.url)).find(
    (name) => name !== 'README.md',
  )!;

const FIREWALL = textOf('netfilter-log/firewall.syslog').trimEnd().split('\n');
const SIGN_INS = [
  'Nov 22 05:52:10 gate sshd[77]: Accepted password for maria from 10.20.1.11 port 40122 ssh2',
  'Nov 22 05:52:11 gate sshd[78]: Failed password for root from 203.0.113.9 port 40123 ssh2',
];

describe('a file of several products', () => {
  it('is read by the formats of all its lines, and says so', () => {
    const lines = FIREWALL.flatMap((line, i) => [
      line,
      ...(SIGN_INS[i] === undefined ? [] : [SIGN_INS[i]]),
    ]);
    const { observations, evidence } = read(`${lines.join('\n')}\n`);
    const kinds = new Set(observations.map(({ kind }) => kind));
    expect(evidence.format).toBe('netfilter-log');
    expect(kinds).toEqual(new Set(['verdict', 'sign-in']));
    expect(evidence.warnings.join(' ')).toMatch(
      /Beside netfilter-log, it holds lines of openssh \(2\)/,
    );
    expect(evidence.notUnderstood).toEqual({});
  });

  it('is read though none of many formats has a third of the lines', () => {
    const folders = [
      'netfilter-log/firewall.syslog',
      'squid/access.log',
      'fortigate',
      'pf-filterlog',
      'bind',
      'juniper',
    ];
    const some = folders.flatMap((path) => {
      const file = path.includes('/') ? path : `${path}/${firstFixture(path)}`;
      return textOf(file).trimEnd().split('\n').slice(0, 5);
    });
    const { observations } = read(`${some.join('\n')}\n`);
    expect(new Set(observations.map(({ format }) => format)).size).toBe(folders.length);
  });

  it('names the lines that none understands by the reason of its main format', () => {
    const { evidence } = read(`${FIREWALL.join('\n')}\nnothing that anybody writes\n`);
    expect(Object.values(evidence.notUnderstood)).toEqual([1]);
  });

  it('does not let one stray brace swallow what follows', () => {
    const lines = [...FIREWALL.slice(0, 3), '{ "event_type": [', ...FIREWALL.slice(3)];
    const { observations } = read(`${lines.join('\n')}\n`);
    expect(observations.length).toBe(read(`${FIREWALL.join('\n')}\n`).observations.length);
  });
});
