// Everything known about AnyDesk.
import type { System } from '../system.ts';
import { anydeskTls } from './tls.ts';

const READ = '2026-11-22';

export const anydesk = Object.freeze<System>({
  id: 'anydesk',
  name: 'AnyDesk',
  family: 'remote-access',
  programs: ['AnyDesk'],
  models: [],
  summary:
    'Remote control of computers through relays of its makers, or directly in the local network.',
  findsPeers: 'Every computer keeps a TLS connection to a relay and is called by its number.',
  movesFiles:
    'Encrypted, over the relay or directly on port 7070; files are sent in the same session.',
  weakness: 'It depends on the names of its relays, and its certificates have names of their own.',
  risk: 'Somebody outside controls a computer inside. Often wanted for support; often misused in fraud by telephone.',
  found:
    'By payload: names in certificates of relays and programs (up to TLS 1.2) and the names of relays, on any port. Not seen: TLS 1.3 without a name. It is shown, not raised, unless policy forbids it.',
  stopped:
    'Answer .net.anydesk.com with a dead address; the program uses 80, 443 and 6568, so that ports alone do not stop it.',
  onTheWire: 'payload',
  ports: [
    { port: 7070, transport: 'tcp', use: 'direct connections' },
    { port: 6568, transport: 'tcp', use: 'relays, beside 80 and 443' },
  ],
  dnsNames: ['.net.anydesk.com', '.anydesk.com'],
  userAgents: [],
  tlsNames: ['AnyNet Relay', 'AnyDesk Client', '.net.anydesk.com'],
  processes: ['AnyDesk.exe', 'anydesk'],
  packages: ['anydesk', 'AnyDesk'],
  artefacts: ['AnyDesk/', 'ad_svc.trace', '.anydesk/'],
  advisories: [],
  sources: [
    {
      title: 'Certificates: found in a capture',
      where: 'github.com/ntop/nDPI tests/cfgs/default/pcap/anydesk.pcapng',
      read: READ,
    },
  ],
  tls: [anydeskTls],
});
