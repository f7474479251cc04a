// Everything known about SOCKS proxies. The wire format is a carrier's: protocols/socks.ts reads it.
import type { System } from '../system.ts';
import { socksProbes } from './probe.ts';

const READ = '2026-11-22';

export const socks = Object.freeze<System>({
  id: 'socks',
  name: 'SOCKS proxy',
  family: 'proxy',
  programs: [
    'Dante',
    'microsocks',
    '3proxy',
    'ssh -D',
    'proxychains',
    'tsocks',
    'any P2P client with a proxy setting',
  ],
  models: [],
  summary:
    'A server that opens connections for others: the client names address and port, the server connects there and passes the bytes on, whatever they are. Version 5 also carries UDP and lets others connect in.',
  findsPeers:
    'It looks for no peers. The user enters the server: one of the own organisation, one that is rented, or one on a list of open proxies.',
  movesFiles:
    'It moves none itself: after a few bytes of greeting and request, the carried connection runs through unchanged.',
  weakness:
    'Greeting, destination and often user name and password stand in clear at the start of each connection. All traffic of a user goes to one server.',
  risk: 'Rules about ports and addresses outside are undone: the firewall sees one connection to the proxy. A SOCKS server inside that answers everybody lets strangers in, and lets them act under the address of the organisation.',
  found:
    'By payload: greeting and answer of SOCKS 4, 4a and 5, together. What runs inside is read on, and the flow is named by it when it is readable (BitTorrent through SOCKS); otherwise it stays socks. Not seen: connections of which one direction is missing, SOCKS inside TLS or SSH, UDP that is carried. A scan finds servers that listen, and proves those that serve anybody.',
  stopped:
    "Block port 1080 outward and deny every port that policy does not permit; permit the organisation's own server by address. The port alone stops nobody: servers listen on 443 or any other. Find servers inside by a scan.",
  onTheWire: 'payload',
  ports: [{ port: 1080, transport: 'tcp', use: 'SOCKS server, registered with IANA' }],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['danted', 'sockd', 'microsocks', '3proxy', 'redsocks', 'proxychains4', 'tsocks'],
  packages: [
    'dante-server',
    'dante-client',
    'microsocks',
    '3proxy',
    'redsocks',
    'proxychains4',
    'tsocks',
  ],
  artefacts: ['danted.conf', 'sockd.conf', 'proxychains.conf', 'tsocks.conf', '3proxy.cfg'],
  advisories: [],
  sources: [
    { title: 'SOCKS version 5', where: 'RFC 1928', read: READ },
    { title: 'User name and password for SOCKS 5', where: 'RFC 1929', read: READ },
    { title: 'SOCKS 4', where: 'https://www.openssh.com/txt/socks4.protocol', read: READ },
    { title: 'SOCKS 4a', where: 'https://www.openssh.com/txt/socks4a.protocol', read: READ },
  ],
  probes: socksProbes,
});
