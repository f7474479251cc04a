// Everything known about other protocols wrapped in TLS.
import type { System } from '../system.ts';
import { bittorrentInside, openvpnInside, sshInside } from './inside.ts';

const READ = '2026-11-22';

export const tlsTunnel = Object.freeze<System>({
  id: 'tls-tunnel',
  name: 'TLS tunnel',
  family: 'tunnel',
  programs: ['stunnel', 'socat', 'sslh', 'ghostunnel', 'hitch'],
  models: [],
  summary:
    'A program wraps a connection in TLS on the way out and another unwraps it at the far end, so that SSH, a VPN or a P2P client looks like https to whoever counts ports.',
  findsPeers:
    'It looks for no peers. The user enters the address of the far end; the wrapped program believes that its peer is on the own machine.',
  movesFiles:
    'Bytes pass in TLS records as they come; no request precedes them, and where the wrapped protocol lets the server speak first, so does the tunnel.',
  weakness:
    'The hello often names neither a server nor a protocol, the certificate is self-signed, and all traffic goes to one address.',
  risk: 'What is inside cannot be read, filtered or logged, and everything that was forbidden fits in.',
  found:
    'By the sizes of the first TLS records of a client that offers no protocol in its hello: SSH, BitTorrent and OpenVPN inside open with messages of known lengths. TLS without a server name is common in devices, databases and updates, so that it alone makes no case. Not seen: other protocols inside, wrappers that offer a protocol as browsers do, tunnels that pad.',
  stopped:
    'Let https out only through a proxy that checks certificates and names, and permit other TLS only to named servers.',
  onTheWire: 'shape',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['stunnel', 'stunnel4', 'socat', 'sslh', 'ghostunnel', 'hitch'],
  packages: ['stunnel4', 'socat', 'sslh', 'hitch'],
  artefacts: ['stunnel.conf', 'stunnel.pem'],
  advisories: [],
  sources: [
    { title: 'stunnel', where: 'https://www.stunnel.org/static/stunnel.html', read: READ },
    { title: 'TLS 1.3', where: 'RFC 8446', read: READ },
  ],
  groups: [sshInside, bittorrentInside, openvpnInside],
});
