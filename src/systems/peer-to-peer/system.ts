// Everything known about peer-to-peer programs of which only the behaviour was seen. Data only: nothing on the wire names it.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const peerToPeer = Object.freeze<System>({
  id: 'peer-to-peer',
  name: 'Peer-to-peer behaviour, program unknown',
  family: 'overlay',
  programs: ['any program whose hosts are clients and servers at once'],
  models: ['M2'],
  summary:
    'A host has to do with many strangers as an equal: it seeks them and is sought, on ports above 1023, over TCP and UDP. Which program does that is not known.',
  findsPeers:
    'Peers tell of peers, or a server does. Many of the addresses are gone when they are tried, which is why such hosts fail more often than others.',
  movesFiles: 'Unknown, and perhaps none: meshes also carry money, calls, games and messages.',
  weakness:
    'Each host must reach strangers at ports that nobody foresaw, and is more useful the more strangers can reach it.',
  risk: 'Strangers reach a program of the house that nobody chose, and what leaves is not known. It may also be something harmless, which is why it is a lead and no more.',
  found:
    'By behaviour only, without payload, in captures, connection tables, flow records and firewall logs: three of seven published signs within ten minutes, and none of the rivals that look alike (scanners, monitoring, servers, calls, games). No case is made of it on the wire: alone it stays a lead, and beside evidence that names a program it adds to that. Not seen: peers on ports of known services, peers inside private networks, hosts with fewer than three peers.',
  stopped:
    'Permit outward only the services that are needed, and deny the rest in both directions. Look on the host for the program before that, since a mesh may be sanctioned.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['the process that owns the port of the lead, as ss -tunap or netstat -abno tell'],
  packages: [],
  artefacts: ['a rule of the host firewall for a program that nobody installed on purpose'],
  advisories: [],
  sources: [
    {
      title: 'Transport Layer Identification of P2P Traffic',
      where: 'Karagiannis, Broido, Faloutsos and claffy, ACM IMC 2004',
      read: READ,
    },
    {
      title: 'BLINC: Multilevel Traffic Classification in the Dark',
      where: 'Karagiannis, Papagiannaki and Faloutsos, ACM SIGCOMM 2005',
      read: READ,
    },
    {
      title: 'Identifying Known and Unknown Peer-to-Peer Traffic',
      where: 'Constantinou and Mavrommatis, IEEE NCA 2006',
      read: READ,
    },
    {
      title: 'Inherent Behaviors for On-line Detection of Peer-to-Peer File Sharing',
      where: 'Bartlett, Heidemann and Papadopoulos, IEEE Global Internet Symposium 2007',
      read: READ,
    },
  ],
});
