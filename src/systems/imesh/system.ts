// Everything known about iMesh. Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const imesh = Object.freeze<System>({
  id: 'imesh',
  name: 'iMesh',
  family: 'file-sharing',
  programs: ['iMesh', 'BearShare (from version 6)'],
  models: ['M4', 'M6'],
  summary:
    'A program of 1999 that used a network of its own, then FastTrack, then a licensed one with accounts; its servers closed in 2016.',
  findsPeers: 'Central servers knew users and files; for some years supernodes of FastTrack did.',
  movesFiles: 'Between clients directly, from several at once; later over HTTP and a store.',
  weakness: 'Everything needed its central servers, which are gone.',
  risk: 'Installers came with adware and toolbars; the database of its users was published in 2016.',
  found:
    'Not recognised on the wire: its own messages begin with few and weak bytes, and no traffic is public. What it did on FastTrack is seen there only.',
  stopped: 'Deny every outward port that policy does not permit, and remove the program.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.imesh.com'],
  userAgents: ['iMesh'],
  tlsNames: [],
  processes: ['imesh.exe', 'imesh light.exe'],
  packages: ['iMesh'],
  artefacts: ['Program Files/iMesh/', 'Program Files/iMesh Applications/'],
  advisories: [],
  sources: [
    {
      title: 'libprotoident, rules for iMesh',
      where: 'https://github.com/wanduow/libprotoident',
      read: READ,
    },
  ],
});
