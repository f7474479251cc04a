// Everything known about Windows Delivery Optimization, which is distribution of updates and no file sharing by users.
import type { System } from '../system.ts';
import { peer } from './peer.ts';

const READ = '2026-11-22';

export const deliveryOptimization = Object.freeze<System>({
  id: 'delivery-optimization',
  name: 'Windows Delivery Optimization',
  family: 'distribution',
  programs: ['Windows 10 and later', 'Microsoft Connected Cache'],
  models: ['M4', 'M6'],
  summary:
    'Computers with Windows fetch parts of updates and store programs from each other instead of from Microsoft, within a network and, if it is set so, from strangers on the Internet.',
  findsPeers:
    "Microsoft's service tells each computer which others have the same content; in a local network they also announce themselves by DNS service discovery.",
  movesFiles:
    'Over TCP port 7680 with messages like those of BitTorrent; between networks through Teredo over UDP 3544. What was fetched is checked against signed hashes.',
  weakness:
    'It asks the hosts below do.dsp.mp.microsoft.com before it finds anybody, and a group policy switches it off or limits it to the local network.',
  risk: 'It is wanted in most organisations. Set to the Internet it uploads to strangers, and between sites it can fill lines that are paid by volume.',
  found:
    'By the handshake over TCP, fifteen fixed bytes. Not seen: connections whose beginning was missed, and what travels in Teredo when the capture does not decode it.',
  stopped:
    'Set the group policy DODownloadMode to 0 (no peers) or 1 (same network); between sites deny TCP 7680.',
  onTheWire: 'payload',
  ports: [
    { port: 7680, transport: 'tcp', use: 'between peers' },
    { port: 3544, transport: 'udp', use: 'Teredo, for peers behind address translation' },
  ],
  dnsNames: ['.do.dsp.mp.microsoft.com', '.dl.delivery.mp.microsoft.com'],
  userAgents: ['Microsoft-Delivery-Optimization/'],
  tlsNames: ['.do.dsp.mp.microsoft.com'],
  processes: ['svchost.exe (DoSvc)'],
  packages: [],
  artefacts: [
    'Windows/ServiceProfiles/NetworkService/AppData/Local/Microsoft/Windows/DeliveryOptimization/',
  ],
  advisories: [],
  sources: [
    {
      title: 'Delivery Optimization: frequently asked questions',
      where:
        'https://learn.microsoft.com/en-us/windows/deployment/do/waas-delivery-optimization-faq',
      read: READ,
    },
    {
      title: 'Delivery Optimization: workflow, hosts and ports',
      where:
        'https://learn.microsoft.com/en-us/windows/deployment/do/delivery-optimization-workflow',
      read: READ,
    },
  ],
  dissectors: [peer],
});
