// Everything known about Ares Galaxy. Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const ares = Object.freeze<System>({
  id: 'ares',
  name: 'Ares Galaxy',
  family: 'file-sharing',
  programs: ['Ares Galaxy', 'Warez P2P'],
  models: ['M3', 'M6'],
  summary:
    'A file-sharing program of 2002 that began on Gnutella and got a network of its own, with chat rooms and, later, BitTorrent built in.',
  findsPeers:
    'Clients connect to supernodes, ordinary computers with a good line, whose addresses come with the program and from other nodes.',
  movesFiles:
    'Parts of a file are fetched from several peers at once; sessions and transfers are obfuscated.',
  weakness: 'The network is small today, and the program must be installed by its user.',
  risk: 'Installers came with adware, and whole folders are shared by default.',
  found:
    'Not recognised on the wire: only second-hand patterns of a few bytes are public, which other programs can have as well. Its BitTorrent part is recognised as BitTorrent. With a policy, its ports in firewall logs are a lead only.',
  stopped: 'Deny every outward port that policy does not permit, and remove the program.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.aresgalaxy.org'],
  userAgents: ['Ares '],
  tlsNames: [],
  processes: ['ares.exe', 'aresultra.exe'],
  packages: ['Ares'],
  artefacts: ['Program Files/Ares/', 'My Shared Folder/', 'TempUL.dat'],
  advisories: [],
  sources: [
    {
      title: 'libprotoident, rules for Ares',
      where: 'https://github.com/wanduow/libprotoident',
      read: READ,
    },
  ],
});
