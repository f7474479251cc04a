import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/model/report.ts';
import { pseudonymise } from '../../src/report/pseudonyms.ts';
import { renderText } from '../../src/report/text.ts';
import { nameOf, sampleReport } from './sample.ts';

describe('pseudonyms', () => {
  it('leave a report that can still be read', async () => {
    const text = renderText(pseudonymise(sampleReport(), 'key'), { nameOf });
    await expect(text).toMatchFileSnapshot('goldens/pseudonyms.txt');
  });

  it('keep the contract and change nothing in the original', () => {
    const report = sampleReport();
    expect(() => reportSchema.parse(pseudonymise(report, 'key'))).not.toThrow();
    expect(report).toEqual(sampleReport());
  });

  it('are the same for the same key and wherever the same name stands', () => {
    const report = pseudonymise(sampleReport(), 'key');
    expect(pseudonymise(sampleReport(), 'key')).toEqual(report);
    const found = report.cases.find(({ activity }) => activity === 'edonkey')!;
    const host = report.hosts.find(({ address }) => address === found.subject.address)!;
    expect(found.id).toBe(`edonkey-${host.address}`);
    expect(found.subject.user).toBe(host.user);
    expect(found.subject.user).toMatch(/^user-\d+$/);
  });

  it('number by key, so that numbers tell no order', () => {
    const orders = ['a', 'b', 'c', 'd'].map((key) =>
      pseudonymise(sampleReport(), key)
        .hosts.map(({ address }) => address)
        .join(),
    );
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  it('tell addresses from times of day and versions', () => {
    const report = sampleReport();
    const notShown = [
      'At 08:14:02 10.20.1.11:6881 and [2001:db8:20::1:11]:80 met ::ffff:10.20.1.11, not 10.20.1.110.',
    ];
    const [said] = pseudonymise({ ...report, notShown }, 'key').notShown;
    expect(said).toMatch(/^At 08:14:02 (host-\d):6881 and \[\1\.2\]:80 met \1, not peer-\d\.$/);
  });

  it('know a user without domain and a device without suffix', () => {
    const report = sampleReport();
    const hosts = [{ ...report.hosts[0]!, user: 'CORP\\mia', device: 'kiosk7.corp.example' }];
    const notShown = ['Mia used kiosk7, CORP\\mia used kiosk7.corp.example.'];
    const [said] = pseudonymise({ ...report, hosts, notShown }, 'key').notShown;
    expect(said).toMatch(/^(user-\d) used (device-\d), \1 used \2\.$/);
  });

  it('give each user of a large site a number', () => {
    const report = sampleReport();
    const host = report.hosts[0]!;
    const hosts = Array.from({ length: 5000 }, (_, i) => ({
      ...host,
      address: `10.${i >> 8}.${i & 255}.1`,
      addresses: [],
      user: `user.of.row${i}`,
    })); // prettier-ignore
    const { hosts: shown } = pseudonymise({ ...report, hosts }, 'key');
    expect(new Set(shown.map(({ user }) => user)).size).toBe(5000);
  });

  it('leave no name of the sample', () => {
    const text = JSON.stringify(pseudonymise(sampleReport(), 'key'));
    for (const name of [
      '10.20.1',
      '2001:db8',
      '198.51.100',
      '203.0.113',
      'ana.petrova',
      'okafor',
      'lab3_mk',
      'laptop-17',
      'office.pcap',
      'access.log',
      'branch',
      'Harbour',
      'debian',
      'payroll',
      'cv-2026',
      '3b245504',
      'tracker.example',
      'head-office',
      'head office uplink',
    ]) // prettier-ignore
      expect(text).not.toContain(name);
  });

  it('leave no name, wherever it stands in a text', () => {
    fc.assert(
      fc.property(identities, around, (names, [before, between, after]) => {
        const all = [...Object.values(names), ...names.address.split(' ')];
        const text = `${before}${all.join(between)}${after}`;
        const shown = JSON.stringify(pseudonymise(planted(names, text), 'key')).toLowerCase();
        for (const name of all) expect(shown).not.toContain(name.toLowerCase());
      }),
      { numRuns: 100 },
    );
  });
});

interface Names {
  readonly address: string;
  readonly peer: string;
  readonly user: string;
  readonly device: string;
  readonly nickname: string;
  readonly file: string;
  readonly site: string;
}

/** Names no sentence of ours holds by chance. */
const name = fc
  .string({ unit: fc.constantFrom(...'aefxzQÄ7-_.$(['), minLength: 3, maxLength: 8 })
  .map((middle) => `zq${middle}jx`);
const identities: fc.Arbitrary<Names> = fc.record({
  address: fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => text.length > 12),
  ),
  peer: fc.ipV4(),
  user: name,
  device: name,
  nickname: name,
  file: name,
  site: name,
});
const glue = fc.constantFrom(' ', ', ', ' (', '": "', '\n', ' = ', "'", '/', '; port ');
const around = fc.tuple(glue, glue, glue);

const planted = (names: Names, text: string): Report => {
  const report = sampleReport();
  const [first] = report.cases;
  const { address, user, device, nickname, file, site } = names;
  const content = [{ id: `btih:${file}`, name: file, size: 1234 }];
  return {
    ...report,
    site,
    evidence: report.evidence.map((piece) => ({
      ...piece,
      path: `/home/${user}/x`,
      warnings: [text],
    })),
    unread: [{ path: `/srv/${device}`, code: 'PW_EVIDENCE_DENIED', message: text }],
    hosts: [{ ...report.hosts[0]!, address, addresses: [address], user, device }],
    notShown: [text],
    cases: [
      {
        ...first!,
        id: `bittorrent-${address}`,
        subject: { ...first!.subject, address, addresses: [address], user, device },
        nicknames: [nickname],
        clients: [{ name: text, version: text }],
        roles: [text],
        content,
        exposure: { ...first!.exposure, offers: content },
        findings: first!.findings.map((finding) => ({
          ...finding,
          text,
          rival: text,
          evidence: [{ evidence: 0, at: finding.evidence[0]!.at, text }],
        })),
      },
    ],
  };
};
