// Everything known about BitTorrent.

import type { System } from '../system.ts';
import { bittorrentDatabases } from './artefacts/index.ts';
import { clientHttp } from './client-http.ts';
import { dht } from './dht.ts';
import { mseShape } from './encrypted.ts';
import { lsd } from './lsd.ts';
import { msePlain } from './mse-plain.ts';
import { peer } from './peer.ts';
import { bittorrentProbes } from './probe.ts';
import { trackerHttp } from './tracker-http.ts';
import { trackerUdp } from './tracker-udp.ts';
import { utp } from './utp.ts';
import { webSeed } from './web-seed.ts';

const READ = '2026-11-22';

export const bittorrent = Object.freeze<System>({
  id: 'bittorrent',
  name: 'BitTorrent',
  family: 'file-sharing',
  programs: [
    'qBittorrent',
    'Transmission',
    'µTorrent',
    'BitTorrent',
    'Deluge',
    'rTorrent',
    'aria2',
    'Vuze',
    'BiglyBT',
    'KTorrent',
    'Tixati',
    'BitComet',
    'FrostWire',
    'Enhanced CTorrent',
    'libtorrent programs',
  ],
  models: ['M6', 'M4', 'M2'],
  summary:
    'A file or folder is cut into pieces whose hashes stand in a torrent; everyone who wants it fetches pieces from many others at once and gives away those he has. There is no search: a content is known by its info hash, found on web pages or in magnet links.',
  findsPeers:
    'Trackers (over HTTP or UDP) keep lists of who takes part in a content. Without one, the DHT does the same among millions of nodes; peers tell each other of further peers (PEX), and multicast finds those in the same network segment.',
  movesFiles:
    'Over TCP or µTP, in blocks of 16 KiB asked for by piece and offset, from dozens of peers in parallel and in both directions; also from web servers (web seeds). Most programs encrypt these connections when both sides can (MSE), which hides content but not the traffic.',
  weakness:
    'It must learn addresses before it can connect: trackers, DHT, PEX and multicast are mostly readable, and name the peers that the encrypted connections then go to. It needs many connections to many strangers, in and out.',
  risk: 'Uploading begins with the first finished piece, so that whoever downloads also distributes, which rights holders watch and record. Files come from strangers, uplinks fill, and a host answers the whole Internet on an open port.',
  found:
    'By payload: handshakes, µTP pairs, DHT messages, trackers, multicast. Encrypted connections are named by the endpoints that trackers, DHT, PEX and multicast told before; without such a word only shape and the behaviour of the host speak. Trackers over TLS are seen by name only.',
  stopped:
    'Ports stop nobody: programs choose any, and use 80 and 443 when told to. Permit what is needed outward and deny the rest, above all UDP; resolve tracker and DHT bootstrap names to nothing; contain the host.',
  onTheWire: 'payload',
  ports: [
    {
      port: 6881,
      until: 6889,
      transport: 'both',
      use: 'peers, as BEP 3 suggests; any port in practice',
    },
    { port: 51413, transport: 'both', use: 'peers and DHT of Transmission' },
    { port: 6771, transport: 'udp', use: 'local service discovery, multicast' },
    { port: 6969, transport: 'both', use: 'trackers' },
    { port: 1337, transport: 'both', use: 'trackers' },
    { port: 9091, transport: 'tcp', use: 'web interface of Transmission' },
    { port: 58846, transport: 'tcp', use: 'remote control of Deluge' },
  ],
  dnsNames: [
    'router.bittorrent.com',
    'router.utorrent.com',
    'router.bitcomet.com',
    'dht.transmissionbt.com',
    'dht.libtorrent.org',
    'dht.aelitis.com',
    '.opentrackr.org',
    '.openbittorrent.com',
    '.publicbt.com',
    '.istole.it',
    '.demonii.com',
    'tracker.torrent.eu.org',
    'open.stealth.si',
    'exodus.desync.com',
  ],
  userAgents: [
    'qBittorrent/',
    'Transmission/',
    'uTorrent/',
    'uTorrentMac/',
    'BitTorrent/',
    'Deluge/',
    'Deluge ',
    'rtorrent/',
    'libtorrent/',
    'libTorrent/',
    'Azureus ',
    'BiglyBT ',
    'KTorrent/',
    'BitComet/',
    'Enhanced-CTorrent/',
  ],
  urls: ['info_hash='],
  tlsNames: ['.opentrackr.org', '.bittorrent.com', '.utorrent.com', '.qbittorrent.org'],
  processes: [
    'qbittorrent',
    'qbittorrent-nox',
    'qbittorrent.exe',
    'transmission-gtk',
    'transmission-qt',
    'transmission-daemon',
    'transmission-cli',
    'deluge',
    'deluged',
    'deluge-web',
    'rtorrent',
    'aria2c',
    'ktorrent',
    'ctorrent',
    'utorrent.exe',
    'bittorrent.exe',
    'azureus.exe',
    'biglybt',
    'tixati',
    'bitcomet.exe',
    'frostwire',
  ],
  packages: [
    'qbittorrent',
    'qbittorrent-nox',
    'transmission-gtk',
    'transmission-qt',
    'transmission-daemon',
    'transmission-cli',
    'deluge',
    'deluged',
    'rtorrent',
    'aria2',
    'ktorrent',
    'ctorrent',
    'vuze',
  ],
  artefacts: [
    '*.torrent',
    '*.fastresume',
    '*.!qB',
    '*.!ut',
    '*.bc!',
    '*.parts',
    'BT_backup/',
    'resume.dat',
    'dht.dat',
    '.config/transmission-daemon/',
    '.config/qBittorrent/',
    '.config/deluge/',
    '.rtorrent.rc',
  ],
  databases: bittorrentDatabases,
  advisories: [],
  sources: [
    { title: 'The BitTorrent protocol', where: 'BEP 3', read: READ },
    { title: 'DHT protocol, and its extensions', where: 'BEP 5, 32, 42, 43, 44, 51', read: READ },
    { title: 'Extension protocol, metadata, peer exchange', where: 'BEP 10, 9, 11', read: READ },
    { title: 'Local service discovery', where: 'BEP 14', read: READ },
    { title: 'UDP tracker protocol', where: 'BEP 15', read: READ },
    { title: 'Peer id conventions', where: 'BEP 20', read: READ },
    { title: 'µTorrent transport protocol', where: 'BEP 29', read: READ },
    {
      title: 'Message stream encryption',
      where: 'https://wiki.vuze.com/w/Message_Stream_Encryption',
      read: READ,
    },
  ],
  dissectors: [peer, utp, dht, trackerUdp, lsd, msePlain],
  shapes: [mseShape],
  http: [webSeed, trackerHttp, clientHttp],
  probes: bittorrentProbes,
});
