// A site for the tests of controls: systems, a policy, cases. Not the registry, so that the tests do not move with it.
import { type CaseForControl, intentsOf } from '../../src/controls/intents.ts';
import { contextOf } from '../../src/controls/site.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import type { System } from '../../src/systems/system.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

const BLANK = {
  programs: [],
  models: [],
  summary: '',
  findsPeers: '',
  movesFiles: '',
  weakness: '',
  risk: '',
  found: '',
  stopped: '',
  onTheWire: 'payload',
  userAgents: [],
  tlsNames: [],
  processes: [],
  packages: [],
  artefacts: [],
  advisories: [],
  sources: [],
} as const;

export const SYSTEMS: readonly System[] = [
  {
    ...BLANK,
    id: 'bittorrent',
    name: 'BitTorrent',
    family: 'file-sharing',
    ports: [
      { port: 6881, until: 6889, transport: 'both', use: 'peers' },
      { port: 80, transport: 'tcp', use: 'trackers' },
    ],
    dnsNames: ['router.example.net', '.tracker.example.org', '*.peers.example.org'],
    userAgents: ['qTest/', 'bad"agent\nhttp_access allow all', 'Test (x64) #'],
    urls: ['info_mark='],
  },
  {
    ...BLANK,
    id: 'gnutella',
    name: 'Gnutella',
    family: 'file-sharing',
    ports: [{ port: 6346, until: 6347, transport: 'tcp', use: 'peers', paper: true }],
    dnsNames: [
      'cache.example.com',
      'bad name.example\n0.0.0.0 bank.example',
      '192.0.2.1',
      'localhost',
      'ROUTER.example.net',
    ],
  },
  {
    ...BLANK,
    id: 'syncthing',
    name: 'Syncthing',
    family: 'sync',
    ports: [{ port: 22000, transport: 'both', use: 'sync' }],
    dnsNames: ['.sync.example.net'],
  },
  {
    ...BLANK,
    id: 'soulseek',
    name: 'Soulseek',
    family: 'file-sharing',
    ports: [{ port: 22000, transport: 'tcp', use: 'peers' }],
    dnsNames: ['relay.sync.example.net', 'server.example.se'],
  },
  {
    ...BLANK,
    id: 'http-tunnel',
    name: 'HTTP tunnel',
    family: 'tunnel',
    ports: [],
    dnsNames: [],
    urls: ['/index.html?crap='],
  },
];

export const POLICY_TEXT = `
networks:
  inside: [10.20.0.0/16, 10.20.1.0/24, "2001:db8:20::/64"]
  servers: [10.20.0.10]
  gateways: [10.20.0.1]
permit:
  - { to: internet, service: [https, http], from: proxy }
  - { to: 10.20.0.10, service: [dns, 3128/tcp] }
  - { to: 198.51.100.7, service: [6881-6885/tcp], from: 10.20.2.0/24 }
exceptions:
  - { who: 10.20.1.40, may: [bittorrent], until: 2027-01-31, why: distributes Linux images }
  - { who: 10.20.1.41, may: [bittorrent], until: 2026-11-21, why: ended yesterday }
responses:
  - { when: likely, family: file-sharing, do: quarantine, for: 8h }
`;

export type CaseChange = Partial<Omit<CaseForControl, 'subject'>> & {
  readonly subject?: Partial<CaseForControl['subject']>;
};

export const caseOf = (address: string, over: CaseChange = {}): CaseForControl => ({
  activity: 'bittorrent',
  confidence: 'certain',
  state: 'open',
  sanctioned: false,
  firstSeen: '2026-11-20T08:00:00.000Z',
  lastSeen: '2026-11-22T08:00:00.000Z',
  ...over,
  subject: {
    address,
    addresses: [address],
    device: null,
    user: null,
    role: 'host',
    inside: true,
    ...over.subject,
  },
});

export const compiling = (
  text = POLICY_TEXT,
  cases: readonly CaseForControl[] = [],
  log = false,
) => {
  const policy = parsePolicy(text, 'site.yaml');
  const context = contextOf(policy, NOW, log);
  return { policy, context, intents: intentsOf({ policy, cases, systems: SYSTEMS, context }) };
};
