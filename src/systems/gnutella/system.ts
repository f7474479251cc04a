// Gnutella: the serverless network, as data.
import type { System } from '../system.ts';
import { limewireUrns } from './artefacts.ts';
import { gnutellaDht } from './dht.ts';
import { gnutellaWebCache } from './gwebcache.ts';
import { gnutellaHttp } from './http.ts';
import { gnutellaProbes } from './probe.ts';
import { gnutellaPush } from './push.ts';
import { gnutellaSsdp } from './ssdp.ts';
import { gnutellaStream } from './stream.ts';
import { gnutellaUdp } from './udp.ts';

const READ = '2026-11-22';
const GTKG = 'gtk-gnutella/gtk-gnutella, doc/gnutella';

export const gnutella = Object.freeze({
  id: 'gnutella',
  name: 'Gnutella',
  family: 'file-sharing',
  requirement: 'S2',
  programs: [
    'gtk-gnutella',
    'LimeWire',
    'WireShare',
    'FrostWire (until 2011)',
    'BearShare',
    'Shareaza',
    'Gnucleus',
    'Morpheus',
    'Phex',
    'Swapper',
    'XoloX',
    'Mutella',
    'Qtella',
    'Foxy',
    'Gnut',
    'Acquisition',
    'Cabos',
    'giFT-Gnutella',
    'MLDonkey',
    'NapShare',
  ],
  models: ['M2', 'M3', 'M6'],
  summary:
    'A network without servers: every node holds connections to a few neighbours and passes searches on to them. Since version 0.6 well-connected nodes (ultrapeers) shield the others (leaves).',
  findsPeers:
    'A node starts from a list that came with the program, from web caches (GWebCache, over HTTP) or from UDP host caches, and then learns neighbours from neighbours: pongs, the X-Try lists that even a refusal carries, and a DHT (Mojito) on the same UDP port.',
  movesFiles:
    'Over HTTP straight between two nodes, from several sources at once when the SHA-1 of the file is known. A node behind a firewall is asked to push: it connects out and says GIV. Two nodes behind firewalls use reliable UDP.',
  weakness:
    'There is no server to block: it can be stopped only by port or by protocol. A node must be told of its first peers, so blocking web caches and UDP host caches by name keeps a new installation out; a node behind address translation needs a forwarded port to serve many.',
  risk: 'Shared folders are visible to everybody who searches or browses the host; whole drives have been shared by default settings. Names of files say little about what they hold.',
  found:
    'By the handshake, by messages whose length fits the datagram, by transfers with hash urns or headers of servents, by web cache requests, by router searches in which the program names itself. Nodes named in pongs, X-Try lists and handshakes name the connections that are in TLS from their first byte. Not seen: TLS connections between nodes that were never named; NAT-PMP requests, which name nobody.',
  stopped:
    'Block ports 6346 and 6347 as TCP and UDP (programs choose others at will), default deny outward, block the names of host caches, and block by protocol where the firewall can.',
  onTheWire: 'payload',
  ports: [
    { port: 6346, transport: 'both', use: 'connections, UDP, transfers', paper: true },
    { port: 6347, transport: 'both', use: 'second node of a network, Gnutella2', paper: true },
  ],
  dnsNames: [
    '.gtk-gnutella.nl',
    '.gtk-gnutella.sourceforge.net',
    '.gnutella.dyslexicfish.net',
    '.limewire.com',
    '.limewire.org',
    '.bearshare.com',
    '.gnucleus.com',
    '.gnutella.com',
    '.phex.org',
    '.xolox.nl',
    '.morpheus.com',
    '.gnufu.net',
    '.gwebcache.com',
    'gnutellahosts.com',
    'router.limewire.com',
    'cache.ce3c.be',
  ],
  userAgents: [
    'gtk-gnutella/',
    'LimeWire/',
    'FrostWire/',
    'WireShare/',
    'BearShare ',
    'Shareaza ',
    'Gnucleus ',
    'GnucDNA',
    'Morpheus ',
    'Phex ',
    'Swapper ',
    'XoloX ',
    'Mutella-',
    'Qtella ',
    'Foxy ',
    'NapShare ',
    'giFT-Gnutella/',
  ],
  urls: ['/uri-res/N2R?urn:sha1:'],
  tlsNames: [],
  processes: [
    'gtk-gnutella',
    'limewire.exe',
    'limewire',
    'frostwire.exe',
    'wireshare',
    'bearshare.exe',
    'gnucleus.exe',
    'morpheus.exe',
    'phex.exe',
    'swapper.exe',
    'xolox.exe',
    'mutella',
    'qtella',
    'foxy.exe',
    'gnut',
  ],
  packages: ['gtk-gnutella', 'mutella', 'qtella', 'gnut', 'phex', 'limewire', 'frostwire'],
  artefacts: [
    '.gtk-gnutella/',
    '.limewire/',
    '.wireshare/',
    'LimeWire/Shared/',
    'LimeWire/Incomplete/',
    'gnutella.net',
    'limewire.props',
    'fileurns.cache',
    'BearShare/Shared/',
    'db/gnet.dat',
    '.mutella/',
    'phex/phexCorePrefs.properties',
  ],
  databases: [limewireUrns],
  advisories: [
    {
      product: 'Gnut',
      kind: 'Script in the name of a shared file is run in the web interface of the client (arbitrary script execution).',
      published: '2001-08-30',
      id: 'CVE-2001-1004',
      fixed: '0.4.27',
      source: 'the 2003 paper, requirements.md row I8; CVE list, github.com/CVEProject/cvelistV5',
    },
    {
      product: 'LimeWire',
      kind: 'files outside the shared folder can be read by a magnet request',
      published: '2005-03-14',
      id: 'CVE-2005-0789',
      since: '3.9.6',
      until: '4.6.0',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
  ],
  sources: [
    { title: 'The Gnutella Protocol Specification v0.4', where: 'Clip2, 2001', read: READ },
    { title: 'Gnutella handshaking 0.6', where: `${GTKG}/handshaking_0.6`, read: READ },
    { title: 'GGEP', where: `${GTKG}/GGEP`, read: READ },
    { title: 'Out-of-band queries, GUESS, deflated UDP', where: GTKG, read: READ },
    { title: 'The Mojito message format', where: `${GTKG}/DHT/messages`, read: READ },
    { title: 'Gnutella Web Caching System 1.3.1', where: `${GTKG}/gwcache`, read: READ },
    {
      title: 'Vendor codes',
      where: 'gtk-gnutella/gtk-gnutella, src/lib/vendors.c',
      read: READ,
    },
    { title: 'UDP host caches', where: 'gtk-gnutella/gtk-gnutella, src/core/uhc.c', read: READ },
  ],
  dissectors: [gnutellaStream, gnutellaUdp, gnutellaDht, gnutellaPush, gnutellaSsdp],
  http: [gnutellaHttp, gnutellaWebCache],
  probes: gnutellaProbes,
} satisfies System);
