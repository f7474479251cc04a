// Everything known about tinc.
import type { System } from '../system.ts';
import { tincMeta } from './meta.ts';

const READ = '2026-11-22';

export const tinc = Object.freeze<System>({
  id: 'tinc',
  name: 'tinc',
  family: 'vpn',
  programs: ['tinc 1.0', 'tinc 1.1'],
  models: [],
  summary:
    'A mesh network of 1998: daemons connect to some others, tell each other of all nodes and subnets, and send packets straight to whom they are for.',
  findsPeers:
    'Each daemon has the keys and addresses of a few others in files; the rest it learns from them over the meta connection.',
  movesFiles:
    'Whole packets or Ethernet frames, encrypted, over UDP from and to the port on which the daemon listens, or over the meta connection.',
  weakness: 'Both ends of every meta connection introduce themselves by name in clear text.',
  risk: 'Networks are joined behind the back of the firewall, and other sites of the mesh are reached through a computer inside.',
  found:
    'By payload: the meta connection on any TCP port, with the names of both nodes. The UDP flow to the same port is named by it. Not seen: meta connections that began before the capture; then the data looks random.',
  stopped: 'Deny every outward port that policy does not permit. Port 655 is the default only.',
  onTheWire: 'payload',
  ports: [{ port: 655, transport: 'both', use: 'meta connections and data, registered with IANA' }],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['tincd', 'tincd.exe', 'tinc'],
  packages: ['tinc'],
  artefacts: ['/etc/tinc/', 'tinc.conf', 'tinc-up'],
  advisories: [],
  sources: [
    {
      title: 'Authentication in its source',
      where: 'github.com/gsliepen/tinc src/protocol_auth.c',
      read: READ,
    },
  ],
  dissectors: [tincMeta],
});
