// Everything known about tunnels that are certainly hidden and whose software is not known.
import type { System } from '../system.ts';
import { innerHandshakes } from './inner-handshakes.ts';

const READ = '2026-11-22';

export const opaqueTunnel = Object.freeze<System>({
  id: 'opaque-tunnel',
  name: 'Tunnel of unknown software',
  family: 'tunnel',
  programs: ['Shadowsocks', 'V2Ray', 'Xray', 'other encrypted proxies'],
  models: [],
  summary:
    'Several programs hide web use so well that nothing of their own is left to recognise. What is left is that there is a tunnel.',
  findsPeers: 'They look for nobody: the user enters the address of one server.',
  movesFiles:
    'Each connection inside is one outside, encrypted from the first byte, mostly with a few bytes more for every piece.',
  weakness:
    'Ordinary programs begin with something that can be read, or with a handshake of their own that is the same in every connection. A tunnel begins with the first message of what is inside.',
  risk: 'Rules about names, ports and content end at the tunnel.',
  found:
    'By behaviour: several connections of one host to one server outside, all of them random from the first byte both ways, that have the sizes of TLS handshakes inside and are not all alike. It stays a probability, and one connection is never enough. Not seen: few connections, one connection for everything, P2P inside without web use, obfs4, anything over UDP or inside TLS.',
  stopped:
    'Deny outward TCP except what policy permits, and let web traffic go only through a proxy that checks names.',
  onTheWire: 'shape',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['ss-local', 'sslocal', 'v2ray', 'xray', 'sing-box'],
  packages: ['shadowsocks-libev', 'shadowsocks-rust', 'v2ray', 'xray', 'sing-box'],
  artefacts: ['ss:// links', 'vmess:// links'],
  advisories: [],
  sources: [
    {
      title: 'How the Great Firewall of China Detects and Blocks Fully Encrypted Traffic',
      where: 'Wu et al., USENIX Security 2023',
      read: READ,
    },
    {
      title: 'Fingerprinting Obfuscated Proxy Traffic with Encapsulated TLS Handshakes',
      where: 'Xue et al., USENIX Security 2024',
      read: READ,
    },
  ],
  groups: [innerHandshakes],
});
