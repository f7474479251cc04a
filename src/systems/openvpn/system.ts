// Everything known about OpenVPN.
import type { System } from '../system.ts';
import { openvpnData } from './data.ts';
import { openvpnScrambled } from './scrambled.ts';
import { openvpnTcp } from './tcp.ts';
import { openvpnUdp } from './udp.ts';

const READ = '2026-11-22';

export const openvpn = Object.freeze<System>({
  id: 'openvpn',
  name: 'OpenVPN',
  family: 'vpn',
  programs: [
    'OpenVPN',
    'OpenVPN Connect',
    'Tunnelblick',
    'Viscosity',
    'NetworkManager',
    'programs of commercial VPN services',
  ],
  models: [],
  summary:
    'A virtual private network of 2001 that is still the most common one: a TLS handshake agrees on keys, then whole IP packets travel encrypted in one UDP or TCP connection to one server.',
  findsPeers:
    'It looks for nobody: a configuration file names the server, rented from a service or set up by the user, with keys and certificates.',
  movesFiles:
    'It moves none itself. Whatever a user does inside, BitTorrent included, is one long flow to one address for who watches.',
  weakness:
    'Its handshake has a form of its own, also behind the keys of tls-auth and tls-crypt: opcodes, sizes and session ids. All traffic of a user goes to one server.',
  risk: 'Rules about ports, names and content end at the tunnel. A server inside lets people outside in.',
  found:
    'By payload, on any port and inside HTTP CONNECT: resets of client and server that belong together, with or without tls-auth, tls-crypt and tls-crypt-v2; data packets of version 2 that count up, when the handshake was not captured; over TCP also the xormask patch ("scramble"). Not seen: static key mode, which has no handshake, scrambled UDP, data of CBC ciphers without their handshake, OpenVPN inside TLS (stunnel).',
  stopped:
    'Deny every outward port that policy does not permit, UDP above all; permit the gateways of the organisation by address. Blocking port 1194 stops only the default: services listen on 443 and 53. A proxy that permits CONNECT to any name lets it pass.',
  onTheWire: 'payload',
  ports: [{ port: 1194, transport: 'both', use: 'server, registered with IANA' }],
  dnsNames: ['.openvpn.net', '.openvpn.com'],
  userAgents: [],
  tlsNames: [],
  processes: [
    'openvpn',
    'openvpn.exe',
    'openvpn-gui.exe',
    'openvpnserv.exe',
    'OpenVPNConnect.exe',
    'Tunnelblick',
  ],
  packages: ['openvpn', 'openvpn3', 'network-manager-openvpn', 'OpenVPN Connect', 'Tunnelblick'],
  artefacts: ['*.ovpn', '/etc/openvpn/', 'OpenVPN/config/', '.openvpn/'],
  advisories: [],
  sources: [
    {
      title: 'Packet formats, from ssl.h of its source',
      where: 'http://openvpn.net/security.html',
      read: READ,
    },
    { title: 'tls-crypt-v2', where: 'github.com/OpenVPN/openvpn doc/tls-crypt-v2.txt', read: READ },
    {
      title: 'The XOR patch of Tunnelblick, as Passepartout speaks it',
      where: 'https://deepwiki.com/partout-io/passepartout/2.1-vpn-protocol-implementations',
      read: READ,
    },
  ],
  dissectors: [openvpnUdp, openvpnTcp, openvpnScrambled, openvpnData],
});
