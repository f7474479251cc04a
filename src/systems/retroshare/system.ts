// Everything known about RetroShare. Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const retroshare = Object.freeze<System>({
  id: 'retroshare',
  name: 'RetroShare',
  family: 'file-sharing',
  programs: ['RetroShare', 'Elrepo.io'],
  models: ['M1', 'M5'],
  summary:
    'Friends connect to friends only, with keys that were exchanged before: chat, forums, mail and files in a closed network.',
  findsPeers:
    'Friends exchange certificates by hand; addresses are then found by the DHT of BitTorrent and told by common friends.',
  movesFiles:
    'Over TLS between friends, also through several of them (tunnels over friends of friends).',
  weakness:
    'Its use of the DHT of BitTorrent shows, and friends need ports that policy does not explain.',
  risk: 'Encrypted exchange with unknown circles; files also pass on behalf of friends of friends.',
  found:
    'Not recognised on the wire: connections are TLS 1.2 or 1.3 between two peers, and no field of the handshake is proof. Its look-ups in the DHT are seen as BitTorrent only.',
  stopped: 'Deny every outward port that policy does not permit; TLS only through the proxy.',
  onTheWire: 'not recognised on the wire',
  ports: [{ port: 7812, transport: 'both', use: 'default of older versions; today random' }],
  dnsNames: ['.retroshare.cc', '.retroshare.net'],
  userAgents: [],
  tlsNames: [],
  processes: ['retroshare', 'retroshare.exe', 'retroshare-service'],
  packages: ['retroshare', 'retroshare-gui'],
  artefacts: ['.retroshare/', 'AppData/Roaming/RetroShare/'],
  advisories: [],
  sources: [
    {
      title: 'RetroShare, documentation',
      where: 'https://retroshare.readthedocs.io/en/latest/',
      read: READ,
    },
  ],
});
