// Everything known about GNUnet. Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const gnunet = Object.freeze<System>({
  id: 'gnunet',
  name: 'GNUnet',
  family: 'file-sharing',
  programs: ['GNUnet', 'gnunet-gtk'],
  models: ['M2', 'M6'],
  summary:
    'A research network since 2001 that shares files without telling who shares, and has names and messages of its own.',
  findsPeers:
    'Hello messages with addresses and keys come from web servers of the project, then from peers and by broadcasts in the network segment.',
  movesFiles:
    'Blocks, encrypted by their content, pass over several peers by TCP, UDP, HTTP or wireless links.',
  weakness: 'Few users, a fixed default port, and first peers from known web servers.',
  risk: 'A peer relays and stores encrypted blocks of strangers.',
  found:
    'Not recognised on the wire: sessions begin with keys that look random, and the frames of older versions are too short to prove anything. Fetching first peers from its servers is seen as a web request only.',
  stopped: 'Deny TCP and UDP 2086 outward, and every port that policy does not permit.',
  onTheWire: 'not recognised on the wire',
  ports: [{ port: 2086, transport: 'both', use: 'between peers' }],
  dnsNames: ['.gnunet.org', 'v10.gnunet.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['gnunet-service-arm', 'gnunet-service-core', 'gnunet-fs-gtk'],
  packages: ['gnunet', 'gnunet-gtk'],
  artefacts: ['.config/gnunet.conf', '.local/share/gnunet/', '/var/lib/gnunet/'],
  advisories: [],
  sources: [{ title: 'GNUnet, handbook', where: 'https://docs.gnunet.org/latest/', read: READ }],
});
