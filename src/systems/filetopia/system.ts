// Everything known about Filetopia. Data only: its wire format is encrypted and was never published.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const filetopia = Object.freeze<System>({
  id: 'filetopia',
  name: 'Filetopia',
  family: 'file-sharing',
  requirement: 'S7',
  programs: ['Filetopia'],
  models: ['M4'],
  summary:
    'Chat, messages and file sharing in one program, everything encrypted: users meet on one central chat server and fetch files straight from each other.',
  findsPeers:
    'Every user signs in to the one chat server; rooms, lists of friends and a search over all users who are signed in bring users together. A relay ("bouncer") can hide the address of a user from the others.',
  movesFiles:
    "Each client is a file server on a TCP port of the user's choice or at random; keys are agreed on by elliptic curves, then a symmetric cipher protects list and file.",
  weakness:
    'Without the central server nobody meets; its name and address can be blocked. The program must be installed, and listens on ports that no policy explains.',
  risk: 'Whole collections are offered, and lists of them exchanged, with nothing readable on the way: neither a gateway scanner nor a reviewer sees what leaves. Bouncers make users hard to trace.',
  found:
    'Not recognised on the wire: there is no public description of its messages, and they are encrypted from the start. With a policy, connections in firewall logs to port 5665 are a lead (D3), a weak one, as that port is that of Icinga today. Not seen yet: look-ups of its names, its program and files on disk, which are what would prove it. No wire format is written for it, because random bytes on a port prove nothing.',
  stopped:
    "Block the paper's port as TCP and UDP, answer its names with a dead address, and deny every outward port that policy does not permit. Before blocking port 5665, permit the site's own Icinga hosts. The block of the port misses file servers of users (any port) and chats on 443; names miss bouncers.",
  onTheWire: 'not recognised on the wire',
  ports: [
    {
      port: 5665,
      transport: 'tcp',
      use: "on the paper's list; today the API and the agents of Icinga 2",
      paper: true,
    },
  ],
  dnsNames: ['.filetopia.org', 'www.filetopia.org', '.filetopia.com', '.filetopiawebring.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['filetopia.exe'],
  packages: ['Filetopia'],
  artefacts: ['Program Files/Filetopia/', '*.cml'],
  advisories: [],
  sources: [
    {
      title: 'Technical information of its authors',
      where: 'http://www.filetopia.org/techinfo.htm',
      read: READ,
    },
    {
      title: 'Questions and answers of its authors',
      where: 'http://www.filetopia.org/support.htm',
      read: READ,
    },
    {
      title: 'Help of the program',
      where: 'http://www.filetopiawebring.org/help.html',
      read: READ,
    },
    {
      title: 'Icinga 2: the API listens on port 5665',
      where: 'https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api',
      read: READ,
    },
  ],
});
