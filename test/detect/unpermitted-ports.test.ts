// Known ports at the boundary, and scans, which go through them all.
// covers: D3
import { describe, expect, it } from 'vitest';
import { Exchanges } from '../../src/detect/exchanges.ts';
import { unpermittedPorts } from '../../src/detect/unpermitted-ports.ts';
import type { VerdictObservation } from '../../src/model/observation.ts';

const attempt = (destination: string, destinationPort: number): VerdictObservation => ({
  kind: 'verdict',
  action: 'denied',
  at: Date.UTC(2026, 10, 22, 10),
  format: 'netfilter-log',
  origin: { evidence: 0, line: 1 },
  transport: 'tcp',
  source: '10.20.1.5',
  destination,
  destinationPort,
});

const findings = (attempts: readonly VerdictObservation[]) => {
  const run = unpermittedPorts.open({ policy: null, exchanges: new Exchanges() });
  for (const one of attempts) run.see(one);
  return run.findings();
};

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('known ports', () => {
  it('are a lead for the system that uses them', () => {
    const found = findings(upTo(40).map((i) => attempt(`198.51.${i}.7`, 6881)));
    expect(found).toMatchObject([{ activity: 'bittorrent', count: 40 }]);
    expect(found[0]!.weight).toBeGreaterThan(0);
  });

  it('tried one after the other are one finding that weighs nothing', () => {
    const known = [6881, 4662, 6346, 411, 1214, 6699, 5665, 6257];
    const found = findings(known.map((port) => attempt('198.51.100.7', port)));
    expect(found).toMatchObject([{ weight: 0, count: expect.any(Number) }]);
    expect(found[0]!.text).toContain('scan');
  });

  it('tried at every address of a network are one finding that weighs nothing', () => {
    const found = findings(upTo(200).map((i) => attempt(`198.51.100.${i}`, 4662)));
    expect(found).toMatchObject([{ activity: 'edonkey', weight: 0, count: 200 }]);
    const six = findings(upTo(20).map((i) => attempt(`2001:db8:1:2::${i}`, 4662)));
    expect(six).toMatchObject([{ weight: 0 }]);
  });

  it('among very many ports are one finding that weighs nothing', () => {
    const found = findings(upTo(2000).map((i) => attempt('198.51.100.7', 6000 + i)));
    expect(found).toMatchObject([{ weight: 0 }]);
  });
});
