// Everything known about WinMX.
import type { System } from '../system.ts';
import { winmxSession } from './session.ts';

const READ = '2026-11-22';

export const winmx = Object.freeze<System>({
  id: 'winmx',
  name: 'WinMX',
  family: 'file-sharing',
  requirement: 'S6',
  programs: ['WinMX', 'Lopster (WPNP 2 only)'],
  models: ['M3', 'M6'],
  summary:
    'Began as a client of OpenNap servers and grew a network of its own (WPNP): primary users carry searches for secondary ones. The company closed its caches in 2005; users run their own with a patch.',
  findsPeers:
    'A client asks a peer cache, which hands out addresses of primary users ten at a time and hangs up; the client then signs in to one of them. With OpenNap servers it works as any Napster client.',
  movesFiles:
    "Straight between users over TCP, in the manner of Napster: a single character, then GET or SEND with the file's name; one file from several users at once.",
  weakness:
    'A new start needs a peer cache, and the caches are few, with known names and ports. Searches between primary users need UDP port 6257.',
  risk: 'Shared folders can be browsed by everyone. Files come from unknown users and in parts from several, so that no gateway scanner sees a whole file.',
  found:
    'By the two key blocks with which every connection to a primary user, a peer cache or a chat room begins: they are scrambled without a secret and hold check bytes. Transfers are those of OpenNap and are told from them by the form of the user name. Not seen: what is searched and shared, which is scrambled; searches over UDP port 6257; connections whose beginning was missed; its program and files on disk.',
  stopped:
    "Block the paper's ports as TCP and UDP and the ports and names of the peer caches, then every outward port that policy does not permit. Ports can be changed in the settings, and OpenNap servers use any; names miss caches that a later patch brings.",
  onTheWire: 'payload',
  ports: [
    { port: 6257, transport: 'udp', use: 'searches among primary users', paper: true },
    { port: 6699, transport: 'tcp', use: 'connections between users, transfers', paper: true },
    { port: 7950, until: 7952, transport: 'tcp', use: 'peer caches' },
  ],
  dnsNames: [
    '.winmx.com',
    'www.winmx.com',
    '.frontcode.com',
    '.winmxworld.com',
    'www.winmxworld.com',
  ],
  userAgents: [],
  tlsNames: [],
  processes: ['winmx.exe'],
  packages: ['WinMX'],
  artefacts: ['Program Files/WinMX/', 'WinMX/settings.dat', '*.wsx'],
  advisories: [],
  sources: [
    {
      title: 'How WinMX joins its network',
      where: 'https://forum.winmxworld.com/index.php?topic=401.0',
      read: READ,
    },
    {
      title: 'Connecting to the WPN',
      where: 'http://www.winmxworld.com/tutorials/connecting-to-wpn.html',
      read: READ,
    },
    {
      title: 'WPNP packet types',
      where: 'https://everything2.com/title/WPNP%253A+Packet+Types',
      read: READ,
    },
    {
      title: 'Use of OpenNap servers in WinMX',
      where: 'https://www.winmxworld.com/help/opennap-servers-connecting.html',
      read: READ,
    },
    {
      title: 'Key blocks, as published tools make and check them',
      where: 'github.com/MXControl/RoboServ MXSock.cpp',
      read: READ,
    },
    {
      title: 'Form of user names',
      where: 'http://winmx.2038.net/winmx/fr-tipsntricks.html',
      read: READ,
    },
  ],
  dissectors: [winmxSession],
});
