// Everything known about Hypercore and Hyperswarm (Holepunch, Pear, Keet).
import type { System } from '../system.ts';
import { dht } from './dht.ts';
import { udx } from './udx.ts';

const READ = '2026-11-22';

export const hypercore = Object.freeze<System>({
  id: 'hypercore',
  name: 'Hypercore (Hyperswarm)',
  family: 'file-sharing',
  programs: ['Keet', 'Pear', 'Hyperdrive', 'Beaker browser', 'Holesail'],
  models: ['M2', 'M6'],
  summary:
    'Logs and folders that are written by one and copied by many, directly between computers; chat programs, file drops and tunnels are built on it. The network below is called Hyperswarm.',
  findsPeers:
    'A distributed hash table over UDP maps topics to the keys of peers; its nodes also help two computers behind address translation to reach each other.',
  movesFiles:
    'Blocks of signed logs pass over UDX, reliable streams on the same UDP socket, encrypted by Noise; several peers serve one log at once.',
  weakness:
    'Everything is UDP to ports of strangers: a firewall that permits UDP only where it is needed stops it. The first nodes have fixed names and port 49737.',
  risk: 'Holes are punched through the firewall on purpose, contents are encrypted, and whole machines can be shared by one command (Holesail).',
  found:
    'By messages of the hash table, each of which names the address it is sent to, and by streams of UDX from both ends; nodes that were told name other flows. Not seen: what is inside, and streams of which only one direction passes.',
  stopped:
    'Deny UDP outward except where policy needs it; port 49737 alone is not enough, as nodes use any port.',
  onTheWire: 'payload',
  ports: [{ port: 49737, transport: 'udp', use: 'first nodes of the hash table' }],
  dnsNames: ['node1.hyperdht.org', 'node2.hyperdht.org', 'node3.hyperdht.org', '.hyperdht.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['keet', 'keet.exe', 'pear', 'pear-runtime', 'holesail'],
  packages: ['hyperswarm', 'hyperdht', 'hyperdrive', 'hypercore', 'holesail'],
  artefacts: ['.config/pear/', 'Library/Application Support/pear/', 'corestore/'],
  advisories: [],
  sources: [
    { title: 'dht-rpc', where: 'https://github.com/holepunchto/dht-rpc', read: READ },
    { title: 'hyperdht', where: 'https://github.com/holepunchto/hyperdht', read: READ },
    { title: 'libudx', where: 'https://github.com/holepunchto/libudx', read: READ },
  ],
  dissectors: [dht, udx],
});
