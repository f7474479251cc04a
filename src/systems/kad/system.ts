// Everything known about Kad, the serverless half of eMule.

import { kadTogether } from '../edonkey/together.ts';
import type { System } from '../system.ts';
import { nodesDat } from './artefacts.ts';
import { kadShape } from './obfuscated.ts';
import { kadOpened } from './opened.ts';
import { kadProbes } from './probe.ts';
import { kadUdp } from './udp.ts';

export const kad = Object.freeze<System>({
  id: 'kad',
  name: 'Kad',
  family: 'file-sharing',
  programs: ['eMule', 'aMule', 'MLDonkey'],
  models: ['M2'],
  summary:
    'A distributed hash table among eMule clients: every node keeps a few thousand keywords and sources whose hash is near its own number, so that no server is needed.',
  findsPeers:
    'A node starts from contacts in nodes.dat or from one address, asks for nodes ever nearer to the hash of a keyword or a file, and asks those for results.',
  movesFiles:
    'It moves none: it finds sources, and eMule fetches from them over eDonkey connections.',
  weakness:
    'A node needs UDP to many foreign addresses and a first contact; without UDP outward it is off.',
  risk: 'Searches and offers of the user are stored on machines of strangers; the node answers strangers from the inside.',
  found:
    'By the exact form of every plain message, and by the ports that nodes tell of each other. Obfuscated messages, the default since 2008, have no constant byte. They are opened and read when the node id of the receiver was told in clear before or in what was opened, so that one plain contact list opens node after node; else they are found by learned endpoints or by shape only.',
  stopped:
    'Permit UDP outward only where policy names the service. Blocking port 4672 alone stops nobody, as ports are free.',
  onTheWire: 'payload',
  ports: [{ port: 4672, transport: 'udp', use: 'Kad messages, on the port of eDonkey over UDP' }],
  dnsNames: ['.nodes-dat.com', '.emule-security.org'],
  userAgents: [],
  tlsNames: ['www.nodes-dat.com', 'upd.emule-security.org'],
  processes: ['emule.exe', 'amule', 'amuled', 'mlnet'],
  packages: ['amule', 'amule-daemon', 'mldonkey-server'],
  artefacts: [
    'nodes.dat',
    'preferencesKad.dat',
    'load_index.dat',
    'key_index.dat',
    'src_index.dat',
  ],
  databases: [nodesDat],
  advisories: [],
  sources: [
    {
      title: 'aMule: messages of Kad and how they are read',
      where: 'github.com/amule-project/amule src/kademlia/net/KademliaUDPListener.cpp',
      read: '2026-11-22',
    },
    {
      title: 'aMule: opcodes of Kad 1',
      where: 'github.com/amule-project/amule src/include/protocol/kad/Client2Client/UDP.h',
      read: '2026-11-22',
    },
    {
      title: 'aMule: protocol obfuscation of datagrams',
      where: 'github.com/amule-project/amule src/EncryptedDatagramSocket.cpp',
      read: '2026-11-22',
    },
  ],
  dissectors: [kadUdp, kadOpened],
  shapes: [kadShape],
  groups: [kadTogether],
  probes: kadProbes,
});
