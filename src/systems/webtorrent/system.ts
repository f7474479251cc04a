// Everything known about WebTorrent.
import type { System } from '../system.ts';
import { trackerWs } from './tracker-ws.ts';

const READ = '2026-11-22';

export const webtorrent = Object.freeze<System>({
  id: 'webtorrent',
  name: 'WebTorrent',
  family: 'file-sharing',
  programs: ['WebTorrent (in any browser)', 'WebTorrent Desktop', 'Instant.io', 'PeerTube (older)'],
  models: ['M4', 'M6'],
  summary:
    'BitTorrent in a web page: the same torrents and pieces, carried over WebRTC data channels, because a browser can open no other connections. Nothing has to be installed.',
  findsPeers:
    'Trackers over WebSocket. With an announce a browser leaves WebRTC offers there; the tracker passes them to other browsers of the same content and brings back their answers.',
  movesFiles:
    'The peer wire of BitTorrent inside data channels: SCTP in DTLS over UDP, after a check of the path by STUN; also from web seeds over HTTP.',
  weakness:
    'It depends on a handful of WebSocket trackers, reached through DNS and TLS or a proxy; without one it finds nobody.',
  risk: 'Visiting a page is enough to upload. The traffic looks like a video conference, and the addresses of the host are given to strangers.',
  found:
    'By announces in clear text at a tracker, and by the candidates and ufrags that pass there, which name the STUN and DTLS flows that follow. Trackers over TLS, the usual case, are seen by name only; the data channels are never readable.',
  stopped:
    'Resolve the names of its trackers to nothing or refuse them at the proxy; deny UDP outward except to conference services.',
  onTheWire: 'payload',
  ports: [{ port: 8000, transport: 'tcp', use: 'default of the bittorrent-tracker package' }],
  dnsNames: [
    'tracker.openwebtorrent.com',
    'tracker.webtorrent.dev',
    'tracker.webtorrent.io',
    'tracker.btorrent.xyz',
    'tracker.fastcast.nz',
    'tracker.files.fm',
  ],
  userAgents: ['WebTorrent/'],
  tlsNames: [
    'tracker.openwebtorrent.com',
    'tracker.webtorrent.dev',
    'tracker.webtorrent.io',
    'tracker.btorrent.xyz',
    'tracker.fastcast.nz',
    'tracker.files.fm',
  ],
  processes: ['webtorrent', 'webtorrent desktop', 'webtorrent.exe'],
  packages: ['webtorrent-desktop', 'webtorrent-cli'],
  artefacts: ['webtorrent.min.js', '.config/WebTorrent/'],
  advisories: [],
  sources: [
    {
      title: 'Messages of WebSocket trackers',
      where: 'https://docs.rs/aquatic_ws_protocol',
      read: READ,
    },
    { title: 'Interactive connectivity establishment', where: 'RFC 8445', read: READ },
  ],
  websocket: [trackerWs],
});
