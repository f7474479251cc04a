// Everything known about Tailscale.
import type { System } from '../system.ts';
import { tailscaleControl } from './control.ts';
import { tailscaleDisco } from './disco.ts';
import { tailscaleTls } from './tls.ts';

const READ = '2026-11-22';

export const tailscale = Object.freeze<System>({
  id: 'tailscale',
  name: 'Tailscale',
  family: 'vpn',
  programs: ['Tailscale', "Headscale (server of one's own)", 'tsnet programs'],
  models: [],
  summary:
    'A mesh of WireGuard tunnels between all computers of a user or group: a coordination server hands out keys and addresses, nodes connect directly through NAT, or over relays (DERP) when that fails.',
  findsPeers:
    'The coordination server tells every node of the others; STUN at the relays finds out outer addresses, then nodes send each other discovery messages over UDP.',
  movesFiles:
    'Everything runs in WireGuard; "taildrop" sends files between nodes. An exit node carries all traffic of another computer.',
  weakness:
    'It depends on the names of the coordination server and of the DERP relays; its discovery messages begin with six fixed bytes.',
  risk: 'Computers inside become reachable for computers outside without any rule of the firewall; an exit node outside undoes all rules, an exit node inside lends out the address of the organisation.',
  found:
    "By payload: discovery messages on any UDP port, the sign-in over plain HTTP, and by the names of coordination server and relays in TLS. The tunnels that follow on the same sockets are named with them. Not seen: a server of one's own under another name inside TLS; tunnels whose discovery was not captured count as WireGuard.",
  stopped:
    'Answer .tailscale.com with a dead address except for who may use it: without the coordination server no new key is handed out. Deny UDP outward except to what policy permits.',
  onTheWire: 'payload',
  ports: [
    { port: 41641, transport: 'udp', use: 'WireGuard and discovery, the first choice' },
    { port: 3478, transport: 'udp', use: 'STUN at the relays' },
  ],
  dnsNames: ['.tailscale.com', '.tailscale.io', '.ts.net'],
  userAgents: [],
  tlsNames: ['controlplane.tailscale.com', 'derp1.tailscale.com'],
  processes: ['tailscaled', 'tailscale', 'tailscaled.exe', 'tailscale-ipn.exe'],
  packages: ['tailscale', 'Tailscale'],
  artefacts: ['/var/lib/tailscale/', 'tailscaled.state', 'Tailscale/'],
  advisories: [],
  sources: [
    {
      title: 'Discovery messages',
      where: 'github.com/tailscale/tailscale disco/disco.go',
      read: READ,
    },
    {
      title: "Sign-in over HTTP, as a server of one's own takes it",
      where: 'github.com/juanfont/headscale',
      read: READ,
    },
    {
      title: 'Names of the relays',
      where:
        'https://raw.githubusercontent.com/DawnAleax/tailscale-derp-rules/main/tailscale_derp.yaml',
      read: READ,
    },
  ],
  dissectors: [tailscaleDisco],
  http: [tailscaleControl],
  tls: [tailscaleTls],
});
