// Everything known about Shadowsocks. Data only.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const shadowsocks = Object.freeze<System>({
  id: 'shadowsocks',
  name: 'Shadowsocks',
  family: 'tunnel',
  programs: [
    'shadowsocks-libev',
    'shadowsocks-rust',
    'Outline',
    'Shadowrocket',
    'ShadowsocksX-NG',
    'Clash',
  ],
  models: [],
  summary:
    'An encrypted proxy of 2012 against censorship: a SOCKS proxy cut in two, with a local half on the own computer and a remote half outside. Everything between them looks random.',
  findsPeers:
    'It looks for nobody. The user enters the address, port, cipher and password of one server, or opens a link that holds them.',
  movesFiles:
    'Each connection inside is one outside: a salt of 16 or 32 bytes, the wanted address and the data in chunks with two tags of 16 bytes each. UDP is relayed datagram by datagram.',
  weakness:
    'It has no handshake of its own, so that the first message already is salt, address and data together; sizes of what is inside remain to be seen, and all connections go to one server.',
  risk: 'Rules about names, ports and content end at the tunnel; P2P programs use it as a SOCKS proxy.',
  found:
    'Not recognised on the wire under its own name, because nothing in the bytes tells it from VMess over TCP; as a tunnel of unknown software (opaque-tunnel) it is found when a host makes several connections whose sizes are those of TLS handshakes inside. Not seen: few connections, P2P inside without any web use, plug-ins that imitate TLS or WebSocket, UDP relays.',
  stopped:
    'Deny outward TCP and UDP except what policy permits, and let web traffic go only through a proxy that checks names: nothing that is random from the first byte passes it.',
  onTheWire: 'not recognised on the wire',
  ports: [
    { port: 8388, transport: 'both', use: 'the port of the examples; any is used, often 443' },
  ],
  dnsNames: ['.shadowsocks.org', '.getoutline.org'],
  userAgents: [],
  tlsNames: [],
  processes: [
    'ss-local',
    'ss-redir',
    'ss-tunnel',
    'sslocal',
    'ss-server',
    'ssserver',
    'Shadowsocks.exe',
  ],
  packages: [
    'shadowsocks-libev',
    'shadowsocks-rust',
    'com.github.shadowsocks',
    'outline-client',
    'shadowsocks-v2ray-plugin',
  ],
  artefacts: ['/etc/shadowsocks-libev/', 'gui-config.json', 'ss:// links'],
  advisories: [],
  sources: [
    { title: 'AEAD ciphers', where: 'https://shadowsocks.org/doc/aead.html', read: READ },
    {
      title: 'SIP022: AEAD-2022 ciphers',
      where: 'https://shadowsocks.org/doc/sip022.html',
      read: READ,
    },
    {
      title: 'How the Great Firewall of China Detects and Blocks Fully Encrypted Traffic',
      where: 'Wu et al., USENIX Security 2023',
      read: READ,
    },
  ],
});
