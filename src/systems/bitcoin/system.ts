// Everything known about Bitcoin's peer-to-peer network, shown as what it is so that it is not taken for file sharing.
import type { System } from '../system.ts';
import { peer } from './peer.ts';

const READ = '2026-11-22';

export const bitcoin = Object.freeze<System>({
  id: 'bitcoin',
  name: 'Bitcoin',
  family: 'crypto-currency',
  programs: [
    'Bitcoin Core',
    'btcd',
    'Bitcoin Knots',
    'Electrum (servers)',
    'Litecoin Core',
    'Dogecoin Core',
  ],
  models: ['M2'],
  summary:
    'A currency whose whole ledger every node keeps and passes on. Litecoin, Dogecoin, Bitcoin Cash, Dash and Zcash took over its messages and changed the magic number.',
  findsPeers:
    'First nodes come from DNS seeds; after that every node tells others the addresses it knows.',
  movesFiles:
    'Blocks and transactions, no files of users; a new node fetches several hundred gigabytes.',
  weakness:
    'Default ports and messages in clear text, unless both ends speak the newer encrypted transport.',
  risk: 'The first synchronisation fills a line for days, and a node answers strangers; mining malware does not speak this, but Stratum to a pool.',
  found:
    'By the magic number and command of the first message. Not seen: the encrypted transport of BIP 324, and mining pools; it is shown and no offence unless policy says so.',
  stopped: 'Deny TCP 8333 outward and answer the names of the DNS seeds with a dead address.',
  onTheWire: 'payload',
  ports: [
    { port: 8333, transport: 'tcp', use: 'Bitcoin nodes' },
    { port: 18333, transport: 'tcp', use: 'test net' },
    { port: 9333, transport: 'tcp', use: 'Litecoin nodes' },
    { port: 22556, transport: 'tcp', use: 'Dogecoin nodes' },
  ],
  dnsNames: [
    'seed.bitcoin.sipa.be',
    'dnsseed.bluematt.me',
    'seed.bitcoinstats.com',
    'seed.btc.petertodd.net',
    'seed.bitcoin.sprovoost.nl',
  ],
  userAgents: [],
  tlsNames: [],
  processes: ['bitcoind', 'bitcoin-qt', 'bitcoin-qt.exe', 'litecoind', 'dogecoind'],
  packages: ['bitcoin-core', 'bitcoind', 'bitcoin-qt', 'litecoind', 'litecoin-qt'],
  artefacts: ['.bitcoin/', 'AppData/Roaming/Bitcoin/', 'wallet.dat', 'blocks/blk*.dat'],
  advisories: [],
  sources: [
    {
      title: 'P2P network messages',
      where: 'https://developer.bitcoin.org/reference/p2p_networking.html',
      read: READ,
    },
  ],
  dissectors: [peer],
});
