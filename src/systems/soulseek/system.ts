// Everything known about Soulseek.
import type { System } from '../system.ts';
import { soulseekDatabases } from './artefacts.ts';
import { obfuscatedPeer, peer } from './peer.ts';
import { soulseekProbes } from './probe.ts';
import { server } from './server.ts';

const READ = '2026-11-22';

export const soulseek = Object.freeze<System>({
  id: 'soulseek',
  name: 'Soulseek',
  family: 'file-sharing',
  programs: ['SoulseekQt', 'Nicotine+', 'slskd', 'Seeker', 'aioslsk'],
  models: ['M4', 'M2'],
  summary:
    'File sharing, above all of music, around one central server: it knows the users, the users keep the files. It has been there since 2000 and is much in use today.',
  findsPeers:
    'Clients log in to the central server, which tells the address and port of any user by name; searches go through it and down a tree of clients that pass them on to each other.',
  movesFiles:
    'Two clients connect to each other directly, ask for a file in a queue and send it over a connection of its own. Nothing is encrypted; only some programs hide the first bytes by a simple exclusive-or.',
  weakness:
    'Without server.slsknet.org no user is found. Clients must reach ports of strangers, and one of two users must be reachable from outside.',
  risk: 'Whole folders are shared, and some communities expect it: music and programs without licence, and documents beside them. Names and passwords pass in clear text.',
  found:
    'By the login at the server, whose lengths and digest are exact, and by the first message of connections between clients, also behind its obfuscation; addresses that the server tells name what else is said there. Not seen: connections whose beginning was missed, and lists of files, which are compressed.',
  stopped:
    'Answer server.slsknet.org with a dead address and deny TCP 2242 and 2271 outward, and every port that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    { port: 2242, transport: 'tcp', use: 'the central server' },
    { port: 2271, transport: 'tcp', use: 'the central server, a second port' },
    { port: 2234, until: 2239, transport: 'tcp', use: 'clients listen here unless set otherwise' },
  ],
  dnsNames: ['server.slsknet.org', '.slsknet.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['soulseekqt', 'soulseekqt.exe', 'slsk.exe', 'nicotine', 'nicotine.exe', 'slskd'],
  packages: ['nicotine', 'nicotine-plus', 'SoulseekQt', 'slskd'],
  artefacts: ['.local/share/nicotine/', '.config/nicotine/', 'Soulseek Downloads/', 'INCOMPLETE*'],
  databases: soulseekDatabases,
  advisories: [],
  sources: [
    {
      title: 'Soulseek protocol documentation of Nicotine+',
      where: 'https://github.com/nicotine-plus/nicotine-plus/blob/master/doc/SLSKPROTOCOL.md',
      read: READ,
    },
    {
      title: 'aioslsk, notes on the protocol and its obfuscation',
      where: 'https://github.com/JurgenR/aioslsk',
      read: READ,
    },
  ],
  dissectors: [server, peer, obfuscatedPeer],
  probes: soulseekProbes,
});
