// Everything known about SoftEther VPN.
import type { System } from '../system.ts';
import { softetherHttp } from './http.ts';
import { softetherNat } from './nat-traversal.ts';
import { softetherTls } from './tls.ts';

const READ = '2026-11-22';

export const softether = Object.freeze<System>({
  id: 'softether',
  name: 'SoftEther VPN',
  family: 'vpn',
  programs: ['SoftEther VPN', 'PacketiX VPN', 'VPN Gate client', 'UT-VPN'],
  models: [],
  summary:
    'A virtual private network made to get through firewalls: Ethernet in what looks like HTTPS, if need be over DNS or ICMP, with relays for servers behind NAT and a public list of volunteers (VPN Gate).',
  findsPeers:
    "Servers register with the makers' dynamic DNS and NAT traversal service; VPN Gate lists thousands of volunteers with names below opengw.net.",
  movesFiles:
    'Ethernet frames over one or more TLS connections, sped up by encrypted UDP where it passes.',
  weakness:
    'The services around it speak in clear text or under names of their own: dynamic DNS, NAT traversal, VPN Azure, VPN Gate.',
  risk: 'Made to undo firewalls: it works over the proxy, over DNS and over ICMP, and bridges whole networks. A server inside is found and entered from outside through the relays.',
  found:
    'By payload: NAT traversal over UDP (asking for the own address, registering, tokens), its requests over plain HTTP, and by the names of its dynamic DNS, relay and VPN Gate in TLS. Not seen: tunnels over TLS to a server with a name of its own, UDP acceleration, tunnels over DNS or ICMP by this signature.',
  stopped:
    'Answer its zones with a dead address; deny UDP outward and port 5555, 992 and 1194; permit TLS only to names that are in a category, as volunteers change daily.',
  onTheWire: 'payload',
  ports: [
    { port: 5555, transport: 'tcp', use: 'server, beside 443, 992 and 1194' },
    { port: 5004, transport: 'udp', use: 'NAT traversal service' },
  ],
  dnsNames: [
    '.softether.net',
    '.softether-network.net',
    '.vpnazure.net',
    '.opengw.net',
    '.vpngate.net',
    '.sedns.cn',
  ],
  userAgents: [],
  tlsNames: ['.softether.net', '.vpnazure.net', '.opengw.net'],
  processes: [
    'vpnclient',
    'vpnserver',
    'vpnbridge',
    'vpnclient_x64.exe',
    'vpncmgr_x64.exe',
    'vpnserver_x64.exe',
    'vpnbridge.exe',
  ],
  packages: [
    'softether-vpnclient',
    'softether-vpnserver',
    'SoftEther VPN Client',
    'softether-vpnbridge',
  ],
  artefacts: ['vpn_client.config', 'vpn_server.config', 'hamcore.se2'],
  advisories: [],
  sources: [
    {
      title: 'Notices of its makers on protocol, dynamic DNS, NAT traversal and VPN Azure',
      where: 'github.com/SoftEtherVPN/SoftEtherVPN src/WARNING.TXT',
      read: READ,
    },
    {
      title: 'NAT traversal and dynamic DNS: found in captures',
      where: 'github.com/ntop/nDPI tests/cfgs/default/pcap/softether.pcap',
      read: READ,
    },
  ],
  dissectors: [softetherNat],
  http: [softetherHttp],
  tls: [softetherTls],
});
