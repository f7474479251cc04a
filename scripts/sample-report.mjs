// Writes fixtures/report/sample.json: an invented week of an invented office (addresses of RFC 5737 and RFC 1918).
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const MONDAY = Date.parse('2026-11-16T00:00:00Z');
const HOUR = 3_600_000;
const iso = (ms) => new Date(ms).toISOString();
const at = (day, hour, minute = 0, second = 0) =>
  MONDAY + day * 24 * HOUR + hour * HOUR + minute * 60_000 + second * 1000;
const seen = (evidence, place, ms, text) => ({ evidence, ...place, at: iso(ms), text });

/** A fixed sequence in 0…1 (Park and Miller), so that the fixture never changes by itself. */
const dice = (seed) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

/** Slices of half an hour over working hours, so many bytes in all. */
const timeline = (seed, hours, bytesOut, bytesIn) => {
  const roll = dice(seed);
  const shares = hours.flatMap((hour) =>
    [0, 0.5].map((half) => [hour + half, 0.2 + roll(), roll() ** 2]),
  );
  const sum = (i) => shares.reduce((total, share) => total + share[i], 0);
  const [sumOut, sumIn] = [sum(1), sum(2)];
  return {
    sliceSeconds: 1800,
    slices: shares.map(([hour, out, into]) => ({
      at: iso(MONDAY + hour * HOUR),
      bytesOut: Math.round((bytesOut * out) / sumOut),
      bytesIn: Math.round((bytesIn * into) / sumIn),
    })),
  };
};

const days = (...list) =>
  list.flatMap(([day, from, until]) =>
    Array.from({ length: until - from }, (_, i) => day * 24 + from + i),
  );

const noImpact = {
  linkShare: null,
  cost: null,
  peakRateBitsPerSecond: 0,
  meanRateBitsPerSecond: 0,
  borderBytes: 0,
  internalBytes: 0,
};
const noExposure = { shareBytes: null, shareFiles: null, offers: [] };
const link = (peakPercent, meanPercent, ms) => ({
  link: 'head office uplink',
  peakPercent,
  meanPercent,
  peakAt: iso(ms),
});
const cost = (amount, perMonth) => ({
  currency: 'AUD',
  amount,
  perMonth,
  units: 'SI',
  assumptions: [
    '50 GB a month are included; the site used them up on 18 November.',
    'Each further MB costs AUD 0.12, counted in SI units (1 MB = 1,000,000 bytes).',
    'A month is 20 days of 8 hours at the mean rate of this case.',
  ],
});

const bittorrent = {
  id: 'bittorrent-10.20.1.11',
  subject: {
    address: '10.20.1.11',
    addresses: ['10.20.1.11', '2001:db8:20::1:11'],
    device: 'ws-ana-01',
    user: 'ana.petrova',
    role: 'host',
    inside: true,
  },
  activity: 'bittorrent',
  family: 'file-sharing',
  probability: 0.99973,
  confidence: 'certain',
  state: 'open',
  sanctioned: false,
  severity: 'high',
  firstSeen: iso(at(0, 8, 14, 2)),
  lastSeen: iso(at(4, 17, 31, 44)),
  bytesOut: 58_214_300_118,
  bytesIn: 6_102_554_210,
  flows: 1873,
  peers: 412,
  model: 'M6',
  discovery: [
    { model: 'M4', because: 'It asked 2 trackers for peers.' },
    { model: 'M2', because: '38 neighbours told of others without a server.' },
    { model: 'M6', because: 'One content moved with 9 peers.' },
  ],
  contacts: {
    shown: [
      { address: '198.51.100.7', kind: 'tracker', bytesOut: 4211, bytesIn: 9120, flows: 12 },
      { address: '198.51.100.40', kind: 'peer', bytesOut: 90412331, bytesIn: 812004, flows: 3 },
      { address: '2001:db8:99::5', kind: 'index', bytesOut: 120331, bytesIn: 8120044, flows: 2 },
      { address: '203.0.113.77', kind: 'node', bytesOut: 912, bytesIn: 1204, flows: 4 },
    ],
    more: 408,
  },
  clients: [{ name: 'qBittorrent', version: '4.5.2' }],
  roles: ['seeder'],
  nicknames: [],
  content: [
    {
      id: 'btih:3b245504cf5f11bbdbe1201cea6a6bf45aee1bc0',
      name: 'Harbour.Lights.S02.Complete.1080p',
      size: 18_220_113_900,
    },
    {
      id: 'btih:9f9165d9a281a9b8e782cd5176bbcc8256fd1871',
      name: 'debian-13.2.0-amd64-netinst.iso',
      size: 820_051_968,
    },
    { id: 'btih:0a1b2c3d4e5f60718293a4b5c6d7e8f901234567', name: null, size: null },
  ],
  findings: [
    {
      detector: 'bittorrent-payload',
      technique: 'D4',
      plane: 'payload',
      weight: 38,
      counted: 38,
      for: true,
      count: 311,
      text: 'The BitTorrent handshake was read in 311 connections.',
      rival: 'A security scanner sends single handshakes. Here pieces were transferred after them.',
      evidence: [
        seen(
          0,
          { offset: 48_120 },
          at(0, 8, 14, 2),
          'handshake to 198.51.100.77:51413, info hash 3b245504…, peer id -qB4520-',
        ),
        seen(
          0,
          { offset: 1_220_448 },
          at(0, 8, 15, 40),
          'handshake from 203.0.113.9:6881, info hash 3b245504…, peer id -TR3000-',
        ),
        seen(
          0,
          { offset: 88_104_002 },
          at(2, 14, 2, 11),
          'handshake to 203.0.113.140:16881, info hash 9f9165d9…, peer id -qB4520-',
        ),
      ],
    },
    {
      detector: 'bittorrent-endpoints',
      technique: 'D4',
      plane: 'endpoint',
      weight: 14,
      counted: 12,
      for: true,
      count: 1402,
      text: '1,402 encrypted connections went to addresses that a tracker or the DHT had named as peers.',
      rival: null,
      evidence: [
        seen(
          0,
          { offset: 2_004_410 },
          at(0, 8, 22, 9),
          'flow to 198.51.100.201:42017, named by the tracker at 08:14:05',
        ),
      ],
    },
    {
      detector: 'proxy-tracker',
      technique: 'D5',
      plane: 'log',
      weight: 9,
      counted: 9,
      for: true,
      count: 96,
      text: 'The proxy logged 96 announces to a BitTorrent tracker, signed in as this user.',
      rival: 'Somebody else at the same unlocked screen.',
      evidence: [
        seen(
          1,
          { line: 20_114 },
          at(0, 9, 0, 0),
          'ana.petrova GET http://tracker.example.net/announce?info_hash=%3b%24… 200 412',
        ),
      ],
    },
    {
      detector: 'fan-out',
      technique: 'D1',
      plane: 'behaviour',
      weight: -6.5,
      counted: -6.5,
      for: false,
      count: 1,
      text: 'On 17 November the device was on, and no BitTorrent was seen all day.',
      rival: null,
      evidence: [],
    },
  ],
  timeline: timeline(
    11,
    days([0, 8, 18], [2, 9, 18], [3, 8, 17], [4, 9, 18]),
    58_214_300_118,
    6_102_554_210,
  ),
  impact: {
    linkShare: link(34.2, 11.8, at(2, 14)),
    cost: cost(1_830.4, 7_332),
    peakRateBitsPerSecond: 17_100_000,
    meanRateBitsPerSecond: 5_900_000,
    borderBytes: 64_316_854_328,
    internalBytes: 0,
  },
  exposure: noExposure,
};

const directconnect = {
  id: 'directconnect-10.20.1.14',
  subject: {
    address: '10.20.1.14',
    addresses: ['10.20.1.14'],
    device: 'lab-pc-3',
    user: null,
    role: 'host',
    inside: true,
  },
  activity: 'directconnect',
  family: 'file-sharing',
  probability: 0.964,
  confidence: 'likely',
  state: 'acknowledged',
  sanctioned: false,
  severity: 'high',
  firstSeen: iso(at(1, 12, 3, 51)),
  lastSeen: iso(at(3, 13, 20, 7)),
  bytesOut: 4_910_221_007,
  bytesIn: 733_002_100,
  flows: 64,
  peers: 9,
  model: 'M5',
  clients: [{ name: 'EiskaltDC++', version: '2.4.2' }],
  roles: ['hub user'],
  nicknames: ['lab3_mk'],
  content: [
    {
      id: 'tth:LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ',
      name: 'site-survey-2026.zip',
      size: 402_118_400,
    },
    {
      id: 'tth:PZMRYHGY6LTBEH63ZWAHDORHSYTLO4LEFUIKHWY',
      name: 'lecture-07.mp4',
      size: 311_004_112,
    },
  ],
  findings: [
    {
      detector: 'directconnect-payload',
      technique: 'D4',
      plane: 'payload',
      weight: 34,
      counted: 31,
      for: true,
      count: 12,
      text: 'The device signed in to a Direct Connect hub 12 times and was asked for its file list.',
      rival: 'A chat program that borrows the hub protocol. Chat alone asks for no file list.',
      evidence: [
        seen(
          0,
          { offset: 40_011_200 },
          at(1, 12, 3, 51),
          '$Lock answered, $ValidateNick lab3_mk, hub 198.51.100.40:411',
        ),
        seen(0, { offset: 40_019_876 }, at(1, 12, 4, 2), '$MyINFO $ALL lab3_mk, shares 48 GB'),
      ],
    },
    {
      detector: 'one-sided',
      technique: 'D4',
      plane: 'behaviour',
      weight: -7,
      counted: -7,
      for: false,
      count: 41,
      text: 'Of 41 transfers only the packets towards the device were captured.',
      rival: null,
      evidence: [
        seen(
          0,
          { offset: 40_402_404 },
          at(1, 12, 30),
          'no packet from 10.20.1.14 in this connection',
        ),
      ],
    },
    {
      detector: 'firewall-port',
      technique: 'D3',
      plane: 'log',
      weight: 7,
      counted: 7,
      for: true,
      count: 57,
      text: 'The firewall allowed 57 connections to port 411, which policy permits to nobody.',
      rival: 'Port 411 is also registered for remote management (RMT).',
      evidence: [
        seen(
          2,
          { line: 881 },
          at(1, 12, 3, 50),
          'IN=lan OUT=wan SRC=10.20.1.14 DST=198.51.100.40 PROTO=TCP DPT=411',
        ),
      ],
    },
  ],
  timeline: timeline(14, days([1, 12, 14], [2, 12, 13], [3, 12, 14]), 4_910_221_007, 733_002_100),
  impact: {
    linkShare: link(9.1, 3.2, at(1, 12, 30)),
    cost: cost(212.8, 1_064),
    peakRateBitsPerSecond: 4_550_000,
    meanRateBitsPerSecond: 1_600_000,
    borderBytes: 5_643_223_107,
    internalBytes: 0,
  },
  exposure: {
    shareBytes: 48_210_000_512,
    shareFiles: 3120,
    offers: [
      { id: 'tth:', name: 'cv-2026.pdf', size: 210_004 },
      { id: 'tth:', name: 'site-survey-2026.zip', size: 402_118_400 },
      { id: 'tth:', name: 'payroll policy (draft).docx', size: 88_112 },
    ],
  },
};

const edonkey = {
  id: 'edonkey-10.20.1.23',
  subject: {
    address: '10.20.1.23',
    addresses: ['10.20.1.23'],
    device: null,
    user: 'j.okafor',
    role: 'host',
    inside: true,
  },
  activity: 'edonkey',
  family: 'file-sharing',
  probability: 0.858,
  confidence: 'likely',
  state: 'open',
  sanctioned: false,
  severity: 'medium',
  firstSeen: iso(at(3, 19, 40)),
  lastSeen: iso(at(3, 23, 12)),
  bytesOut: 318_440_200,
  bytesIn: 1_204_118_000,
  flows: 288,
  peers: 131,
  model: 'M3',
  clients: [{ name: 'aMule', version: null }],
  roles: ['leecher'],
  nicknames: [],
  content: [],
  findings: [
    {
      detector: 'edonkey-shape',
      technique: 'D9',
      plane: 'shape',
      weight: 15,
      counted: 15,
      for: true,
      count: 122,
      text: '122 connections that cannot be read begin as obfuscated eDonkey begins.',
      rival:
        'Encrypted backup and database links begin as randomly. They do not go to 131 addresses.',
      evidence: [
        seen(
          0,
          { offset: 90_220_118 },
          at(3, 19, 41, 12),
          'flow to 203.0.113.61:4662, 131 peers in 4 h',
        ),
      ],
    },
    {
      detector: 'kad-udp',
      technique: 'D4',
      plane: 'payload',
      weight: 13,
      counted: 13,
      for: true,
      count: 3,
      text: 'Three plain Kad requests were answered.',
      rival: 'Stray packets from the last holder of the address. These were asked from inside.',
      evidence: [
        seen(
          0,
          { offset: 90_221_004 },
          at(3, 19, 41, 30),
          'Kad2 bootstrap request to 203.0.113.88:4672, answered',
        ),
      ],
    },
    {
      detector: 'failed-connections',
      technique: 'D9',
      plane: 'behaviour',
      weight: -3.3,
      counted: -3.3,
      for: false,
      count: 1,
      text: 'Few connections failed. With eDonkey many peers are gone.',
      rival: null,
      evidence: [],
    },
  ],
  timeline: timeline(23, days([3, 19, 24]).slice(0, 4), 318_440_200, 1_204_118_000),
  impact: {
    ...noImpact,
    linkShare: link(4.4, 1.1, at(3, 21)),
    peakRateBitsPerSecond: 2_200_000,
    meanRateBitsPerSecond: 570_000,
    borderBytes: 1_522_558_200,
  },
  exposure: noExposure,
};

const lead = {
  id: 'bittorrent-10.20.1.31',
  subject: {
    address: '10.20.1.31',
    addresses: ['10.20.1.31'],
    device: 'laptop-17',
    user: null,
    role: 'host',
    inside: true,
  },
  activity: 'bittorrent',
  family: 'file-sharing',
  probability: 0.114,
  confidence: 'lead',
  state: 'open',
  sanctioned: false,
  severity: 'low',
  firstSeen: iso(at(2, 10, 2)),
  lastSeen: iso(at(2, 10, 9)),
  bytesOut: 20_480,
  bytesIn: 81_920,
  flows: 6,
  peers: 6,
  model: null,
  clients: [],
  roles: [],
  content: [],
  findings: [
    {
      detector: 'proxy-name',
      technique: 'D5',
      plane: 'log',
      weight: 8,
      counted: 8,
      for: true,
      count: 2,
      text: 'Two look-ups of a tracker name, without a connection after them.',
      rival: 'A web page that links to the tracker makes a browser look it up.',
      evidence: [
        seen(1, { line: 91_002 }, at(2, 10, 2), 'GET http://tracker.example.net/stats 200'),
      ],
    },
  ],
  timeline: {
    sliceSeconds: 1800,
    slices: [{ at: iso(at(2, 10)), bytesOut: 20_480, bytesIn: 81_920 }],
  },
  impact: noImpact,
  exposure: noExposure,
};

const syncthing = {
  id: 'syncthing-10.20.1.40',
  subject: {
    address: '10.20.1.40',
    addresses: ['10.20.1.40'],
    device: 'nas-2',
    user: null,
    role: 'host',
    inside: true,
  },
  activity: 'syncthing',
  family: 'sync',
  probability: 0.991,
  confidence: 'certain',
  state: 'open',
  sanctioned: true,
  severity: 'low',
  firstSeen: iso(at(0, 0, 1)),
  lastSeen: iso(at(4, 17, 39)),
  bytesOut: 2_114_002_900,
  bytesIn: 1_980_113_220,
  flows: 44,
  peers: 3,
  model: 'M1',
  clients: [{ name: 'Syncthing', version: null }],
  roles: [],
  content: [],
  findings: [
    {
      detector: 'syncthing-tls',
      technique: 'D4',
      plane: 'payload',
      weight: 37.3,
      counted: 37.3,
      for: true,
      count: 44,
      text: 'The TLS certificates are named syncthing.',
      rival: null,
      evidence: [
        seen(
          0,
          { offset: 9_001 },
          at(0, 0, 1),
          'certificate CN=syncthing, ALPN bep/1.0, to 10.20.1.41:22000',
        ),
      ],
    },
  ],
  timeline: timeline(
    40,
    days([0, 0, 24], [1, 0, 24], [2, 0, 24], [3, 0, 24], [4, 0, 17]),
    2_114_002_900,
    1_980_113_220,
  ),
  impact: {
    ...noImpact,
    peakRateBitsPerSecond: 900_000,
    meanRateBitsPerSecond: 80_000,
    internalBytes: 4_094_116_120,
  },
  exposure: noExposure,
};

const piece = (path, format, bytes, records, rest = {}) => ({
  path,
  format,
  sha256: createHash('sha256').update(path).digest('hex'),
  bytes,
  records,
  notUnderstood: {},
  firstSeen: iso(at(0, 0)),
  lastSeen: iso(at(4, 17, 40)),
  quality: {},
  warnings: [],
  ...rest,
});
const host = (last, device, user, bytesOut, bytesIn, flows, systems = []) => ({
  address: `10.20.1.${last}`,
  addresses: last === 11 ? ['10.20.1.11', '2001:db8:20::1:11'] : [`10.20.1.${last}`],
  device,
  user,
  bytesOut,
  bytesIn,
  flows,
  systems,
});

const report = {
  schema: 'peerwarden.report/1',
  tool: { name: 'peerwarden', version: '0.1.0' },
  created: iso(at(4, 18)),
  period: { from: iso(at(0, 0)), until: iso(at(4, 17, 40)) },
  prior: 0.02,
  site: 'head-office',
  command: [
    'analyze',
    'office.pcap',
    'access.log',
    'firewall.syslog',
    '--policy',
    'peerwarden.yaml',
  ],
  complete: true,
  evidence: [
    piece('office.pcap', 'pcap', 91_220_448_112, 118_204_331, {
      notUnderstood: { arp: 4_120, 'cut-header': 212 },
      quality: { duplicates: 18_220, oneSided: 41, midstream: 96 },
    }),
    piece('access.log', 'squid', 88_204_110, 402_118),
    piece('firewall.syslog', 'netfilter-log', 12_004_882, 60_412, {
      notUnderstood: { 'not-a-packet-line': 1_204 },
      warnings: ['The clock of this firewall is 4 s behind the capture; times were aligned.'],
    }),
  ],
  unread: [{ path: 'old/branch.pcap', code: 'PW_EVIDENCE_DENIED', message: 'Permission denied.' }],
  hosts: [
    host(11, 'ws-ana-01', 'ana.petrova', 59_001_220_400, 8_820_113_004, 4_120, ['bittorrent']),
    host(14, 'lab-pc-3', null, 5_014_220_100, 2_204_118_220, 880, ['directconnect']),
    host(23, null, 'j.okafor', 420_118_200, 3_910_220_118, 1_204, ['edonkey']),
    host(31, 'laptop-17', null, 210_004_118, 4_118_220_004, 2_210),
    host(40, 'nas-2', null, 2_204_110_220, 2_018_220_118, 96, ['syncthing']),
    host(12, 'ws-ben-02', 'b.fournier', 180_220_118, 2_910_118_220, 3_018),
    host(13, 'ws-chi-03', 'c.tanaka', 96_118_220, 1_804_220_118, 1_918),
    host(50, 'printer-1', null, 1_204_118, 4_018_220, 220),
  ],
  users: [
    {
      user: 'ana.petrova',
      addresses: ['10.20.1.11'],
      requests: 4_018,
      denied: 12,
      bytesOut: 22_118_204,
      bytesIn: 1_904_118_220,
    },
    {
      user: 'j.okafor',
      addresses: ['10.20.1.23', '10.20.1.31'],
      requests: 1_220,
      denied: 0,
      bytesOut: 4_118_220,
      bytesIn: 402_118_004,
    },
  ],
  violations: [
    {
      address: '10.20.1.11',
      transport: 'tcp',
      port: 6881,
      allowed: 1_204,
      denied: 96,
      bytes: 9_118_220_004,
      destinations: 64,
      systems: ['bittorrent'],
      firstSeen: '2026-11-16T07:58:00.000Z',
      lastSeen: '2026-11-20T17:40:00.000Z',
    },
    {
      address: '10.20.1.13',
      transport: 'udp',
      port: 27_015,
      allowed: 4,
      denied: 0,
      bytes: 118_204,
      destinations: 1,
      systems: [],
      firstSeen: '2026-11-18T12:10:00.000Z',
      lastSeen: '2026-11-18T12:31:00.000Z',
    },
  ],
  cases: [lead, edonkey, bittorrent, syncthing, directconnect],
  notShown: [
    'Traffic between two hosts on the same switch does not pass this sensor.',
    'Laptops that left the building were not seen while they were away.',
    'What travels inside a VPN or through Tor cannot be told apart.',
    'No endpoint was asked: installed programs and files on disk are not known.',
  ],
};

writeFileSync(
  new URL('../fixtures/report/sample.json', import.meta.url),
  `${JSON.stringify(report, null, 2)}\n`,
);
