// Everything known about IPsec.
import type { System } from '../system.ts';
import { ipsecEsp } from './esp.ts';
import { ipsecIke } from './ike.ts';

const READ = '2026-11-22';

export const ipsec = Object.freeze<System>({
  id: 'ipsec',
  name: 'IPsec',
  family: 'vpn',
  programs: [
    'strongSwan',
    'Libreswan',
    'Windows, macOS, iOS and Android (built in)',
    'Cisco AnyConnect (IKEv2)',
    'routers and firewalls',
  ],
  models: [],
  summary:
    'The standard of the IETF for encrypted IP: IKE agrees on keys over UDP, then packets travel in ESP, of its own kind or in UDP. L2TP over IPsec and Wi-Fi calling use it too.',
  findsPeers: 'It looks for nobody: address and credentials of the other end are configured.',
  movesFiles: 'It moves none itself; what runs inside cannot be read.',
  weakness:
    'The key exchange has a header in clear, with lengths and the same two identifiers in every message.',
  risk: 'Rules about ports, names and content end at the tunnel. It is also what organisations use themselves between sites, and what telephones use for calls over Wi-Fi: name those gateways in policy.',
  found:
    'By payload: IKE version 1 and 2 on any UDP port, answered; ESP in UDP on port 4500 when IKE was not captured. Not seen: raw ESP and AH packets (protocols 50 and 51), which are counted as flows without a name, IKE and ESP over TCP, questions without an answer.',
  stopped:
    'Deny UDP 500 and 4500 and the protocols 50 and 51 outward, except to gateways that policy names.',
  onTheWire: 'payload',
  ports: [
    { port: 500, transport: 'udp', use: 'IKE' },
    { port: 4500, transport: 'udp', use: 'IKE and ESP behind NAT' },
  ],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['charon', 'pluto', 'racoon', 'iked'],
  packages: ['strongswan', 'libreswan'],
  artefacts: ['/etc/ipsec.conf', '/etc/swanctl/', '/etc/ipsec.d/'],
  advisories: [],
  sources: [
    { title: 'IKEv2', where: 'RFC 7296', read: READ },
    { title: 'Headers of IKEv2, for small programs', where: 'RFC 7815 appendix A', read: READ },
  ],
  dissectors: [ipsecIke, ipsecEsp],
});
