// Gnutella2: Shareaza's own network behind Gnutella's handshake, as data.
import type { System } from '../system.ts';
import { gnutella2Probes } from './probe.ts';
import { gnutella2Stream } from './stream.ts';
import { gnutella2Udp } from './udp.ts';

const READ = '2026-11-22';
const G2 = 'gtk-gnutella/gtk-gnutella, src/core';

export const gnutella2 = Object.freeze({
  id: 'gnutella2',
  name: 'Gnutella2',
  family: 'file-sharing',
  requirement: 'S2',
  programs: [
    'Shareaza',
    'gtk-gnutella',
    'Foxy',
    'Quazaa',
    'PeerProject',
    'Envy',
    'Gnucleus',
    'Morpheus',
    'MLDonkey',
    'Sharelin',
    'TrustyFiles',
  ],
  models: ['M3', 'M6'],
  summary:
    'A network of hubs and leaves: leaves hold a connection to a few hubs, hubs know each other, and the searching node itself walks from hub to hub over UDP until it has enough.',
  findsPeers:
    'From web caches (GWebCache with net=gnutella2), from X-Try-Hubs lists in handshakes, and from lists of hubs that hubs send (KHL).',
  movesFiles:
    'Over HTTP between two nodes, as Gnutella does, from several sources at once; files are known by SHA-1, Tiger tree and others.',
  weakness:
    'A leaf is nothing without a hub: the web caches that name the first hubs can be blocked by name. Searching needs UDP outward; a query key must be fetched from each hub first.',
  risk: 'As with Gnutella: what is shared can be searched and browsed by everybody. The same program often speaks BitTorrent and eDonkey as well.',
  found:
    'By the content type in the handshake, deflated packets included, and by its UDP layer ("GND"). Not seen: connections whose beginning is missing.',
  stopped:
    'Block ports 6346 and 6347 as TCP and UDP, default deny outward, block the names of web caches, and block by protocol where the firewall can.',
  onTheWire: 'payload',
  ports: [
    { port: 6346, transport: 'both', use: 'connections, UDP, transfers', paper: true },
    { port: 6347, transport: 'both', use: 'registered as gnutella-rtr', paper: true },
  ],
  dnsNames: ['cache.trillinux.org', 'cache.ce3c.be', '.shareaza.com', '.trillinux.org'],
  userAgents: ['Shareaza ', 'Quazaa ', 'PeerProject ', 'Envy ', 'Foxy ', 'Sharelin '],
  tlsNames: [],
  processes: ['shareaza.exe', 'quazaa.exe', 'quazaa', 'peerproject.exe', 'envy.exe', 'foxy.exe'],
  packages: ['shareaza', 'quazaa', 'sharelin'],
  artefacts: [
    'Shareaza/Data/',
    'Shareaza Downloads/',
    'Library1.dat',
    'HostCache.dat',
    'Security.dat',
    '.quazaa/',
  ],
  advisories: [],
  sources: [
    { title: 'Gnutella2 packet framing', where: `${G2}/g2/frame.c`, read: READ },
    { title: 'Gnutella2 packets', where: `${G2}/g2/build.c and node.c`, read: READ },
    { title: 'Semi-reliable UDP', where: `${G2}/udp_reliable.h`, read: READ },
    { title: 'Gnutella2 developer network', where: 'http://g2.doxu.org/', read: READ },
  ],
  dissectors: [gnutella2Stream, gnutella2Udp],
  probes: gnutella2Probes,
} satisfies System);
