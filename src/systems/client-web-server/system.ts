// Everything known about the web servers inside P2P clients that show their shared files.
import type { System } from '../system.ts';
import { clientWebServerHttp } from './http.ts';
import { clientWebServerProbes } from './probe.ts';

const READ = '2026-11-22';

export const clientWebServer = Object.freeze<System>({
  id: 'client-web-server',
  name: 'Web server of a P2P client',
  family: 'file-sharing',
  requirement: 'S10',
  programs: [
    'KaZaA',
    'Grokster',
    'Gnut',
    'LimeWire',
    'BearShare',
    'Shareaza',
    'gtk-gnutella',
    'eMule',
    'aMule',
    'MLDonkey',
  ],
  models: ['M1'],
  summary:
    'Many clients answer web browsers on the port on which they listen, and show a page of all shared files; others bring a web page for remote control that lists them. Whoever knows the address needs no client of his own.',
  findsPeers:
    'Nobody is found: a person passes the address on, or a search result of the network names it, and a browser or another client connects.',
  movesFiles:
    'Over plain HTTP from the listening port, to any browser; files are listed by name and fetched by a click.',
  weakness:
    'It must accept connections from outside: without a forwarded port or a public address nobody reaches it. It answers whoever asks, so a scan of the own network finds it.',
  risk: 'The whole share can be read without any P2P program, also by colleagues inside, by search engines and by scanners. Such servers were never written to face the Internet, and remote control pages have weak passwords or none.',
  found:
    'By answers to a web browser in which a P2P client names itself as the server, on any port. Who browses takes no part. Not seen: clients that share through an ordinary web server, because a list of files proves nothing; answers without a name; TLS; exceptions that installers made in the firewall of the machine.',
  stopped:
    'Forward nothing inward and switch off automatic port mappings (UPnP, NAT-PMP); then only inside users reach it. That misses transfers that the machine itself begins, and colleagues in the same network: for those the program must go.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['amuleweb', 'kazaa.exe', 'emule.exe', 'mlnet'],
  packages: ['amule-utils', 'mldonkey-server'],
  artefacts: ['eMule.tmpl', 'amuleweb/', 'My Shared Folder/'],
  advisories: [],
  sources: [
    {
      title: 'Scanning for Kazaa by what its web port answers',
      where: 'https://lists.sans.org/pipermail/unisog/2003-April/021724.html',
      read: READ,
    },
    {
      title: 'Transfers of FastTrack are plain HTTP on the listening port',
      where: 'https://www.linuxjournal.com/article/6945',
      read: READ,
    },
    {
      title: 'The 2003 paper: clients that load a local web server',
      where: 'requirements.md row S10',
      read: READ,
    },
    {
      title: 'Heads of the answers of eMule, aMule and MLDonkey',
      where:
        'eMule srchybrid/WebServer.cpp; github.com/amule-project/amule src/webserver/src/WebSocket.cpp; github.com/ygrek/mldonkey src/daemon/driver/driverControlers.ml',
      read: READ,
    },
  ],
  http: [clientWebServerHttp],
  probes: clientWebServerProbes,
});
