// covers: M2 M5 M6 S2 S4 I3 I4 D3 D4 D5 T4 T11
// The evidence that ships: examples/README.md tells who is guilty. Everybody else must be left alone.
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/intake/policy.ts';
import { sitePolicies } from '../../src/intake/site-policy.ts';
import { analyze } from '../../src/pipeline/analyze.ts';

const OFFICE = 'examples/office';

const GUILTY = {
  '10.20.1.41': 'bittorrent',
  '10.20.1.42': 'bittorrent',
  '10.20.1.43': 'directconnect',
  '10.20.1.44': 'gnutella',
  '10.20.1.45': 'gnutella',
};

const INNOCENT = [
  '10.20.0.10',
  '10.20.1.21',
  '10.20.1.22',
  '10.20.1.23',
  '10.20.1.24',
  '10.20.1.31',
];

const run = async () => {
  const { use } = await sitePolicies([OFFICE]);
  return analyze({
    paths: [OFFICE],
    policy: await loadPolicy(use!),
    inside: [],
    since: null,
    until: null,
    digest: true,
    signal: new AbortController().signal,
  });
};

describe('examples/office', async () => {
  const { report, faults } = await run();

  it('reads every file; the policy is no evidence', () => {
    expect(faults).toEqual([]);
    expect(report.evidence.map(({ path, format }) => [path, format])).toEqual([
      ['examples/office/span-port.pcap', 'pcap'],
      ['examples/office/access.log', 'squid'],
      ['examples/office/conntrack.log', 'conntrack'],
      ['examples/office/firewall.log', 'netfilter-log'],
    ]);
    for (const { sha256, notUnderstood } of report.evidence) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(notUnderstood).toEqual({});
    }
  });

  it('accuses exactly the guilty, each of what it did (D4)', () => {
    const raised = report.cases.filter(({ probability }) => probability >= 0.5);
    expect(Object.fromEntries(raised.map((one) => [one.subject.address, one.activity]))).toEqual(
      GUILTY,
    );
    expect(raised).toHaveLength(Object.keys(GUILTY).length);
  });

  it('names how peers were found, as it was seen (M2, M3, M4, M5)', () => {
    const models = report.cases.map(({ activity, model }) => [activity, model]);
    expect(Object.fromEntries(models)).toEqual({
      bittorrent: 'M4',
      directconnect: 'M5',
      gnutella: 'M3',
    });
    const seen = report.cases.flatMap(({ discovery = [] }) => discovery);
    expect(new Set(seen.map(({ model }) => model))).toEqual(new Set(['M2', 'M3', 'M4', 'M5']));
  });

  it('shows for every case what was seen where, and the rival explanation (T4); logs agree (D3)', () => {
    for (const { findings } of report.cases) {
      expect(findings.map(({ technique }) => technique)).toEqual(
        expect.arrayContaining(['D3', 'D4']),
      );
      for (const { evidence, rival } of findings) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(rival).toBeTruthy();
      }
    }
  });

  it('sees the innocent and has not even a lead against them', () => {
    const hosts = report.hosts.map(({ address }) => address);
    expect(hosts).toEqual(expect.arrayContaining(INNOCENT));
    const accused = report.cases.flatMap(({ subject }) => subject.addresses);
    expect(accused.filter((address) => INNOCENT.includes(address))).toEqual([]);
  });

  it('joins the addresses of one device and names the user of the proxy (D5)', () => {
    const seeder = report.cases.find(({ subject }) => subject.address === '10.20.1.42');
    expect(seeder?.subject.addresses).toContain('2001:db8:20::42');
    expect(report.hosts.find(({ address }) => address === '10.20.1.22')?.user).toBe('maria');
  });

  it('prices each case by the tariff of the policy that lies beside the evidence (I3), with its share of the link (I4)', () => {
    expect(report.site).toBe('example-office');
    for (const { impact } of report.cases) {
      expect(impact.cost?.currency).toBe('AUD');
      expect(impact.cost?.amount).toBeGreaterThan(0);
      expect(impact.linkShare?.peakPercent).toBeGreaterThan(0);
    }
  });
});
