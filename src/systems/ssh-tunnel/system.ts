// Everything known about forwarding inside SSH. SSH itself is read by protocols/ssh.ts and is no finding.
import type { System } from '../system.ts';
import { sshOnWebPorts } from './web-ports.ts';

const READ = '2026-11-22';

export const sshTunnel = Object.freeze<System>({
  id: 'ssh-tunnel',
  name: 'SSH tunnel',
  family: 'tunnel',
  programs: ['OpenSSH (ssh -D, -L, -R, -w)', 'PuTTY', 'plink', 'autossh', 'sshuttle', 'Bitvise'],
  models: [],
  summary:
    'An SSH client forwards ports, offers a SOCKS server on the own machine whose connections leave from the SSH server, or carries whole packets.',
  findsPeers:
    "It looks for no peers. The user enters a server of his own; whatever is carried finds its peers from that server's address.",
  movesFiles:
    'Every forwarded connection is a channel inside one encrypted connection; sizes and times of its packets are all that is left to see.',
  weakness:
    'Both ends name their programs in clear at the start. All traffic goes to one server, bulk flows in both directions and lasts far longer than a person types or copies.',
  risk: "Rules about addresses and ports outside are undone, and -R lets others in. What is carried appears outside under the server's address.",
  found:
    'SSH is recognised on any port, and inside CONNECT, where it is named connect-tunnel. Towards ports of the web or of DNS it is a lead below one half. Not seen: what an SSH connection carries; copying, backup and version control look the same in sizes, so that no case is made of it.',
  stopped:
    'Permit SSH only to named servers, whatever the port. On own servers set AllowTcpForwarding, PermitTunnel and GatewayPorts to no.',
  onTheWire: 'shape',
  ports: [{ port: 22, transport: 'tcp', use: 'SSH' }],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['ssh', 'sshd', 'plink', 'putty', 'autossh', 'sshuttle'],
  packages: ['openssh-client', 'openssh-server', 'putty', 'autossh', 'sshuttle'],
  artefacts: ['.ssh/config', '.ssh/known_hosts'],
  advisories: [],
  sources: [
    { title: 'SSH transport', where: 'RFC 4253', read: READ },
    { title: 'SSH connections: forwarding', where: 'RFC 4254 section 7', read: READ },
  ],
  groups: [sshOnWebPorts],
});
