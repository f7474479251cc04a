// Everything known about I2P.
import type { System } from '../system.ts';
import { ntcp2 } from './ntcp2.ts';
import { i2pProbes } from './probe.ts';
import { reseed } from './reseed.ts';
import { sam } from './sam.ts';

const READ = '2026-11-22';

export const i2p = Object.freeze<System>({
  id: 'i2p',
  name: 'I2P',
  family: 'overlay',
  programs: ['I2P (Java)', 'i2pd', 'I2P+', 'BiglyBT (plug-in)', 'I2PSnark', 'MuWire'],
  models: ['M2', 'M3'],
  summary:
    'A network inside the network: every computer that takes part also passes on the traffic of others, in tunnels of several hops. Sites and file sharing stay inside it.',
  findsPeers:
    'A distributed table on volunteers with much bandwidth (floodfills) holds the addresses and keys of all routers; the first hundred come from reseed servers over HTTPS.',
  movesFiles:
    'Messages are wrapped in layers and carried between routers by NTCP2 over TCP and SSU2 over UDP, on a random port; I2PSnark is a BitTorrent inside.',
  weakness:
    'Before anything else a new router asks reseed servers with known names. After that it needs TCP and UDP to hundreds of strangers.',
  risk: 'A computer becomes a relay for strangers as soon as it runs; what passes cannot be inspected.',
  found:
    'By the sizes of random first messages over many connections of one host to several peers, by programs that ask a router elsewhere (SAM), and by reseed requests in clear. Not seen: SSU2, routers with few connections in the capture, and reseeding by TLS, where only the names of the servers show.',
  stopped:
    'Answer the names of reseed servers with a dead address, and deny TCP and UDP ports that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    // A router's own port is any one of 9000 to 31000: no port that could be listed.
    { port: 4444, transport: 'tcp', use: 'HTTP proxy on the same computer' },
    { port: 7654, transport: 'tcp', use: 'I2CP' },
    { port: 7656, transport: 'tcp', use: 'SAM' },
    { port: 7657, transport: 'tcp', use: 'console' },
  ],
  dnsNames: [
    'reseed.i2p-projekt.de',
    'reseed.diva.exchange',
    'reseed.i2pgit.org',
    'reseed.onion.im',
    'reseed.memcpy.io',
    'reseed2.i2p.net',
    'i2p.novg.net',
    'banana.incognet.io',
    '.i2p.net',
    '.geti2p.net',
  ],
  userAgents: ['MYOB/6.66 (AN/ON)'],
  tlsNames: ['reseed.i2p-projekt.de', 'reseed.diva.exchange', 'reseed.i2pgit.org'],
  processes: ['i2prouter', 'i2pd', 'i2pd.exe', 'i2psvc', 'muwire'],
  packages: ['i2p', 'i2pd', 'i2p-router'],
  artefacts: ['.i2p/', '.i2pd/', '/var/lib/i2pd/', 'netDb/', 'router.info', 'i2pseeds.su3'],
  advisories: [],
  sources: [
    { title: 'NTCP2', where: 'https://geti2p.net/spec/ntcp2', read: READ },
    { title: 'Ports used by I2P', where: 'https://geti2p.net/en/docs/ports', read: READ },
    { title: 'SAM version 3', where: 'https://geti2p.net/en/docs/api/samv3', read: READ },
  ],
  dissectors: [sam],
  http: [reseed],
  groups: [ntcp2],
  probes: i2pProbes,
});
