// covers: D5 S8
import { describe, expect, it } from 'vitest';
import { dnsTunnelLookups } from '../../src/detect/dns-tunnel-lookups.ts';
import type { LookupObservation } from '../../src/model/observation.ts';

const lookup = (query: string, source: string, i: number): LookupObservation => ({
  kind: 'lookup',
  format: 'bind',
  origin: { evidence: 0, line: i + 1 },
  at: Date.UTC(2026, 10, 22) + i * 100,
  source,
  query,
});

const found = (names: readonly string[], sources: readonly string[] = ['10.20.1.11']) => {
  const run = dnsTunnelLookups.open();
  for (const source of sources)
    for (const [i, name] of names.entries()) run.see(lookup(name, source, i));
  return run.findings();
};

/** Letters and digits that differ from name to name. */
const label = (i: number, length: number): string =>
  Array.from(
    { length },
    (_, k) => 'abcdefghijklmnopqrstuvwxyz012345'[(i * 7 + k * k * 3 + i * k) % 32],
  ).join('');

describe('look-ups in logs', () => {
  it('that are the protocol of iodine prove it', () => {
    const findings = found([
      'vaaaakaqabc.t.example.org',
      `la${label(5, 30)}.t.example.org`,
      'zabcaa-aaahhh-drink-mal-ein-jaegermeister-.t.example.org',
    ]);
    expect(findings).toMatchObject([{ subject: '10.20.1.11', activity: 'dns-tunnel' }]);
    expect(findings[0]!.text).toContain('iodine');
  });

  it('that are a flood of long names of one machine are a lead', () => {
    const names = Array.from(
      { length: 400 },
      (_, i) => `${i.toString(32).padStart(3, '0')}${label(i, 42)}.x.example.org`,
    );
    const [finding] = found(names);
    expect(finding!.text).toMatch(/400 different names below example\.org, 47 characters each/);
  });

  it('of hashes that one mail server asks for are none', () => {
    const hex = (i: number, length: number) =>
      Array.from({ length }, (_, k) => ((i * 31 + k * 7 + ((i * k) % 13)) % 16).toString(16)).join(
        '',
      );
    for (const length of [32, 40, 64])
      expect(
        found(Array.from({ length: 600 }, (_, i) => `${hex(i, length)}.ebl.example.org`)),
      ).toEqual([]);
  });

  it('of everyday, of block lists and of antivirus programs that many run are none', () => {
    const everyday = Array.from({ length: 400 }, (_, i) => `www${i}.example.org`);
    const lists = Array.from(
      { length: 400 },
      (_, i) => `${i % 250}.${i % 7}.20.10.zen.example.net`,
    );
    const hashes = Array.from({ length: 400 }, (_, i) => `${i}${label(i, 40)}.av.example.com`);
    expect(found([...everyday, ...lists])).toEqual([]);
    expect(found(hashes, ['10.20.1.11', '10.20.1.12'])).toEqual([]);
  });
});
