// Everything known about V2Ray and Xray, whose own protocol is VMess.
import type { System } from '../system.ts';
import { mkcp } from './mkcp.ts';

const READ = '2026-11-22';

export const vmess = Object.freeze<System>({
  id: 'vmess',
  name: 'V2Ray and Xray (VMess)',
  family: 'tunnel',
  programs: ['V2Ray', 'Xray', 'sing-box', 'v2rayN', 'v2rayNG', 'Qv2ray', 'Clash', 'Shadowrocket'],
  models: [],
  summary:
    'A kit of tunnels against censorship: VMess and VLESS carry single connections to a server outside, over TCP, WebSocket, HTTP/2, QUIC or mKCP, with or without TLS, under many disguises.',
  findsPeers:
    'It looks for nobody. The user pastes a link with address, port and user id, or subscribes to a list of servers.',
  movesFiles:
    'Programs use it as a local SOCKS or HTTP proxy, or it takes all traffic through a virtual network card; each connection inside is one outside unless it multiplexes.',
  weakness:
    'Over UDP its mKCP without a seed is a checksum and no secret: every datagram proves itself. VMess over bare TCP is random from the first byte, which ordinary programs are not, and the sizes of the TLS handshakes inside show through.',
  risk: 'Rules about names, ports and content end at the tunnel. A computer that runs the server part lets others in.',
  found:
    'By payload for mKCP over UDP, under all of its disguises. VMess over bare TCP is found as a tunnel of unknown software (opaque-tunnel) when a host makes many connections. Not seen: what travels in TLS, WebSocket over TLS, HTTP/2 or QUIC (that is ordinary TLS outside), REALITY, mKCP with a seed.',
  stopped:
    'Let web traffic go only through a proxy that checks names and certificates, deny other ports outward, UDP among them, and permit exceptions by address.',
  onTheWire: 'payload',
  ports: [{ port: 10086, transport: 'both', use: 'the port of the example configurations' }],
  dnsNames: ['.v2ray.com', '.v2fly.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['v2ray', 'v2ray.exe', 'xray', 'xray.exe', 'v2rayN.exe', 'sing-box', 'clash'],
  packages: ['v2ray', 'xray', 'com.v2ray.ang', 'sing-box'],
  artefacts: [
    'v2ray/config.json',
    'xray/config.json',
    'geosite.dat',
    'geoip.dat',
    'vmess:// links',
  ],
  advisories: [],
  sources: [
    {
      title: 'VMess protocol',
      where: 'https://www.v2fly.org/en_US/developer/protocols/vmess.html',
      read: READ,
    },
    {
      title: 'mKCP segments and their checksum',
      where: 'github.com/v2fly/v2ray-core transport/internet/kcp/segment.go and crypt.go',
      read: READ,
    },
  ],
  dissectors: [mkcp],
});
