// Everything known about eDonkey2000 and eMule.
import type { System } from '../system.ts';
import { edonkeyDatabases } from './artefacts/index.ts';
import { edonkeyClient } from './client.ts';
import { edonkeyOpened } from './opened.ts';
import { edonkeyProbes } from './probe.ts';
import { edonkeyServer } from './server.ts';
import { edonkeyTogether } from './together.ts';
import { edonkeyUdp } from './udp.ts';

export const edonkey = Object.freeze<System>({
  id: 'edonkey',
  name: 'eDonkey2000 / eMule',
  family: 'file-sharing',
  requirement: 'S3',
  programs: [
    'eDonkey2000',
    'eMule',
    'aMule',
    'MLDonkey',
    'Shareaza',
    'lphant',
    'eMule Plus',
    'xMule',
  ],
  models: ['M3', 'M6'],
  summary:
    'Index servers that volunteers run know who shares which file; the clients fetch parts of 9,728,000 bytes of it from many peers at once and offer what they have received while they still load.',
  findsPeers:
    'A client logs in to one server from a list, offers its files there and asks it for sources. Clients tell each other further sources, and eMule also asks the Kad network.',
  movesFiles:
    'Files are known by an MD4 hash of their part hashes. A client queues at every source and then asks for three ranges at a time over TCP; each finished part is offered to others.',
  weakness:
    'A client needs a server, Kad, or a source told by another client. It needs an open TCP port, or it gets a low id and finds few sources.',
  risk: 'Everything in the incoming folder is offered to all. The whole list of shared files can be fetched unless the user forbids it. Fakes and infected archives are common, and parts arrive in any order, so that no gateway scanner sees a whole file.',
  found:
    'By the frames of plain connections between clients and to servers, and by the ports that their Hello messages name. Obfuscated connections, which current programs prefer, show no constant byte. They are opened and read when the user hash of the end that was called was told in clear before (a Hello, a login, source exchange, Kad); else they are found by learned endpoints, or by sizes together with other flows of the same host. Obfuscated connections to servers are never opened, and a single obfuscated connection of a host of which nothing else is known is not seen.',
  stopped:
    "Block the paper's ports and the addresses of known servers, then every outward port that policy does not permit; obfuscation and free ports pass a list of ports.",
  onTheWire: 'payload',
  ports: [
    { port: 4661, transport: 'tcp', use: 'index server', paper: true },
    { port: 4662, transport: 'tcp', use: 'client to client', paper: true },
    { port: 4665, transport: 'udp', use: 'index server: status, search, sources' },
    { port: 4672, transport: 'udp', use: 'client to client, and Kad' },
    { port: 4711, transport: 'tcp', use: 'web interface of eMule and aMule' },
    { port: 4712, transport: 'tcp', use: 'remote control of aMule' },
  ],
  dnsNames: ['.emule-project.net', '.emule-security.org', '.edonkey2000.com', '.amule.org'],
  userAgents: ['eMule/', 'aMule/', 'MLDonkey/'],
  tlsNames: ['emule-project.net', 'www.emule-project.net', 'www.amule.org'],
  processes: [
    'emule.exe',
    'amule',
    'amuled',
    'amuleweb',
    'mlnet',
    'mldonkey',
    'edonkey2000.exe',
    'lphant.exe',
    'amulegui',
    'mlgui',
    'emuleplus.exe',
    'xmule',
    'shareaza.exe',
  ],
  packages: [
    'amule',
    'amule-daemon',
    'amule-utils',
    'mldonkey-server',
    'mldonkey-gui',
    'amule-utils-gui',
    'amule-emc',
  ],
  artefacts: [
    'server.met',
    'known.met',
    'known2_64.met',
    'nodes.dat',
    'preferences.dat',
    'clients.met',
    '*.part.met',
    '*.part',
    'eMule/Incoming',
    '.aMule/Incoming',
    '.aMule/amule.conf',
  ],
  databases: edonkeyDatabases,
  advisories: [
    {
      product: 'eDonkey2000',
      kind: 'buffer overflow in the handler of ed2k: links',
      published: '2002-06-06',
      id: 'CVE-2002-0967',
      until: '35.16.60',
      source: 'the 2003 paper, requirements.md row I8; CVE list, github.com/CVEProject/cvelistV5',
    },
    {
      product: 'eMule',
      kind: 'remote crash',
      published: '2003-03-21',
      source: 'the 2003 paper, requirements.md row I8',
    },
    {
      product: 'eMule',
      kind: 'denial of service by a long password at the web interface',
      published: '2003-10-19',
      id: 'CVE-2003-1514',
      until: '0.29c',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
    {
      product: 'eMule',
      kind: 'buffer overflow in IRC module and web interface: code of others is run',
      published: '2004-04-03',
      id: 'CVE-2004-1892',
      until: '0.42d',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
    {
      product: 'Shareaza',
      kind: 'integer overflow in packets of eDonkey and BitTorrent: code of others is run',
      published: '2006-01-27',
      id: 'CVE-2006-0474',
      until: '2.2.1.0',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
  ],
  sources: [
    {
      title: 'Unofficial eDonkey protocol specification 0.6.2',
      where: 'http://jmule.org/files/eDonkey-protocol-0.6.2.html',
      read: '2026-11-22',
    },
    {
      title: 'aMule: opcodes and client programs',
      where: 'github.com/amule-project/amule src/include/protocol/ed2k',
      read: '2026-11-22',
    },
    {
      title: 'aMule: protocol obfuscation of connections and of datagrams',
      where:
        'github.com/amule-project/amule src/EncryptedStreamSocket.cpp and src/EncryptedDatagramSocket.cpp',
      read: '2026-11-22',
    },
  ],
  dissectors: [edonkeyClient, edonkeyServer, edonkeyUdp, edonkeyOpened],
  groups: [edonkeyTogether],
  probes: edonkeyProbes,
});
