// Everything known about TeamViewer.
import type { System } from '../system.ts';
import { teamviewerTcp } from './tcp.ts';
import { teamviewerTls } from './tls.ts';
import { teamviewerUdp } from './udp.ts';

const READ = '2026-11-22';

export const teamviewer = Object.freeze<System>({
  id: 'teamviewer',
  name: 'TeamViewer',
  family: 'remote-access',
  programs: ['TeamViewer'],
  models: [],
  summary:
    'Remote control of computers through the servers of its makers: screen, keyboard, files and a tunnel, without any opening in the firewall.',
  findsPeers:
    'Every computer keeps a connection to a router of its makers and is called by its number.',
  movesFiles: 'Encrypted, over the router or directly by UDP; files are sent in the same session.',
  weakness:
    'It depends on the names of the routers, and its own format begins with two fixed bytes.',
  risk: 'Somebody outside controls a computer inside. Often wanted for support; often misused in fraud by telephone.',
  found:
    'By payload: its own format over TCP and UDP on any port, and the names of its routers in TLS. Checked against one capture. Not seen: TeamViewer inside HTTP or TLS to other names. It is shown, not raised, unless policy forbids it.',
  stopped:
    'Answer .teamviewer.com with a dead address and block port 5938; the program then tries 443 and 80, where only a proxy that knows names stops it.',
  onTheWire: 'payload',
  ports: [{ port: 5938, transport: 'both', use: 'routers and direct connections' }],
  dnsNames: ['.teamviewer.com'],
  userAgents: [],
  tlsNames: ['router1.teamviewer.com', 'master1.teamviewer.com'],
  processes: ['TeamViewer.exe', 'TeamViewer_Service.exe', 'teamviewerd'],
  packages: ['teamviewer', 'TeamViewer'],
  artefacts: ['TeamViewer/', 'TeamViewer15_Logfile.log'],
  advisories: [],
  sources: [
    {
      title: 'What nDPI looks for',
      where: 'github.com/ntop/nDPI src/lib/protocols/teamviewer.c',
      read: READ,
    },
    {
      title: 'Its own format: found in a capture',
      where: 'github.com/ntop/nDPI tests/cfgs/default/pcap/teamviewer.pcap',
      read: READ,
    },
    {
      title: 'Ports',
      where: 'https://soringpcrepair.com/which-ports-are-used-by-teamviewer/',
      read: READ,
    },
  ],
  dissectors: [teamviewerTcp, teamviewerUdp],
  tls: [teamviewerTls],
});
