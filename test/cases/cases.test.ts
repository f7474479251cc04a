// covers: P1 T2 T9
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { type Policy, policySchema } from '../../src/model/policy.ts';
import { provenFlow } from '../harness/flow.ts';
import { judge } from '../harness/identify.ts';

const DAY = 86_400_000;
const at = Date.parse('2026-11-22T12:00:00Z');
const policyOf = (text: object): Policy => policySchema.parse(text);

const cases = (observations: readonly Observation[], policy: Policy | null = null) =>
  judge(observations, { policy }).cases.map((built) => built.case);

const once = [provenFlow({ at, until: at + 1000 })];

describe('a case', () => {
  it('is of an inside host, certain, with its evidence and its volume', () => {
    expect(cases(once)).toMatchObject([
      {
        id: 'bittorrent-10.0.0.1',
        activity: 'bittorrent',
        state: 'open',
        sanctioned: false,
        bytesOut: 1000,
        bytesIn: 2000,
        flows: 1,
        peers: 1,
        findings: [{ detector: 'readable-traffic', count: 1, evidence: [{ offset: 24 }] }],
      },
    ]);
    expect(cases(once)[0]!.probability).toBeGreaterThan(0.98);
  });

  it('is never made by a port alone, whatever the prior', () => {
    const syn = {
      kind: 'connection',
      at,
      format: 'conntrack',
      origin: { evidence: 0, line: 1 },
      transport: 'tcp',
      source: '10.0.0.1',
      destination: '198.51.100.1',
      destinationPort: 6881,
    } as Observation;
    const permit = [{ to: 'internet', service: ['https'] }];
    const [lead] = cases([syn], policyOf({ permit, priors: { default: 0.4 } }));
    expect(lead).toMatchObject({ findings: [{ detector: 'unpermitted-ports' }] });
    expect(lead!.probability).toBeLessThan(0.5);
  });

  it('is the same when everything is seen in another order', () => {
    const many = Array.from({ length: 6 }, (_, i) =>
      provenFlow({
        at: at + i,
        until: at + i + 100,
        destination: `198.51.100.${i}`,
        sourcePort: 1000 + i,
      }),
    );
    const strip = (all: ReturnType<typeof cases>) =>
      all.map(({ findings, timeline: _, ...rest }) => ({
        ...rest,
        findings: findings.map(({ detector, weight, count }) => ({ detector, weight, count })),
      }));
    expect(strip(cases([...many].reverse()))).toEqual(strip(cases(many)));
  });

  it('joins kad with edonkey, and gnutella2 with gnutella', () => {
    const all = [
      provenFlow({ system: 'kad', protocol: 'kad/udp', transport: 'udp' }),
      provenFlow({ system: 'edonkey', protocol: 'edonkey/client' }),
      provenFlow({ system: 'gnutella2', protocol: 'gnutella2/udp' }),
      provenFlow({ system: 'gnutella', protocol: 'gnutella/stream' }),
    ];
    expect(
      cases(all)
        .map(({ activity, flows }) => [activity, flows])
        .sort(),
    ).toEqual([
      ['edonkey', 2],
      ['gnutella', 2],
    ]);
  });
});

describe('an exception', () => {
  const until = (day: string, who = '10.0.0.0/24', may = 'bittorrent') =>
    policyOf({ exceptions: [{ who, may: [may], until: day, why: 'images' }] });
  const state = (policy: Policy, flows = once) => cases(flows, policy)[0]!.state;

  it('holds to the end of its last day', () => {
    expect(state(until('2026-11-22'))).toBe('excepted');
    expect(state(until('2026-11-21'))).toBe('open');
  });

  it('covers whole families, and nobody else', () => {
    expect(state(until('2027-01-01', '10.0.0.1', 'file-sharing'))).toBe('excepted');
    expect(state(until('2027-01-01', '10.0.0.2'))).toBe('open');
    expect(state(until('2027-01-01', '10.0.0.1', 'kad'))).toBe('open');
  });

  it('does not cover what goes on afterwards', () => {
    const later = provenFlow({ at: at + 2 * DAY, until: at + 2 * DAY });
    expect(state(until('2026-11-23'), [...once, later])).toBe('open');
  });
});

describe('what policy sanctions and forbids', () => {
  const sanctioned = (systems: object, flow = once[0]!) =>
    cases([flow], policyOf({ systems }))[0]!.sanctioned;
  const sync = provenFlow({ system: 'syncthing', protocol: 'syncthing' });

  it('a named system outweighs its family, and forbidden outweighs sanctioned', () => {
    expect(sanctioned({})).toBe(false);
    expect(sanctioned({ sanction: ['bittorrent'] })).toBe(true);
    expect(sanctioned({ sanction: ['file-sharing'] })).toBe(true);
    expect(sanctioned({ sanction: ['bittorrent'], forbid: ['file-sharing'] })).toBe(true);
    expect(sanctioned({ sanction: ['file-sharing'], forbid: ['bittorrent'] })).toBe(false);
    expect(sanctioned({ sanction: ['file-sharing'], forbid: ['file-sharing'] })).toBe(false);
  });

  it('families that are no offence are sanctioned until forbidden', () => {
    expect(sanctioned({}, sync)).toBe(true);
    expect(sanctioned({ forbid: ['sync'] }, sync)).toBe(false);
  });
});
