// Everything known about Thunder (Xunlei). Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const thunder = Object.freeze<System>({
  id: 'thunder',
  name: 'Thunder (Xunlei)',
  family: 'streaming',
  programs: ['Thunder (Xunlei)', 'Xunlei Kankan', 'FlashGet'],
  models: ['M4', 'M6'],
  summary:
    'A download manager from China that fetches a file from web servers, BitTorrent, eDonkey and its own users at the same time, and shows films so.',
  findsPeers:
    'Its servers map addresses and hashes of files to sources of all kinds, other users among them.',
  movesFiles: 'HTTP, BitTorrent, eDonkey and an own protocol over TCP and UDP, part by part.',
  weakness: 'It depends on servers below xunlei.com and sandai.net for its own sources.',
  risk: 'It uploads what was fetched without asking, and files of unknown origin are mixed into one.',
  found:
    'Not recognised on the wire: of its own protocol only short patterns are public. What it does on BitTorrent and eDonkey is seen as those only, with its name as the client.',
  stopped:
    'Answer .sandai.net and .xunlei.com with a dead address, and deny every port that policy does not permit.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.xunlei.com', '.sandai.net', '.kankan.com'],
  userAgents: ['Thunder'],
  tlsNames: [],
  processes: ['thunder.exe', 'thunderplatform.exe', 'xlservice.exe', 'flashget.exe'],
  packages: ['Thunder', 'FlashGet'],
  artefacts: ['Program Files/Thunder Network/', '*.td', '*.td.cfg', '*.xltd'],
  advisories: [],
  sources: [
    {
      title:
        'P. Dhungel and others: Xunlei, peer-assisted download acceleration on a massive scale (2012)',
      where: 'Passive and Active Measurement Conference',
      read: READ,
    },
  ],
});
