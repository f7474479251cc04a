// Everything known about Napster and OpenNap.
import type { System } from '../system.ts';
import { napsterProbes } from './probe.ts';
import { napsterServer } from './server.ts';
import { napsterTransfer } from './transfer.ts';

const READ = '2026-11-22';

export const napster = Object.freeze<System>({
  id: 'napster',
  name: 'Napster / OpenNap',
  family: 'file-sharing',
  requirement: 'S1',
  programs: [
    'Napster (until 2002)',
    'OpenNap (server)',
    'SlavaNap (server)',
    'Napigator',
    'nap',
    'gnapster',
    'Lopster',
    'XNap',
    'WinMX',
    'MLDonkey',
  ],
  models: ['M4'],
  summary:
    'Central servers know who shares which file; the files themselves go from user to user. Napster the company closed its servers, but client and server had been rebuilt from outside (OpenNap), and lists such as Napigator told users of the independent servers. On 9 July 2003 these were said to offer 6,923 TB in 219.8 million files.',
  findsPeers:
    'A client asks a directory server for the server that is least busy, or takes one from a public list, signs in with nickname and data port, and sends the names of all files it shares. The server answers searches with nickname, address and port.',
  movesFiles:
    'Over one TCP connection between two users: the accepting end sends the single character 1, the other GET with nickname and file name. Who is behind a firewall signs in with port 0 and is asked by the server to connect out instead; two such users cannot exchange files.',
  weakness:
    'Nothing works without a server, and the servers are few and public: their addresses, or a hosts entry for the directory server and the list sites, are enough to stop it.',
  risk: "Every shared path is sent to a server run by strangers, with the full folder names of the user's disk. A server can order the client to fetch and run an update. Files come from unknown users, unchecked.",
  found:
    'By the login at a server on any port, whose text must fill its length exactly, and by the first words of transfers and of browsed lists between users; nickname, program, shared and wanted files, searches and the addresses that the server tells are read. Not seen: the directory server, which only sends an address and a port, as other services do too; connections whose beginning was missed; its programs and files on disk.',
  stopped:
    'Refuse the addresses of the servers, or answer the names of the directory server and of the list sites with a dead address (hosts file or DNS), then deny every outward port that policy does not permit. A block of ports alone misses servers on other ports; a list of servers misses those that are added after it was made. Today the name napster.com belongs to a paid music service and is left alone.',
  onTheWire: 'payload',
  ports: [
    { port: 6699, transport: 'tcp', use: 'transfers between users, by convention' },
    { port: 7777, transport: 'tcp', use: 'server, by convention' },
    { port: 8875, transport: 'tcp', use: 'directory server, which names the least busy server' },
    { port: 8888, transport: 'tcp', use: 'server, by convention' },
  ],
  dnsNames: [
    'server.napster.com',
    '.napigator.com',
    'www.napigator.com',
    'stats.napigator.com',
    '.gotnap.com',
    'www.gotnap.com',
    'opennap.sourceforge.net',
    'opennap-ng.sourceforge.net',
    'nap.sourceforge.net',
    'lopster.sourceforge.net',
  ],
  userAgents: [],
  tlsNames: [],
  processes: [
    'napster.exe',
    'napigator.exe',
    'slavanap.exe',
    'nap',
    'gnapster',
    'lopster',
    'opennap',
    'mlnet',
  ],
  packages: ['nap', 'gnapster', 'lopster', 'opennap', 'mldonkey-server'],
  artefacts: ['Napster/', '.nap/', '.gnapster/', '.lopster/', '*.wsx'],
  advisories: [
    {
      product: 'Napster',
      kind: 'buffer overflow by a long message ends the client (beta 5)',
      published: '2000-03-26',
      id: 'CVE-2000-0281',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
    {
      product: 'gnapster',
      clients: ['gnapster', 'knapster'],
      kind: 'files outside the shared folder can be read',
      published: '2000-05-09',
      id: 'CVE-2000-0412',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
  ],
  sources: [
    {
      title: 'Napster messages, as rebuilt for OpenNap',
      where: 'https://sources.debian.org/src/opennap/0.44-2/napster.txt/',
      read: READ,
    },
    {
      title: 'Napster protocol notes of MLDonkey',
      where: 'github.com/ygrek/mldonkey docs/napster-protocol.txt',
      read: READ,
    },
    {
      title: 'OpenNap-NG reference manual',
      where: 'http://opennap-ng.sourceforge.net/opennap-ng-0.49-manual.html',
      read: READ,
    },
    {
      title: 'Guide of the Linux client nap',
      where: 'http://installation.gnu-darwin.org/ProgramDocuments/nap/userguide.html',
      read: READ,
    },
    {
      title: 'The 2003 paper: figures of 9 July 2003',
      where: 'requirements.md row S1',
      read: READ,
    },
    {
      title: 'Form of user names of WinMX, which tells its transfers from those of OpenNap',
      where: 'http://winmx.2038.net/winmx/fr-tipsntricks.html',
      read: READ,
    },
  ],
  dissectors: [napsterServer, napsterTransfer],
  probes: napsterProbes,
});
