// Everything known about Trojan. Data only.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const trojan = Object.freeze<System>({
  id: 'trojan',
  name: 'Trojan',
  family: 'tunnel',
  programs: ['trojan', 'trojan-go', 'Igniter', 'Xray', 'sing-box', 'Clash'],
  models: [],
  summary:
    'A proxy against censorship that hides inside true TLS: who does not know the password and asks the server sees the web site behind it.',
  findsPeers:
    'It looks for nobody. The user enters the name, port and password of one server, or subscribes to a list.',
  movesFiles:
    'Inside TLS the client sends the hash of the password as 56 hexadecimal digits, the wanted address as in SOCKS 5, and then the data.',
  weakness:
    'It is TLS with a real certificate, so that only names, addresses and the sizes of a TLS handshake inside TLS are left to look at.',
  risk: 'Rules about names and content end at the tunnel, and it passes for https to a harmless site.',
  found:
    'Not recognised on the wire: the clear part of its TLS is that of an ordinary web site, and sizes alone convict too many innocent connections. Its files and programs on disk are what would prove it.',
  stopped:
    'Let https go only through a proxy that opens TLS for names that are not trusted, or only to named sites.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['trojan', 'trojan.exe', 'trojan-go', 'trojan-go.exe'],
  packages: ['trojan', 'trojan-go', 'io.github.trojan_gfw.igniter'],
  artefacts: ['/etc/trojan/config.json', 'trojan-go/config.yaml', 'trojan:// links'],
  advisories: [],
  sources: [
    {
      title: 'The Trojan protocol',
      where: 'https://trojan-gfw.github.io/trojan/protocol',
      read: READ,
    },
    {
      title: 'Fingerprinting Obfuscated Proxy Traffic with Encapsulated TLS Handshakes',
      where: 'Xue et al., USENIX Security 2024',
      read: READ,
    },
  ],
});
