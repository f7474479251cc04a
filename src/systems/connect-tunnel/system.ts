// Everything known about tunnels in CONNECT requests to a web proxy.
import type { System } from '../system.ts';
import { sshInConnect, unreadableInConnect } from './inside.ts';

const READ = '2026-11-22';

export const connectTunnel = Object.freeze<System>({
  id: 'connect-tunnel',
  name: 'CONNECT tunnel',
  family: 'tunnel',
  programs: [
    'corkscrew',
    'proxytunnel',
    'connect-proxy',
    'PuTTY',
    'OpenSSH with ProxyCommand',
    'desproxy',
  ],
  models: [],
  summary:
    'A program asks the web proxy by CONNECT for a connection that is meant for https, and speaks something else through it: SSH, a VPN, or a protocol of its own.',
  findsPeers:
    'It looks for no peers. The user enters the proxy and the server behind it; whatever is carried finds its peers through that server.',
  movesFiles:
    'After the proxy has answered with 200 the connection runs through unchanged, in both directions, for as long as both ends like.',
  weakness:
    'The request names the server and the user in clear, and the first bytes inside are no TLS hello. All traffic goes to one server for a long time.',
  risk: 'The proxy, which was meant to be the only way out, lets everything out: an SSH session inside can forward any port in both directions.',
  found:
    'By payload inside a granted CONNECT: SSH, on any port. What is inside and named by another system (OpenVPN, SOCKS, BitTorrent) is named by that, with CONNECT as what it travels in. TLS inside is ordinary. What cannot be read inside is a lead below one half. In the log of a proxy: a far end without a name that nobody else goes to, requests that name no program. Not seen: tunnels inside TLS inside CONNECT; connections to the proxy that are themselves in TLS.',
  stopped:
    'Permit CONNECT to port 443 only, to names rather than addresses, and only when the first bytes are a TLS hello (Squid: on_unsupported_protocol, ssl_bump peek). Limit how long a CONNECT may last.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['corkscrew', 'proxytunnel', 'connect-proxy', 'desproxy'],
  packages: ['corkscrew', 'proxytunnel', 'connect-proxy', 'desproxy'],
  artefacts: ['.corkscrew-auth', '.proxytunnelrc'],
  advisories: [],
  sources: [
    { title: 'CONNECT', where: 'RFC 9110 section 9.3.6', read: READ },
    { title: 'Identification of SSH', where: 'RFC 4253 section 4.2', read: READ },
    { title: 'corkscrew', where: 'https://github.com/bryanpkc/corkscrew', read: READ },
    { title: 'proxytunnel', where: 'https://github.com/proxytunnel/proxytunnel', read: READ },
  ],
  groups: [sshInConnect, unreadableInConnect],
});
