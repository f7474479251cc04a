// covers: D9
import { describe, expect, it } from 'vitest';
import { settleBehaviour } from '../../src/cases/behaviour.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Observation } from '../../src/model/observation.ts';
import { type Policy, policySchema } from '../../src/model/policy.ts';
import type { SystemId } from '../../src/model/systems.ts';
import { flowOf, provenFlow } from '../harness/flow.ts';
import { judge } from '../harness/identify.ts';

const at = Date.parse('2026-11-22T12:00:00Z');
const cases = (seen: readonly Observation[], policy: Policy | null = null) =>
  judge(seen, { policy }).cases.map((built) => built.case);

const mesh = Array.from({ length: 8 }, (_, i) => [
  flowOf({ at: at + i, destination: `198.51.100.${i + 1}`, destinationPort: 20_000 + i }),
  flowOf({
    at: at + i,
    destination: `198.51.100.${i + 1}`,
    destinationPort: 20_000 + i,
    transport: 'udp',
  }),
  flowOf({
    at: at + i,
    source: `198.51.100.${60 + i}`,
    destination: '10.0.0.1',
    destinationPort: 51_413,
  }),
]).flat();

describe('behaviour of a peer alone', () => {
  it('is a lead that names no program, whatever the prior', () => {
    const policy = policySchema.parse({ priors: { default: 0.45 } });
    for (const each of [null, policy]) {
      const [lead, ...more] = cases(mesh, each).filter(({ subject }) => subject.inside);
      expect(more).toEqual([]);
      expect(lead).toMatchObject({ activity: 'peer-to-peer', severity: 'low' });
      expect(lead!.probability).toBeLessThan(0.5);
      expect(lead!.probability).toBeGreaterThan(0.05);
    }
  });

  it('raises no case together with a port', () => {
    const policy = policySchema.parse({
      permit: [{ to: 'internet', service: ['https'] }],
      priors: { default: 0.4 },
    });
    const syn = {
      ...flowOf({ at, destinationPort: 6881 }),
      kind: 'connection',
      format: 'conntrack',
    } as unknown as Observation;
    const found = cases([...mesh, syn], policy).filter(({ subject }) => subject.inside);
    expect(found.map(({ activity }) => activity)).toEqual(['bittorrent']);
    expect(found[0]!.probability).toBeLessThan(0.5);
    expect(found[0]!.findings.map(({ detector }) => detector).sort()).toEqual([
      'peer-behaviour',
      'unpermitted-ports',
    ]);
  });
});

describe('behaviour beside evidence that names a program', () => {
  it('adds to that program, and is no lead of its own', () => {
    const found = cases([...mesh, provenFlow({ at, until: at + 1 })]).filter(
      ({ subject }) => subject.inside,
    );
    expect(found.map(({ activity }) => activity)).toEqual(['bittorrent']);
    expect(found[0]!.findings.map(({ detector }) => detector)).toContain('peer-behaviour');
  });

  it('stays apart when the program was seen at another time', () => {
    const later = at + 86_400_000;
    const found = cases([...mesh, provenFlow({ at: later, until: later + 1 })]).filter(
      ({ subject }) => subject.inside,
    );
    expect(found.map(({ activity }) => activity)).toEqual(['bittorrent', 'peer-to-peer']);
  });

  const finding = (activity: SystemId, weight: number): Finding => ({
    detector: activity === 'peer-to-peer' ? 'peer-behaviour' : 'encrypted-shape',
    technique: 'D4',
    subject: 'x',
    activity,
    plane: 'shape',
    weight,
    for: true,
    text: '',
    evidence: [],
    count: 1,
  });
  const settle = (...groups: [SystemId, number][]) =>
    settleBehaviour(
      groups.map(([activity, weight]) => ({ activity, findings: [finding(activity, weight)] })),
      () => ({ from: 0, until: 1 }),
    ).map(({ activity, findings }) => [activity, findings.length]);

  it('adds to the likeliest only, and never to a tunnel', () => {
    expect(settle(['gnutella', 5], ['edonkey', 20], ['peer-to-peer', 15])).toEqual([
      ['gnutella', 1],
      ['edonkey', 2],
    ]);
    expect(settle(['openvpn', 30], ['peer-to-peer', 15])).toEqual([
      ['openvpn', 1],
      ['peer-to-peer', 1],
    ]);
  });
});
