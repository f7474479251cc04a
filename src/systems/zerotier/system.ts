// Everything known about ZeroTier.
import type { System } from '../system.ts';
import { zerotierHello } from './hello.ts';

const READ = '2026-11-22';

export const zerotier = Object.freeze<System>({
  id: 'zerotier',
  name: 'ZeroTier',
  family: 'vpn',
  programs: ['ZeroTier One'],
  models: [],
  summary:
    'A virtual Ethernet over the internet: every node has an address of 40 bits and joins networks by number; nodes reach each other directly, or over root servers.',
  findsPeers:
    'Four root servers run by its makers ("planet"), or own ones ("moon"), introduce nodes to each other; a controller admits them to a network.',
  movesFiles:
    'Ethernet frames in encrypted UDP datagrams, straight between nodes where NAT allows it, over a root or TCP relay otherwise.',
  weakness:
    'It depends on the addresses of the root servers; its greeting is signed but not encrypted and states the sender twice.',
  risk: 'Computers inside stand in one Ethernet with computers outside: everything that trusts the local network, file shares and games included, reaches across the firewall.',
  found:
    'By payload: greetings (HELLO), on any UDP port, checked on bytes made after the specification only, as no capture was at hand. Not seen: flows that were open before the capture, its TCP relay.',
  stopped:
    'Block UDP port 9993 and the addresses of the roots, which its makers publish; deny UDP outward except to what policy permits. Nodes also try random ports.',
  onTheWire: 'payload',
  ports: [{ port: 9993, transport: 'udp', use: 'nodes and roots' }],
  dnsNames: ['.zerotier.com'],
  userAgents: [],
  tlsNames: [],
  processes: ['zerotier-one', 'zerotier-one_x64.exe', 'zerotier_desktop_ui.exe'],
  packages: ['zerotier-one', 'ZeroTier One'],
  artefacts: ['/var/lib/zerotier-one/', 'ZeroTier/One/', 'identity.secret'],
  advisories: [],
  sources: [
    { title: 'Packets', where: 'github.com/zerotier/ZeroTierOne node/Packet.hpp', read: READ },
    { title: 'Identities', where: 'github.com/zerotier/ZeroTierOne node/Identity.hpp', read: READ },
  ],
  dissectors: [zerotierHello],
});
