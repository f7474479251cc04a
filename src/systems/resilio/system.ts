// Everything known about Resilio Sync.
import type { System } from '../system.ts';
import { resilioProbes } from './probe.ts';
import { resilioUdp } from './udp.ts';

const READ = '2026-11-22';

export const resilio = Object.freeze<System>({
  id: 'resilio',
  name: 'Resilio Sync',
  family: 'sync',
  programs: ['Resilio Sync', 'BitTorrent Sync'],
  models: ['M2', 'M4', 'M6'],
  summary:
    'Folders kept alike on several computers without a server in between, with the transfers of BitTorrent: who has the secret of a folder takes part.',
  findsPeers: 'Multicast in the local network, trackers and relays of its makers, and known hosts.',
  movesFiles: 'Encrypted pieces over TCP and µTP, straight between computers or over a relay.',
  weakness: 'Discovery messages begin with a fixed word; trackers and relays have names.',
  risk: 'Folders leave the organisation to private computers, and nobody can take them back. Companies use it themselves, so that it is shown, not raised.',
  found:
    'By payload: discovery messages over UDP, checked on bytes made after a description only, as no capture was at hand. Not seen: the transfers, which are encrypted.',
  stopped:
    'Answer its names with a dead address and deny outward ports that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    { port: 3838, transport: 'udp', use: 'multicast 239.192.0.0 in the local network' },
    { port: 8888, transport: 'tcp', use: 'web page for its user' },
  ],
  dnsNames: [
    't.resilio.com',
    't.usyncapp.com',
    'r.resilio.com',
    'config.resilio.com',
    '.getsync.com',
  ],
  userAgents: [],
  tlsNames: [],
  processes: ['rslsync', 'Resilio Sync.exe', 'btsync'],
  packages: ['resilio-sync', 'Resilio Sync'],
  artefacts: ['.sync/', '*.rsls', '*.btskey', '*.!sync'],
  advisories: [],
  sources: [
    {
      title: 'Other tools know its messages by "BSYN" (libprotoident, heard of at second hand)',
      where: 'github.com/wanduow/libprotoident lib/udp',
      read: READ,
    },
  ],
  dissectors: [resilioUdp],
  probes: resilioProbes,
});
