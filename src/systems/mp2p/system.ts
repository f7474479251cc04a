// Everything known about MP2P (Blubster, Piolet). Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const mp2p = Object.freeze<System>({
  id: 'mp2p',
  name: 'MP2P (Blubster, Piolet)',
  family: 'file-sharing',
  programs: ['Blubster', 'Piolet', 'RockItNet'],
  models: ['M2'],
  summary: 'A network for music only, of about 2002 to 2010, under the names Manolito and MP2P.',
  findsPeers:
    'Peers tell each other of peers over UDP; the first came from a list on a web server.',
  movesFiles: 'Searches over UDP on port 41170; transfers over TCP with short words of text.',
  weakness: 'The port is fixed, and the network is gone as far as is known.',
  risk: 'The installers came with adware, and whole folders of music were shared.',
  found:
    'Not recognised on the wire: what is public is two or three bytes of its datagrams, and words such as STR and SIZ that prove nothing. A flow to UDP 41170 in firewall logs is a lead only.',
  stopped: 'Deny UDP 41170 and every outward port that policy does not permit.',
  onTheWire: 'not recognised on the wire',
  ports: [{ port: 41170, transport: 'udp', use: 'searches' }],
  dnsNames: ['.blubster.com', '.piolet.com'],
  userAgents: [],
  tlsNames: [],
  processes: ['blubster.exe', 'piolet.exe'],
  packages: ['Blubster', 'Piolet'],
  artefacts: ['Program Files/Blubster/', 'Program Files/Piolet/'],
  advisories: [],
  sources: [
    {
      title: 'l7-filter, mute and related patterns; libprotoident, rules for Manolito',
      where: 'https://github.com/wanduow/libprotoident',
      read: READ,
    },
  ],
});
