// Everything known about IPFS and libp2p, the network stack that it shares with others.
import type { System } from '../system.ts';
import { ipfsConfig } from './artefacts.ts';
import { mdns } from './mdns.ts';
import { multistream } from './multistream.ts';
import { ipfsProbes } from './probe.ts';
import { libp2pTls } from './tls.ts';

const READ = '2026-11-22';

export const ipfs = Object.freeze<System>({
  id: 'ipfs',
  name: 'IPFS (libp2p)',
  family: 'file-sharing',
  programs: [
    'Kubo (go-ipfs)',
    'IPFS Desktop',
    'Helia (JavaScript)',
    'Brave (until 2024)',
    'Iroh (early)',
  ],
  models: ['M2', 'M6'],
  summary:
    'Files named by their hash, kept and served by whoever has fetched them. Its network stack, libp2p, also carries Filecoin, Polkadot and the consensus layer of Ethereum, which look the same on the wire.',
  findsPeers:
    'A distributed hash table says who has which content; the first nodes come from DNS TXT records below bootstrap.libp2p.io, neighbours in a network segment from multicast DNS.',
  movesFiles:
    'Blocks of up to a few megabytes are asked of many peers at once (Bitswap), inside connections that are always encrypted by Noise or TLS, over TCP, QUIC, WebSocket or WebRTC.',
  weakness:
    'The first bytes of a TCP connection are in clear, and so is the ALPN name of QUIC; nodes keep hundreds of connections to strangers, which no office program does.',
  risk: 'A node serves what it fetched, to anybody, and its table of strangers grows to hundreds of connections: routers and firewalls with small tables suffer.',
  found:
    'By the plain beginning of its TCP connections, the name libp2p in TLS and QUIC hellos, and multicast DNS. Not seen: private networks with a key of their own, WebTransport, WebRTC, and which of the systems on libp2p it is; contents from web gateways are ordinary web traffic, and nobody is accused for them.',
  stopped:
    'Deny TCP and UDP 4001 outward and every port that policy does not permit; answer .libp2p.io with a dead address; name gateways in the web proxy if they are unwanted.',
  onTheWire: 'payload',
  ports: [
    { port: 4001, transport: 'both', use: 'connections between nodes, TCP and QUIC' },
    { port: 5001, transport: 'tcp', use: 'control interface of a node' },
    { port: 8080, transport: 'tcp', use: 'local web gateway' },
  ],
  dnsNames: [
    '.bootstrap.libp2p.io',
    'bootstrap.libp2p.io',
    '.libp2p.direct',
    'delegated-ipfs.dev',
    '.ipfs.io',
    '.dweb.link',
  ],
  userAgents: ['kubo/', 'go-ipfs/', 'helia/'],
  tlsNames: ['libp2p'],
  processes: ['ipfs', 'ipfs.exe', 'kubo', 'ipfs-desktop', 'ipfs-cluster-service'],
  packages: ['kubo', 'go-ipfs', 'ipfs-desktop', 'helia'],
  artefacts: ['.ipfs/', '.ipfs/config', '.ipfs/blocks/', '.ipfs-cluster/'],
  databases: [ipfsConfig],
  advisories: [],
  sources: [
    {
      title: 'libp2p: establishing connections',
      where: 'https://github.com/libp2p/specs/blob/master/connections/README.md',
      read: READ,
    },
    {
      title: 'libp2p: multicast DNS',
      where: 'https://github.com/libp2p/specs/blob/master/discovery/mdns.md',
      read: READ,
    },
    {
      title: 'libp2p: TLS handshake',
      where: 'https://github.com/libp2p/specs/blob/master/tls/tls.md',
      read: READ,
    },
  ],
  dissectors: [multistream, mdns],
  tls: [libp2pTls],
  probes: ipfsProbes,
});
