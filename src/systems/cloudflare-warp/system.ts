// Everything known about Cloudflare WARP.
import type { System } from '../system.ts';
import { warpTls } from './tls.ts';
import { warpUdp } from './udp.ts';

const READ = '2026-11-22';

export const cloudflareWarp = Object.freeze<System>({
  id: 'cloudflare-warp',
  name: 'Cloudflare WARP',
  family: 'vpn',
  programs: ['Cloudflare WARP (1.1.1.1)', 'Cloudflare One Client', 'wgcf', 'usque', 'sing-box'],
  models: [],
  summary:
    'A free virtual private network of Cloudflare, switched on with one touch: WireGuard with a device id in its reserved bytes, or since 2024 MASQUE (IP inside HTTP/3).',
  findsPeers:
    'It looks for nobody: the program registers with Cloudflare and uses its nearest gateway.',
  movesFiles: 'It moves none itself; what runs inside cannot be read.',
  weakness:
    'It depends on a few gateway names and address ranges of Cloudflare, and on an interface for registration.',
  risk: 'Rules about ports, names and content end at the tunnel, and name resolution goes past the resolver of the organisation. As part of Cloudflare One it may be what the organisation itself uses.',
  found:
    'By payload: WireGuard whose reserved bytes are set, in the form of today and in a newer one that sets the upper bits of the type; MASQUE by the name in TLS and QUIC. Not seen: gateways under borrowed names, use for name resolution only.',
  stopped:
    "Answer its names with a dead address and deny UDP outward except to what policy permits; Cloudflare publishes the gateways' addresses and ports for firewalls. If the organisation uses Cloudflare One, name its gateways in policy.",
  onTheWire: 'payload',
  ports: [
    { port: 2408, transport: 'udp', use: 'WireGuard gateway' },
    { port: 1701, transport: 'udp', use: 'WireGuard gateway, second choice' },
  ],
  dnsNames: [
    'engage.cloudflareclient.com',
    'api.cloudflareclient.com',
    '.cloudflareclient.com',
    'connectivity.cloudflareclient.com',
  ],
  userAgents: [],
  tlsNames: [
    'consumer-masque.cloudflareclient.com',
    'zt-masque.cloudflareclient.com',
    'engage.cloudflareclient.com',
  ],
  processes: ['warp-svc', 'warp-svc.exe', 'warp-cli', 'Cloudflare WARP.exe', 'wgcf', 'usque'],
  packages: ['cloudflare-warp', 'Cloudflare WARP', '1.1.1.1'],
  artefacts: ['Cloudflare/warp/', 'wgcf-profile.conf', 'wgcf-account.toml'],
  advisories: [],
  sources: [
    { title: 'Names of the MASQUE gateways', where: 'github.com/Diniboy1123/usque', read: READ },
    {
      title: 'The newer form of the messages: found in a capture',
      where: 'github.com/ntop/nDPI tests/cfgs/default/pcap/cloudflare-warp.pcap',
      read: READ,
    },
  ],
  dissectors: [warpUdp],
  tls: [warpTls],
});
