// covers: D8
// What an inventory alone can say: there is a lead, running is raised, and nothing of it is certain.
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import { type Observation, PRESENCES, type Presence } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { assembleReport } from '../../src/pipeline/assemble.ts';
import { Judgement } from '../../src/pipeline/judgement.ts';

const AT = Date.UTC(2026, 10, 22);

const program = (name: string, presence: Presence, more: Partial<Observation> = {}): Observation =>
  ({
    ...{ kind: 'program', at: AT, format: 'dpkg', origin: { evidence: 0, line: 1 } },
    ...{ device: 'ws-042', program: name, presence },
    ...more,
  }) as Observation;

const casesOf = (observations: readonly Observation[], policy: Policy | null = null) => {
  const judgement = new Judgement(policy, [], true);
  for (const one of observations) judgement.see(one);
  return assembleReport([newEvidence(0, 'x', 'dpkg')], [], judgement.judge(), {
    ...{ policy, signal: new AbortController().signal, since: null, until: null },
  }).cases;
};

describe('programs on machines', () => {
  it('weigh more the nearer they are to being used, and never make a case certain', () => {
    const sure = PRESENCES.map(
      (presence) => casesOf([program('qbittorrent', presence)])[0]!.probability,
    );
    expect(sure).toEqual([...sure].sort((a, b) => a - b));
    expect(sure[PRESENCES.indexOf('installed')]).toBeLessThan(0.5);
    expect(sure[PRESENCES.indexOf('starts')]).toBeLessThan(0.5);
    expect(sure[PRESENCES.indexOf('running')]).toBeGreaterThan(0.5);
    expect(Math.max(...sure)).toBeLessThan(0.98);
  });

  it('do not accuse whoever runs a program that has another use', () => {
    for (const name of ['aria2c', 'openvpn', 'tailscaled', 'squid'])
      for (const one of casesOf([program(name, 'running')]))
        expect([name, one.probability < 0.5]).toEqual([name, true]);
  });

  it('say what was seen, how often, and what else explains it', () => {
    const [one] = casesOf([
      program('transmission-daemon', 'installed', { version: '3.00' } as Partial<Observation>),
      program('transmission-da', 'listening', {
        ...{ sourcePort: 51413, transport: 'tcp', user: 'maria' },
      } as Partial<Observation>),
    ]);
    expect(one).toMatchObject({
      id: 'bittorrent-ws-042',
      subject: { address: 'ws-042', user: 'maria' },
      findings: [{ technique: 'D8', plane: 'host', count: 2 }],
    });
    const { text, rival, evidence } = one!.findings[0]!;
    expect(text).toMatch(/is installed and listens at 51413\/tcp .* assumed, not measured/);
    expect(rival).toMatch(/policy can sanction/);
    expect(evidence).toHaveLength(2);
  });

  it('are one case with what the machine’s address did, when a lease names it', () => {
    const lease = {
      ...{ kind: 'assignment', event: 'granted', at: AT - 1000, until: AT + 1000 },
      ...{
        format: 'kea',
        origin: { evidence: 0 },
        source: '10.20.1.5',
        device: 'ws-042.example.org',
      },
    } as Observation;
    const [one] = casesOf([program('amuled', 'running'), lease]);
    expect(one).toMatchObject({ id: 'edonkey-10.20.1.5', subject: { address: '10.20.1.5' } });
    // Two machines of one short name: neither is guessed.
    const other = { ...lease, source: '10.20.1.6', device: 'ws-042.example.com' } as Observation;
    expect(casesOf([program('amuled', 'running'), lease, other])[0]!.id).toBe('edonkey-ws-042');
  });

  it('follow policy', () => {
    const policy = { systems: { sanction: ['bittorrent'] } } as Policy;
    expect(casesOf([program('qbittorrent', 'running')], policy)[0]!.sanctioned).toBe(true);
  });

  it('of accounts of the system are nobody’s', () => {
    for (const user of ['root', 'debian-transmission', 'NT AUTHORITY\\SYSTEM', '_transmission']) {
      const seen = program('qbittorrent', 'running', { user } as Partial<Observation>);
      expect(casesOf([seen])[0]!.subject.user).toBeNull();
    }
  });
});
