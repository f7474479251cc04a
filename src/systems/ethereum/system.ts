// Everything known about Ethereum's peer-to-peer network, shown as what it is so that it is not taken for file sharing.
import type { System } from '../system.ts';
import { discv4 } from './discv4.ts';

const READ = '2026-11-22';

export const ethereum = Object.freeze<System>({
  id: 'ethereum',
  name: 'Ethereum',
  family: 'crypto-currency',
  programs: ['Geth', 'Nethermind', 'Besu', 'Erigon', 'Reth'],
  models: ['M2'],
  summary:
    'A currency and a computer of all its nodes. Execution nodes speak devp2p, consensus nodes libp2p; many other chains took over both.',
  findsPeers:
    'A table of nodes after Kademlia over UDP, version 4 in clear and version 5 masked; first nodes are built in or come from signed lists in DNS.',
  movesFiles:
    'Blocks, state and transactions, no files of users; a full node holds over a terabyte.',
  weakness: 'The default port and the plain messages of discovery version 4.',
  risk: 'A node holds dozens of connections to strangers and fills the line while it starts.',
  found:
    'By messages of discovery version 4, whose fields must fit exactly; what those tell names connections over TCP. Not seen: discovery version 5 and RLPx, which are random bytes; consensus nodes are shown as libp2p only.',
  stopped: 'Deny TCP and UDP 30303 outward, and TCP and UDP 9000 for consensus nodes.',
  onTheWire: 'payload',
  ports: [
    { port: 30303, transport: 'both', use: 'execution nodes' },
    { port: 9000, transport: 'both', use: 'consensus nodes (libp2p)' },
    { port: 8545, transport: 'tcp', use: 'wallets to a node' },
  ],
  dnsNames: ['.ethdisco.net'],
  userAgents: ['Geth/'],
  tlsNames: [],
  processes: ['geth', 'geth.exe', 'erigon', 'nethermind', 'besu', 'reth', 'lighthouse'],
  packages: ['ethereum', 'geth'],
  artefacts: ['.ethereum/', 'chaindata/', 'keystore/UTC--*'],
  advisories: [],
  sources: [
    {
      title: 'Node Discovery Protocol v4',
      where: 'https://github.com/ethereum/devp2p/blob/master/discv4.md',
      read: READ,
    },
  ],
  dissectors: [discv4],
});
