// Everything known about FastTrack: Kazaa, Grokster, early Morpheus.
import type { System } from '../system.ts';
import { fasttrackHttp } from './http.ts';
import { fasttrackProbes } from './probe.ts';
import { fasttrackPush } from './push.ts';
import { fasttrackSupernode } from './supernode.ts';
import { fasttrackUdp } from './udp.ts';

const READ = '2026-11-22';
/** Ports that the paper lists beside 1214; it does not say what each is for. */
const FURTHER_PORTS = [1285, 1299, 1331, 1337, 3135, 3136, 3137];

export const fasttrack = Object.freeze<System>({
  id: 'fasttrack',
  name: 'FastTrack (Kazaa)',
  family: 'file-sharing',
  requirement: 'S5',
  programs: [
    'KaZaA',
    'Kazaa Lite',
    'Grokster',
    'Morpheus (until 2002)',
    'iMesh',
    'giFT-FastTrack',
    'MLDonkey',
  ],
  models: ['M3', 'M6'],
  summary:
    'Some clients with good lines become supernodes and keep the index for a few hundred others; files go straight between users, in parts from several at once. Kazaa was the most used file-sharing program of 2003.',
  findsPeers:
    'A client comes with a list of supernodes, tries them over UDP, signs in to one over an encrypted TCP connection and sends it the names of its shared files; the supernode passes searches on to other supernodes.',
  movesFiles:
    'Over HTTP in plain text on the port the client listens on: GET with the hash of the file, answered with headers that name user, network and supernode. A user behind a firewall is asked to connect out and says GIVE.',
  weakness:
    'A client needs a supernode; its attempts to reach the listed ones over UDP, many at once, can be seen and refused. Transfers are readable HTTP, and the client answers HTTP on its port, so that a scan from inside finds it.',
  risk: 'Default settings shared whole drives: searches found résumés, policies, system files and mailboxes that nobody meant to publish. The hash covers only part of a file, so fakes and infected copies pass as the real one. A message with too long a list of supernodes could take over a client (CVE-2003-0397). The installer brings adware.',
  found:
    'By transfers over HTTP (the path with the hash, X-Kazaa headers, KazaaClient as program), also when the giver connects out (GIVE) and in proxy logs that have path or agent; by the datagrams that ask for supernodes and are answered. Connections to supernodes are encrypted: those of giFT and MLDonkey begin with a constant, others are named by the address that datagrams and headers tell. Not seen: what is searched; newer versions that hide transfers too; its programs and files on disk.',
  stopped:
    "Block the paper's ports as TCP and UDP, deny every outward port that policy does not permit, and let web traffic out only through a proxy. A block of port 1214 alone stops nobody: later versions take any port and fall back to 80.",
  onTheWire: 'payload',
  ports: [
    {
      port: 1214,
      transport: 'both',
      use: 'supernodes, transfers, and the web server that shows the shared files',
      paper: true,
    },
    ...FURTHER_PORTS.map((port) => ({
      port,
      transport: 'both' as const,
      use: "on the paper's list",
      paper: true,
    })),
  ],
  dnsNames: [
    '.kazaa.com',
    'www.kazaa.com',
    'desktop.kazaa.com',
    '.sharmannetworks.com',
    '.grokster.com',
    'www.grokster.com',
    '.musiccity.com',
    '.fasttrack.nu',
  ],
  userAgents: ['KazaaClient', 'PeerEnabler/'],
  urls: ['/.hash='],
  tlsNames: [],
  processes: [
    'kazaa.exe',
    'kazaa.kpp',
    'kazaalite.exe',
    'kazaalite.kpp',
    'grokster.exe',
    'morpheus.exe',
    'giftd',
  ],
  packages: ['KaZaA Media Desktop', 'Kazaa Lite', 'Grokster', 'gift', 'mldonkey-server'],
  artefacts: [
    'My Shared Folder/',
    'Program Files/KaZaA/',
    'Kazaa Lite/db/',
    'data256.dbb',
    'data1024.dbb',
    'data2048.dbb',
    'download*.dat',
    '.giFT/FastTrack/',
  ],
  advisories: [
    {
      product: 'Kazaa, Grokster and Morpheus',
      clients: ['Kazaa', 'KazaaClient', 'Grokster', 'Morpheus'],
      kind: 'denial of service: messages from others exhaust the memory',
      published: '2002-02-27',
      id: 'CVE-2002-0314',
      // Of Kazaa; the list names no version of the others.
      fixed: '1.5',
      source:
        'the 2003 paper, requirements.md row I8; CVE list, github.com/CVEProject/cvelistV5 (22 February 2002)',
    },
    {
      product: 'Kazaa',
      clients: ['Kazaa', 'KazaaClient'],
      kind: 'buffer overflow in the list of supernodes: code of others is run',
      published: '2003-05-26',
      id: 'CVE-2003-0397',
      until: '2.0.2',
      source: 'CVE list, github.com/CVEProject/cvelistV5, read 2026-11-22',
    },
  ],
  sources: [
    {
      title:
        'Securing your network against Kazaa: how clients connect, and how a firewall can tell',
      where: 'https://www.linuxjournal.com/article/6945',
      read: READ,
    },
    {
      title: 'FastTrack network of MLDonkey',
      where: 'github.com/ygrek/mldonkey src/networks/fasttrack',
      read: READ,
    },
    {
      title: 'Personal files found on Kazaa, HP Labs study',
      where: 'http://news.zdnet.co.uk/internet/0,1000000097,2111500,00.htm',
      read: READ,
    },
    {
      title: 'Malware prevalence in the Kazaa network',
      where: 'https://docslib.org/doc/2665713/malware-prevalence-in-the-kazaa-file-sharing-network',
      read: READ,
    },
    {
      title: 'Database files of Kazaa, for examiners',
      where: 'http://www.stevebunting.org/udpd4n6/forensics/dbb2.htm',
      read: READ,
    },
    {
      title: 'Morpheus leaves FastTrack for Gnutella, March 2002',
      where: 'http://edition.cnn.com/2002/BUSINESS/03/05/musiccity/',
      read: READ,
    },
    {
      title: 'Paths and headers, pattern of l7-filter',
      where: 'github.com/openwrt/openwrt package/iptables/files/l7/fasttrack.pat',
      read: READ,
    },
  ],
  dissectors: [fasttrackUdp, fasttrackSupernode, fasttrackPush],
  http: [fasttrackHttp],
  probes: fasttrackProbes,
});
