// Everything known about Psiphon.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const psiphon = Object.freeze<System>({
  id: 'psiphon',
  name: 'Psiphon',
  family: 'tunnel',
  programs: ['Psiphon 3', 'Psiphon Pro'],
  models: [],
  summary:
    'A program against censorship that tries many disguises at once: SSH behind random bytes, TLS and QUIC to borrowed names, WebRTC, and whatever comes through first.',
  findsPeers:
    'A list of servers comes with the program and is renewed through content networks and what other clients learned.',
  movesFiles:
    'A local proxy or a virtual network card carries traffic through the tunnel, TCP and UDP.',
  weakness: 'It must fetch new server lists, and it tries many servers within seconds.',
  risk: 'Rules about names and content end at the tunnel. Its exits are shared, and its users are mostly not after files.',
  found:
    "Not recognised on the wire: its disguises are made to be those of others, or random, and there is no field to check. Its files and programs on disk, and look-ups of its makers' names, are what would prove it.",
  stopped:
    'Deny outward ports that policy does not permit, permit TLS only to known names, and block unknown SSH. It will still look for a way through content networks.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.psiphon.ca', '.psiphon3.com', '.psiphon3.net'],
  userAgents: [],
  tlsNames: [],
  processes: ['psiphon3.exe', 'psiphon-tunnel-core.exe', 'psiphon-tunnel-core'],
  packages: ['com.psiphon3', 'com.psiphon3.subscription'],
  artefacts: ['psiphon3.exe', 'Psiphon3/', 'psiphon.config'],
  advisories: [],
  sources: [
    {
      title: 'A technical description of Psiphon',
      where: 'https://blog-en.psiphon.ca/2016/07/a-technical-description-of-psiphon.html',
      read: READ,
    },
  ],
});
