// Everything known about tunnels in ICMP echo messages.
import type { System } from '../system.ts';
import { hans } from './hans.ts';
import { ipInEcho } from './ip-in-echo.ts';
import { ptunnel } from './ptunnel.ts';

const READ = '2026-11-22';

export const icmpTunnel = Object.freeze<System>({
  id: 'icmp-tunnel',
  name: 'ICMP tunnel',
  family: 'tunnel',
  programs: ['ptunnel', 'ptunnel-ng', 'hans', 'icmptx', 'icmptunnel'],
  models: [],
  summary:
    'A program puts packets or a TCP connection into the data of ping messages. A receiver outside takes them out, sends them on, and answers in replies that no host asked for in that form.',
  findsPeers:
    "It looks for no peers. The user enters the receiver's address; whatever is carried finds its peers through it.",
  movesFiles:
    'Echo requests carry what goes out, echo replies what comes back. ptunnel carries one TCP connection with acknowledgements of its own; hans, icmptx and icmptunnel carry whole IP packets of a network interface that they make.',
  weakness:
    'All of it goes to one receiver, in messages that are far larger and more frequent than any test of reachability, and the reply differs from the request, which RFC 792 forbids.',
  risk: 'Where only ping is let through, everything is let through. Sign-in pages of guest networks and rules about ports are passed by.',
  found:
    'By payload: the header of ptunnel (whatever its magic), the letters of hans, and whole IP packets in echo data. ICMP errors, which quote packets, are not asked about, nor do the size or pattern of a ping matter. Not seen: tunnels that encrypt before they wrap, ICMPv6, messages cut by the capture.',
  stopped:
    'Let echo requests out only from machines that monitor, limit their size and rate, or drop replies whose data differ from the request at a firewall that can tell.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['ptunnel', 'ptunnel-ng', 'hans', 'icmptx', 'icmptunnel'],
  packages: ['ptunnel', 'ptunnel-ng', 'hans', 'icmptx'],
  artefacts: ['ptunnel-ng.log'],
  advisories: [],
  sources: [
    { title: 'Ping Tunnel', where: 'http://www.cs.uit.no/~daniels/PingTunnel/', read: READ },
    { title: 'hans: IP over ICMP', where: 'https://github.com/friedrich/hans', read: READ },
    { title: 'icmptunnel', where: 'https://github.com/DhavalKapil/icmptunnel', read: READ },
    { title: 'icmptunnel', where: 'https://github.com/jamesbarlow/icmptunnel', read: READ },
    { title: 'icmptx', where: 'https://github.com/jakkarth/icmptx', read: READ },
    { title: 'Echo and echo reply', where: 'RFC 792', read: READ },
  ],
  dissectors: [ptunnel, hans, ipInEcho],
});
