// Everything known about Steam in the local network.
import type { System } from '../system.ts';
import { steamDiscovery } from './udp.ts';

const READ = '2026-11-22';

export const steamLocal = Object.freeze<System>({
  id: 'steam-local',
  name: 'Steam in the local network',
  family: 'distribution',
  programs: ['Steam'],
  models: ['M2'],
  summary:
    'Steam copies games from computer to computer in one network instead of fetching them again, and streams games from one to another.',
  findsPeers: 'Clients call out by UDP broadcast and answer each other.',
  movesFiles: 'TCP connections between two computers of the network; nothing leaves it.',
  weakness: 'The call goes out in clear and begins with eight fixed bytes.',
  risk: 'None to others: it spares the line. It tells that games are installed.',
  found: 'By payload: discovery messages. Not seen: the transfer itself, which is encrypted.',
  stopped: 'Block UDP 27036 and TCP 27040 between hosts, or switch off local transfers in Steam.',
  onTheWire: 'payload',
  ports: [
    { port: 27036, transport: 'udp', use: 'discovery' },
    { port: 27036, transport: 'tcp', use: 'streaming' },
    { port: 27040, transport: 'tcp', use: 'transfer of games' },
  ],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['steam', 'steam.exe', 'steamwebhelper'],
  packages: ['steam', 'steam-installer'],
  artefacts: ['steamapps/', 'Steam/'],
  advisories: [],
  sources: [
    {
      title: 'Discovery protocol',
      where: 'https://codingrange.com/blog/steam-in-home-streaming-discovery-protocol',
      read: READ,
    },
  ],
  dissectors: [steamDiscovery],
});
