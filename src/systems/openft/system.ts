// Everything known about OpenFT (giFT).
import type { System } from '../system.ts';
import { http } from './http.ts';

const READ = '2026-11-22';

export const openft = Object.freeze<System>({
  id: 'openft',
  name: 'OpenFT (giFT)',
  family: 'file-sharing',
  programs: ['giFT', 'giFToxic', 'Apollon', 'KCeasy'],
  models: ['M3'],
  summary:
    'The network of giFT, a program of 2002 that was made after FastTrack had shut it out: users, search nodes and index nodes.',
  findsPeers:
    'A list of nodes comes with the program; search nodes keep the lists of files of their users.',
  movesFiles: 'HTTP between users, with headers of its own.',
  weakness: 'Two fixed ports, and the network is gone as far as is known.',
  risk: 'Shared folders are readable by anybody who finds the node.',
  found:
    'By headers of its transfers over HTTP. Not seen: sessions between nodes, whose short frames prove nothing.',
  stopped: 'Deny TCP 1215 and 1216 outward, and every port that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    { port: 1215, transport: 'tcp', use: 'sessions between nodes' },
    { port: 1216, transport: 'tcp', use: 'transfers over HTTP' },
  ],
  dnsNames: [],
  userAgents: ['giFT/'],
  tlsNames: [],
  processes: ['giftd', 'giftd.exe', 'kceasy.exe'],
  packages: ['gift', 'apollon', 'kceasy'],
  artefacts: ['.giFT/', 'Program Files/KCeasy/'],
  advisories: [],
  sources: [
    {
      title: 'MLDonkey, docs/OpenFT.txt',
      where: 'https://github.com/ygrek/mldonkey/blob/master/docs/OpenFT.txt',
      read: READ,
    },
  ],
  http: [http],
});
