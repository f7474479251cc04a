// What policy says of listeners, what is new, and what a detector makes of them.
// covers: D6 P3
import { describe, expect, it } from 'vitest';
import { changesSince } from '../../src/cases/listener-changes.ts';
import { listenerJudge } from '../../src/cases/listener-verdict.ts';
import { Exchanges } from '../../src/detect/exchanges.ts';
import { listeners } from '../../src/detect/listeners.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import type { ListenerObservation } from '../../src/model/observation.ts';
import { KnownDevices } from '../../src/pipeline/known-devices.ts';

const listener = (over: Partial<ListenerObservation> = {}): ListenerObservation => ({
  kind: 'listener',
  at: Date.parse('2026-11-22T08:00:00Z'),
  format: 'scan',
  origin: { evidence: 0 },
  source: '10.20.1.5',
  sourcePort: 6881,
  transport: 'tcp',
  system: 'bittorrent',
  protocol: 'bittorrent/peer',
  ...over,
});
const ssh = listener({ sourcePort: 22, system: null, protocol: 'ssh' });
const socks = listener({ sourcePort: 1080, system: 'socks', protocol: 'socks/open' });
const policy = (text: string) => parsePolicy(text, 'site.yaml');

describe('the verdict on a listener', () => {
  it.each([
    ['file sharing is forbidden without a word', '', listener(), 'forbidden'],
    [
      'what policy sanctions is allowed',
      'systems: { sanction: [bittorrent] }',
      listener(),
      'allowed',
    ],
    [
      'an exception holds for its host',
      'exceptions: [{ who: 10.20.1.5, may: [bittorrent], until: 2027-01-31, why: images }]',
      listener(),
      'allowed',
    ],
    [
      'and for no other',
      'exceptions: [{ who: 10.20.1.6, may: [bittorrent], until: 2027-01-31, why: images }]',
      listener(),
      'forbidden',
    ],
    [
      'and ends',
      'exceptions: [{ who: 10.20.1.5, may: [bittorrent], until: 2026-11-21, why: images }]',
      listener(),
      'forbidden',
    ],
    [
      'a sync program is noted',
      '',
      listener({ system: 'syncthing', protocol: 'syncthing/bep' }),
      'noted',
    ],
    [
      'unless it is forbidden',
      'systems: { forbid: [sync] }',
      listener({ system: 'syncthing', protocol: 'syncthing/bep' }),
      'forbidden',
    ],
    [
      'a permit does not explain file sharing',
      'permit: [{ to: inside, service: [6881/tcp] }]',
      listener(),
      'forbidden',
    ],
    ['ssh is noted where policy says nothing', '', ssh, 'noted'],
    ['explained by a permit', 'permit: [{ to: 10.20.1.5, service: [ssh] }]', ssh, 'explained'],
    [
      'unexplained where permits are to others',
      'permit: [{ to: 10.20.1.6, service: [ssh] }]',
      ssh,
      'unexplained',
    ],
    [
      'noted where permits are to the Internet only',
      'permit: [{ to: internet, service: [ssh] }]',
      ssh,
      'noted',
    ],
    ['explained at a server', 'networks: { servers: [10.20.1.5] }', ssh, 'explained'],
    ['an open proxy is unexplained', '', socks, 'unexplained'],
    ['also at a server', 'networks: { servers: [10.20.1.5] }', socks, 'unexplained'],
    ['unless it is named as a proxy', 'networks: { proxies: [10.20.1.5] }', socks, 'explained'],
    [
      'a list of files is unexplained',
      '',
      listener({ system: null, protocol: 'http/listing', sourcePort: 80 }),
      'unexplained',
    ],
  ])('%s', (_, text, one, verdict) => {
    expect(listenerJudge(text === '' ? null : policy(text))(one).verdict).toBe(verdict);
  });
});

describe('changes since the scan before', () => {
  it('are new, changed and gone; what was not asked is not gone', () => {
    const other = listener({ source: '10.20.1.9' });
    const older = listener({ program: 'Transmission', version: '3.00', at: 5 });
    const newer = listener({ program: 'Transmission', version: '4.0.0' });
    const { of, since, gone } = changesSince(
      [older, ssh, other],
      [newer, socks],
      ({ source }) => source === '10.20.1.5',
    );
    expect([newer, socks].map(of)).toEqual(['changed', 'new']);
    expect(since(newer)).toBe(5);
    expect(since(socks)).toBe(socks.at);
    expect(gone).toEqual([ssh]);
  });
});

describe('findings of listeners', () => {
  const findingsOf = (text: string, ...seen: ListenerObservation[]) => {
    const run = listeners.open({
      policy: text === '' ? null : policy(text),
      exchanges: new Exchanges(),
    });
    for (const one of seen) run.see(one);
    return run.findings().map(({ activity, weight, count }) => [activity, weight, count]);
  };

  it('say what answers in the words of a system, once for each', () => {
    const udp = listener({ transport: 'udp', protocol: 'bittorrent/dht' });
    expect(findingsOf('', listener(), udp, ssh, socks)).toEqual([
      ['bittorrent', 20, 2],
      ['socks', 20, 1],
    ]);
  });

  it('are leads where only the shape speaks, and nothing of proxies that ask for a sign-in or are named', () => {
    expect(findingsOf('', listener({ protocol: 'bittorrent/encrypted' }))).toEqual([
      ['bittorrent', 8, 1],
    ]);
    expect(findingsOf('', { ...socks, protocol: 'socks' })).toEqual([]);
    expect(findingsOf('networks: { proxies: [10.20.1.5] }', socks)).toEqual([]);
  });

  it('join the words of one program', () => {
    const kad = listener({ system: 'kad', protocol: 'kad/udp', transport: 'udp' });
    expect(findingsOf('', kad)).toEqual([['edonkey', 20, 1]]);
  });
});

describe('known devices', () => {
  const base = { at: 0, format: 'x', origin: { evidence: 0 } } as const;
  it('are explained by a fixed assignment, a sign-in or an inventory, not by a lease alone', () => {
    const known = new KnownDevices();
    known.see({
      ...base,
      kind: 'assignment',
      event: 'fixed',
      source: '10.20.1.5',
      mac: '02:00:00:00:00:05',
      device: 'printer',
    });
    known.see({
      ...base,
      kind: 'assignment',
      event: 'granted',
      source: '10.20.1.6',
      mac: '02:00:00:00:00:06',
      device: 'iphone',
    });
    known.see({ ...base, kind: 'sign-in', event: 'signed-in', user: 'maria', source: '10.20.1.7' });
    known.see({ ...base, kind: 'sign-in', event: 'failed', user: 'root', source: '10.20.1.8' });
    known.see({
      ...base,
      kind: 'program',
      source: '10.20.1.9',
      program: 'x',
      presence: 'running',
      device: 'pc9',
    });
    known.see({ ...base, kind: 'program', source: '10.20.1.10', program: 'seen on the wire' });
    expect(known.explain('10.20.1.99', '02:00:00:00:00:05')).toBe('fixed assignment of printer');
    expect(known.explain('10.20.1.6', '02:00:00:00:00:06')).toBe(null);
    expect(known.explain('10.20.1.7', null)).toBe('signed in: maria');
    expect(known.explain('10.20.1.8', null)).toBe(null);
    expect(known.explain('10.20.1.9', null)).toBe('inventory of pc9');
    expect(known.explain('10.20.1.10', null)).toBe(null);
  });
});
