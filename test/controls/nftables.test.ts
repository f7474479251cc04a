import { describe, expect, it } from 'vitest';
import { nftables } from '../../src/controls/nftables/nftables.ts';
import { type CaseChange, caseOf, compiling, POLICY_TEXT } from './site.ts';

const compiled = (...args: Parameters<typeof compiling>) => {
  const { intents, context } = compiling(...args);
  const control = nftables.compile(intents, context);
  const file = (name: string) => control.files.find((each) => each.name === name)?.text ?? '';
  const refusedFor = (part: string) =>
    control.refused.filter(({ intent }) => intent.includes(part)).map(({ reason }) => reason);
  return { control, file, refusedFor };
};

describe('default-deny', () => {
  it('is what the golden says', async () => {
    await expect(compiled().file('default-deny.nft')).toMatchFileSnapshot(
      '../../fixtures/policy/default-deny.golden.nft',
    );
  });

  it('is not written when policy permits nothing', () => {
    const { control } = compiled('networks: { inside: [10.0.0.0/8] }');
    expect(control.files.map(({ name }) => name)).toEqual(['port-list.nft']);
    expect(control.apply).toEqual(['nft -f port-list.nft']);
  });

  it('refuses what would open a way inward, and proxies that nobody names', () => {
    const { refusedFor, file } = compiled(`
networks: { inside: [10.20.0.0/16] }
permit:
  - { to: 10.20.0.10, service: [https], from: 0.0.0.0/0 }
  - { to: internet, service: [https], from: proxy }
  - { to: "2001:db8::1", service: [https], from: 10.20.0.9 }
  - { to: internet, service: [ssh], from: 10.20.0.9 }
`);
    expect(refusedFor('permit[0]')).toEqual([
      'it would open a way inward: from is not within networks.inside',
    ]);
    expect(refusedFor('permit[1]')[0]).toContain('add networks.proxies');
    expect(refusedFor('permit[2]')[0]).toContain('no address family in common');
    expect(file('default-deny.nft').match(/permit\[\d\]/g)).toEqual(['permit[3]']);
  });

  it('leaves out permits that have ended, ends others, and writes schedules out', () => {
    const { control, file, refusedFor } = compiled(`
networks: { inside: [10.20.0.0/16] }
permit:
  - { to: internet, service: [https], until: 2026-11-21 }
  - { to: internet, service: [ssh], until: 2026-11-23 }
  - to: internet
    service: [ftp]
    when: { days: [mon], from: 08:00, until: 18:00, zone: Europe/Berlin }
  - { to: internet, service: [ntp], until: 2026-11-23, when: { days: [wed] } }
`);
    const text = file('default-deny.nft');
    expect(text.match(/permit\[\d\]/g)).toEqual(['permit[1]', 'permit[2]']);
    expect(text).toContain(
      `tcp dport { 22 } meta time < ${Date.UTC(2026, 10, 24) / 1000} counter accept`,
    );
    const opens = Date.UTC(2026, 10, 23, 7) / 1000;
    expect(text).toContain(`define OPEN_PERMIT_2 = { ${opens}-${opens + 36_000 - 1}, `);
    expect(text).toContain('tcp dport { 21 } meta time $OPEN_PERMIT_2 counter accept');
    expect(/OPEN_PERMIT_2 = \{ (.*) \}/.exec(text)![1]!.split(', ')).toHaveLength(13);
    expect(control.warnings[0]).toMatch(/^Schedules are written out until 2027-02-22 00:00 UTC/);
    expect(text).toContain(control.warnings[0]);
    expect(refusedFor('permit[3]')).toEqual([
      'its schedule does not open before it ends, or within the time that is written out',
    ]);
    expect(refusedFor('permit[0]')).toEqual([]);
  });

  it('says where the inside comes from', () => {
    const { file } = compiled('permit: [{ to: internet, service: [https] }]');
    expect(file('default-deny.nft')).toContain(
      'private ranges, because policy has no networks.inside',
    );
    expect(file('default-deny.nft')).toContain('fc00::/7');
  });

  it('logs only when told, and never without a limit', () => {
    expect(
      compiled()
        .control.files.map(({ text }) => text)
        .join(''),
    ).not.toContain(' log ');
    const logged = compiled(POLICY_TEXT, [caseOf('10.20.1.11')], true).control.files;
    for (const { text } of logged) {
      const lines = text.split('\n').filter((line) => line.includes(' log '));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toContain('limit rate 10/second');
    }
  });
});

describe('port list', () => {
  it('is what the golden says', async () => {
    await expect(compiled().file('port-list.nft')).toMatchFileSnapshot(
      '../../fixtures/policy/port-list.golden.nft',
    );
  });

  it('blocks the paper’s ports as TCP and UDP', () => {
    const text = compiled().file('port-list.nft');
    expect(text).toContain('tcp dport { 6346-6347 } counter drop');
    expect(text).toContain('udp dport { 6346-6347 } counter drop');
  });

  it('spares ports of services and of systems that policy allows, with the reason', () => {
    const { refusedFor } = compiled();
    expect(refusedFor('bittorrent 80/tcp')[0]).toContain('also that of http');
    expect(refusedFor('soulseek 22000/tcp')[0]).toContain('syncthing');
  });

  it('follows forbid and sanction; a system named outweighs its family', () => {
    const { file } = compiled('systems: { forbid: [file-sharing], sanction: [bittorrent] }');
    expect(file('port-list.nft')).not.toContain('6881');
    expect(file('port-list.nft')).toContain('comment "systems.forbid[0]: gnutella"');
    expect(compiled('systems: { forbid: [adware] }').file('port-list.nft')).toBe('');
  });
});

describe('quarantine', () => {
  it('is what the golden says', async () => {
    const cases = [
      caseOf('10.20.1.11', { subject: { addresses: ['10.20.1.11', '2001:db8:20::11'] } }),
      caseOf('10.20.1.12', { activity: 'gnutella', confidence: 'likely' }),
    ];
    await expect(compiled(POLICY_TEXT, cases).file('quarantine.nft')).toMatchFileSnapshot(
      '../../fixtures/policy/quarantine.golden.nft',
    );
  });

  it.each<[string, CaseChange, string]>([
    ['10.20.0.10', {}, 'networks.servers[0]'],
    ['10.20.0.1', {}, 'networks.gateways[0]'],
    ['10.20.1.40', {}, 'exceptions[0]'],
    ['192.0.2.1', {}, 'not inside'],
    ['10.20.1.11', { subject: { role: 'router' } }, 'is a router'],
    ['10.20.1.11', { subject: { inside: false } }, 'not known to be inside'],
    ['10.20.1.11', { subject: { addresses: ['10.20.1.11', '10.20.0.10'] } }, 'networks.servers[0]'],
    ['no address', {}, 'cannot be read'],
  ])('never cuts off %s %j: %s', (address, over, reason) => {
    const { file, refusedFor } = compiled(POLICY_TEXT, [caseOf(address, over)]);
    expect(file('quarantine.nft')).toBe('');
    expect(refusedFor('quarantine (')[0]).toContain(reason);
  });

  it.each([
    ['2001:db8:ffff::11', '2001:db8:ffff::11 is not inside (networks.inside); it stays open'],
    ['fe80::1', 'fe80::1 is not inside (networks.inside); it stays open'],
    ['fe80::1%eth0', 'an address of the subject cannot be read; it stays open'],
  ])('one address outside does not free the host: %s', (stray, reason) => {
    const both = caseOf('10.20.1.11', { subject: { addresses: ['10.20.1.11', stray] } });
    const { file, refusedFor } = compiled(POLICY_TEXT, [both]);
    expect(file('quarantine.nft')).toContain('quarantine4 { 10.20.1.11 timeout 28800s }');
    expect(file('quarantine.nft')).not.toMatch(/quarantine6 \{ \S+ timeout/);
    expect(refusedFor('quarantine (')).toEqual([
      `${reason}, the addresses that are inside are cut off`,
    ]);
  });

  it('a protected address frees the host, whatever else it has', () => {
    const addresses = ['10.20.1.11', '10.20.0.10', '2001:db8:ffff::11'];
    const { file, refusedFor } = compiled(POLICY_TEXT, [
      caseOf('10.20.1.11', { subject: { addresses } }),
    ]);
    expect(file('quarantine.nft')).toBe('');
    expect(refusedFor('quarantine (')).toEqual([
      '10.20.0.10 is protected by networks.servers[0]; decide by hand',
      '2001:db8:ffff::11 is not inside (networks.inside)',
    ]);
  });

  it.each<[CaseChange]>([
    [{ confidence: 'raised' }],
    [{ state: 'closed' }],
    [{ state: 'excepted' }],
    [{ sanctioned: true }],
    [{ activity: 'tor' }],
  ])('is not asked for by a case %j', (over) => {
    expect(compiled(POLICY_TEXT, [caseOf('10.20.1.11', over)]).file('quarantine.nft')).toBe('');
  });

  it('waits for approval in a file of its own, and for the step’s time', () => {
    const text = `
networks: { inside: [10.20.0.0/16] }
responses:
  - { when: certain, family: file-sharing, do: report }
  - { after: 1d, do: quarantine, for: 30min, approve: true }
`;
    const { control, file } = compiled(text, [
      caseOf('10.20.1.11'),
      caseOf('10.20.1.12', { firstSeen: '2026-11-22T07:00:00.000Z' }),
      caseOf('10.20.1.13', { confidence: 'likely' }),
    ]);
    expect(file('quarantine-to-approve.nft')).toContain('10.20.1.11 timeout 1800s');
    expect(file('quarantine-to-approve.nft')).toContain('# FOR APPROVAL');
    expect(control.files.map(({ text: each }) => each).join('')).not.toMatch(/10\.20\.1\.1[23]/);
    expect(control.apply.join()).not.toContain('to-approve');
  });

  it('keeps the longest time when two cases ask for one host', () => {
    const text = `${POLICY_TEXT}  - { do: quarantine, for: 2d }\n`;
    expect(compiled(text, [caseOf('10.20.1.11')]).file('quarantine.nft')).toContain(
      '10.20.1.11 timeout 172800s',
    );
  });
});

describe('what it cannot express', () => {
  it('is refused with a reason', () => {
    const text = `${POLICY_TEXT}  - { do: throttle }\n  - { do: block }\n`;
    const { refusedFor } = compiled(text, [caseOf('10.20.1.11')]);
    expect(refusedFor('deny-names').length).toBeGreaterThan(0);
    expect(refusedFor('throttle')).toHaveLength(1);
    expect(refusedFor('block')).toHaveLength(1);
  });
});
