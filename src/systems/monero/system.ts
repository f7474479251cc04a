// Everything known about Monero's peer-to-peer network, shown as what it is so that it is not taken for file sharing.
import type { System } from '../system.ts';
import { levin } from './levin.ts';

const READ = '2026-11-22';

export const monero = Object.freeze<System>({
  id: 'monero',
  name: 'Monero',
  family: 'crypto-currency',
  programs: ['monerod', 'Monero GUI', 'P2Pool'],
  models: ['M2'],
  summary:
    'A currency that hides who pays whom; every node keeps the ledger and passes on what is new. It is the one that malware mines on office computers.',
  findsPeers: 'First nodes come from a built-in list and DNS seeds; nodes then tell each other.',
  movesFiles:
    'Blocks and transactions, no files of users; the ledger has over a hundred gigabytes.',
  weakness: 'Default ports, and messages between nodes in clear text with a fixed signature.',
  risk: 'A node fills the line when it starts. Mining costs electricity and computing time; it shows in Stratum to pools, rarely in this.',
  found:
    'By the signature, version and length of the first message. Not seen: nodes behind Tor or I2P, and mining pools; it is shown and no offence unless policy says so.',
  stopped: 'Deny TCP 18080 outward, and the ports that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    { port: 18080, transport: 'tcp', use: 'between nodes' },
    { port: 18081, transport: 'tcp', use: 'wallets to nodes' },
    { port: 37889, transport: 'tcp', use: 'P2Pool' },
  ],
  dnsNames: [
    'seeds.moneroseeds.se',
    'seeds.moneroseeds.ae.org',
    'seeds.moneroseeds.ch',
    'seeds.moneroseeds.li',
  ],
  userAgents: [],
  tlsNames: [],
  processes: ['monerod', 'monerod.exe', 'monero-wallet-gui', 'p2pool', 'xmrig'],
  packages: ['monero', 'monero-gui', 'xmrig'],
  artefacts: ['.bitmonero/', 'ProgramData/bitmonero/', 'lmdb/data.mdb'],
  advisories: [],
  sources: [
    {
      title: 'Levin protocol',
      where: 'https://github.com/monero-project/monero/blob/master/docs/LEVIN_PROTOCOL.md',
      read: READ,
    },
  ],
  dissectors: [levin],
});
