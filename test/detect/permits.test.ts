// covers: D3 P1
// What policy permits, at the time of the connection.
import { describe, expect, it } from 'vitest';
import { Violations } from '../../src/cases/violations.ts';
import { permitsOf } from '../../src/detect/permits.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { flowOf } from '../harness/flow.ts';

const policy = parsePolicy(
  `
networks: { inside: [10.0.0.0/8] }
permit:
  - { to: internet, service: [https] }
  - { to: internet, service: [ssh], until: 2026-11-24 }
  - to: internet
    service: [ftp]
    when: { days: [mon, tue], from: 08:00, until: 18:00, zone: Europe/Berlin }
`,
  'site.yaml',
);

const attempt = (destinationPort: number, at: string) => ({
  transport: 'tcp' as const,
  source: '10.0.0.1',
  destination: '198.51.100.1',
  destinationPort,
  at: Date.parse(at),
});

describe('permits', () => {
  const permits = permitsOf(policy);
  it.each([
    [443, '2030-01-01T03:00Z', true],
    [22, '2026-11-24T23:59:59.999Z', true],
    [22, '2026-11-25T00:00Z', false],
    // Monday; in Berlin an hour later.
    [21, '2026-11-23T06:59:59Z', false],
    [21, '2026-11-23T07:00:00Z', true],
    [21, '2026-11-23T17:00:00Z', false],
    [21, '2026-11-25T12:00:00Z', false],
    // In summer two hours.
    [21, '2026-07-20T06:00:00Z', true],
    [21, '2026-07-20T16:00:00Z', false],
  ])('to port %i at %s: %s', (port, at, permitted) => {
    expect(permits(attempt(port, at))).toBe(permitted);
  });

  it('make a violation of what comes after hours', () => {
    const violations = new Violations(policy);
    for (const at of ['2026-11-23T12:00Z', '2026-11-23T20:00Z', '2026-11-25T12:00Z'].map(
      Date.parse,
    ))
      violations.see(flowOf({ at, until: at + 1000, destinationPort: 21 }), 'counts');
    expect([...violations.rows.values()]).toMatchObject([
      { port: 21, allowed: 2, firstSeen: Date.parse('2026-11-23T20:00Z') },
    ]);
  });
});
