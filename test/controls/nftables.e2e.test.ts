// covers: P1 P4 T6
// The proof of the nftables target: real nft, real packets, in namespaces that the test makes itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writePlan } from '../../src/cli/commands/plan-files.ts';
import { planOf } from '../../src/controls/plan.ts';
import { contextOf } from '../../src/controls/site.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import type { Control } from '../../src/model/control.ts';
import { INSIDE, makeNetwork, type Network, OUTSIDE, type Probe } from '../harness/network.ts';
import { needs } from '../harness/tools.ts';
import { caseOf, SYSTEMS } from './site.ts';

const need = needs('nft', 'ip', 'root');

const POLICY = `
networks:
  inside: [10.77.1.0/24, "2001:db8:77:1::/64"]
  resolvers: [10.77.1.53, "2001:db8:77:1::53"]
  gateways: [10.77.1.1]
permit:
  - { to: internet, service: [https, 5353/udp] }
responses:
  - { when: certain, do: quarantine, for: 6s }
targets: [nftables]
`;

/** Rules of somebody else, that must neither help nor suffer. */
const HOUSE = `table inet house {
  chain forward {
    type filter hook forward priority 5; policy accept;
    tcp dport 1 drop
  }
}
`;

const PERMITTED: readonly Probe[] = [
  { transport: 'tcp', to: OUTSIDE.v4, port: 443 },
  { transport: 'tcp', to: OUTSIDE.v6, port: 443 },
  { transport: 'udp', to: OUTSIDE.v4, port: 5353 },
];
const FORBIDDEN: readonly Probe[] = [
  { transport: 'tcp', to: OUTSIDE.v4, port: 6881 },
  { transport: 'tcp', to: OUTSIDE.v6, port: 6881 },
  { transport: 'udp', to: OUTSIDE.v4, port: 6881 },
  { transport: 'udp', to: OUTSIDE.v6, port: 6881 },
];
/** The same programs, told another port. */
const MOVED: readonly Probe[] = [{ transport: 'tcp', to: OUTSIDE.v4, port: 51_413 }];
const INWARD: readonly Probe[] = [
  { transport: 'tcp', to: INSIDE.v4, port: 443 },
  { transport: 'tcp', to: INSIDE.v6, port: 443 },
  { transport: 'udp', to: INSIDE.v4, port: 6881 },
];

let folder = '';
let control: Control;
let network: Network;
let rulesBefore = '';

const rules = (): string => network.run('router', ['nft', 'list', 'ruleset']);
const nft = (command: string): string =>
  network.run('router', ['sh', '-ec', command], join(folder, 'nftables'));
const all = (probes: readonly Probe[], works: boolean): boolean[] => probes.map(() => works);

/** What works now: outward by kind, and inward. */
const expectNow = (works: {
  permitted: boolean;
  forbidden: boolean;
  moved: boolean;
  inward: boolean;
}) => {
  const outward = network.probe('inside', [...PERMITTED, ...FORBIDDEN, ...MOVED]);
  expect(outward).toEqual([
    ...all(PERMITTED, works.permitted),
    ...all(FORBIDDEN, works.forbidden),
    ...all(MOVED, works.moved),
  ]);
  expect(network.probe('outside', INWARD)).toEqual(all(INWARD, works.inward));
};

describe('nftables on a router of namespaces', () => {
  beforeAll(async () => {
    if (need.lacking !== null) return;
    folder = mkdtempSync(join(tmpdir(), 'plan-'));
    network = makeNetwork();
    network.run('router', ['nft', HOUSE]);
    const policy = parsePolicy(POLICY, 'site.yaml');
    const at = Date.now();
    const cases = [caseOf(INSIDE.other), caseOf('10.77.1.1')];
    const plan = planOf({ policy, cases, systems: SYSTEMS, context: contextOf(policy, at) });
    await writePlan(folder, plan, { policy: 'site.yaml', at });
    control = plan.targets[0]!.control;
    await network.serve('outside', { tcp: [443, 6881, 51_413], udp: [5353, 6881] });
    await network.serve('inside', { tcp: [443], udp: [6881] });
    // New links need a moment to find their neighbours (RFC 4861); rules are tried when everything answers.
    for (let attempt = 0; attempt < 10 && !settled(); attempt++);
  });
  const settled = (): boolean =>
    network.probe('inside', [...PERMITTED, ...FORBIDDEN, ...MOVED]).every(Boolean) &&
    network.probe('outside', INWARD).every(Boolean);
  afterAll(() => {
    network?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });
  beforeEach((context) => need.check(context));

  it('accepts every file that is written', () => {
    expect(control.files.map(({ name }) => name)).toEqual([
      'default-deny.nft',
      'port-list.nft',
      'quarantine.nft',
    ]);
    expect(control.warnings).toHaveLength(3);
    nft(control.check!);
  });

  it('before: everything works, in both directions', () => {
    rulesBefore = rules();
    expect(rulesBefore).toContain('table inet house');
    expectNow({ permitted: true, forbidden: true, moved: true, inward: true });
  });

  it('default-deny: only what is permitted goes outward, nothing comes inward', () => {
    nft('nft -f default-deny.nft');
    expectNow({ permitted: true, forbidden: false, moved: false, inward: false });
  });

  it('roll-back: everything as before, and the rules too', () => {
    for (const command of control.undo) nft(command);
    expect(rules()).toBe(rulesBefore);
    expectNow({ permitted: true, forbidden: true, moved: true, inward: true });
    for (const command of control.undo) nft(command);
    expect(rules()).toBe(rulesBefore);
  });

  it('port list: known ports fail, the same program on another port gets through', () => {
    nft('nft -f default-deny.nft');
    nft('nft -f port-list.nft');
    const inward = network.probe('outside', INWARD);
    expect(inward).toEqual([true, true, false]);
    expect(network.probe('inside', [...PERMITTED, ...FORBIDDEN, ...MOVED])).toEqual([
      ...all(PERMITTED, true),
      ...all(FORBIDDEN, false),
      ...all(MOVED, true),
    ]);
  });

  it('port list: a client that has such a port by chance keeps its answers', () => {
    const chance: Probe = { transport: 'tcp', to: OUTSIDE.v4, port: 443, fromPort: 6885 };
    expect(network.probe('inside', [chance])).toEqual([true]);
  });

  it('quarantine: the host is cut, its neighbour is not, and it is free again after its time', async () => {
    const suspect = PERMITTED.filter(({ to }) => to === OUTSIDE.v4).map((probe) => ({
      ...probe,
      from: INSIDE.other,
    }));
    const both = [...PERMITTED, ...suspect];
    nft('nft -f quarantine.nft');
    expect(network.probe('inside', both)).toEqual([
      ...all(PERMITTED, true),
      ...all(suspect, false),
    ]);
    expect(rules()).not.toContain('elements = { 10.77.1.1 ');
    const elements = () =>
      network.run('router', ['nft', 'list', 'set', 'inet', 'peerwarden', 'quarantine4']);
    await expect.poll(elements, { timeout: 20_000, interval: 250 }).not.toContain('elements');
    expect(network.probe('inside', both)).toEqual(all(both, true));
  });

  it('quarantine outlasts a change of the rules beside it', () => {
    nft('nft -f quarantine.nft');
    nft('nft -f default-deny.nft');
    expect(rules()).toContain(INSIDE.other);
    for (const command of control.undo) nft(command);
    expect(rules()).toBe(rulesBefore);
  });

  it('schedules: what is open now gets through, what opens later or has ended does not, in any zone', async () => {
    const at = Date.now();
    const hour = (more: number) =>
      `${new Date(at + more * 3_600_000).toISOString().slice(11, 13)}:00`;
    const date = (days: number) => new Date(at + days * 86_400_000).toISOString().slice(0, 10);
    const policy = parsePolicy(
      `
networks: { inside: [10.77.1.0/24, "2001:db8:77:1::/64"] }
permit:
  - { to: internet, service: [443/tcp], when: { from: ${hour(-1)}, until: ${hour(2)} } }
  - { to: internet, service: [5353/udp], until: ${date(1)} }
  - { to: internet, service: [6881/tcp, 6881/udp], when: { from: ${hour(3)}, until: ${hour(5)} } }
  - { to: internet, service: [51413/tcp], until: ${date(-1)} }
targets: [nftables]
`,
      'site.yaml',
    );
    const other = mkdtempSync(join(tmpdir(), 'plan-'));
    try {
      const plan = planOf({ policy, cases: [], systems: SYSTEMS, context: contextOf(policy, at) });
      await writePlan(other, plan, { policy: 'site.yaml', at });
      const { check, undo } = plan.targets[0]!.control;
      const run = (zone: string, command: string) =>
        network.run(
          'router',
          ['sh', '-ec', `export TZ=${zone}; ${command}`],
          join(other, 'nftables'),
        );
      for (const zone of ['UTC', 'Asia/Kolkata', 'America/Los_Angeles']) {
        run(zone, check!);
        run(zone, 'nft -f default-deny.nft');
        expectNow({ permitted: true, forbidden: false, moved: false, inward: false });
        for (const command of undo) run(zone, command);
      }
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
