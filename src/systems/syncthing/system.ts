// Everything known about Syncthing.
import type { System } from '../system.ts';
import { syncthingConfig } from './artefacts.ts';
import { discovery } from './discovery.ts';
import { syncthingProbes } from './probe.ts';
import { relay } from './relay.ts';
import { bep } from './tls.ts';

const READ = '2026-11-22';

export const syncthing = Object.freeze<System>({
  id: 'syncthing',
  name: 'Syncthing',
  family: 'sync',
  programs: ['Syncthing', 'SyncTrayzor', 'Syncthing-Fork for Android', 'Möbius Sync'],
  models: ['M1', 'M6'],
  summary:
    'Folders that several computers keep alike, directly between them and without a server of anybody. Each device is known by the hash of its certificate, and both sides must have agreed.',
  findsPeers:
    'Devices announce themselves by broadcast in their network segment and by HTTPS to discovery servers; behind address translation they meet by STUN or through relays.',
  movesFiles:
    'Blocks of files pass over TLS on TCP or over QUIC on UDP, from every device that has them, or through a relay, which cannot read them.',
  weakness:
    'Outside its own network it depends on discovery.syncthing.net and on relays with known ports; a firewall that denies unknown ports leaves only relays on 443.',
  risk: 'Many organisations use it on purpose. A private installation copies folders to a computer at home, encrypted and without a trace at any server.',
  found:
    'By broadcasts of local discovery, by the protocol named in the TLS or QUIC hello (bep/1.0), which stays readable with TLS 1.3, and by requests to join a session at a relay. Not seen: what is exchanged, and global discovery, which is HTTPS to a known name only.',
  stopped:
    'Deny TCP and UDP 22000, UDP 21027 and TCP 22067 outward, and answer .syncthing.net with a dead address; permit it by policy where it is wanted.',
  onTheWire: 'payload',
  ports: [
    { port: 22000, transport: 'both', use: 'block exchange over TLS and QUIC' },
    { port: 21027, transport: 'udp', use: 'local discovery' },
    { port: 22067, transport: 'tcp', use: 'relays' },
    { port: 8384, transport: 'tcp', use: 'web interface' },
  ],
  dnsNames: [
    '.syncthing.net',
    'discovery.syncthing.net',
    'discovery-v4.syncthing.net',
    'discovery-v6.syncthing.net',
    'relays.syncthing.net',
    'stun.syncthing.net',
  ],
  userAgents: ['syncthing/'],
  tlsNames: ['bep/1.0', 'bep-relay', 'syncthing'],
  processes: [
    'syncthing',
    'syncthing.exe',
    'synctrayzor.exe',
    'strelaysrv',
    'syncthing-gtk',
    'syncthingtray',
  ],
  packages: [
    'syncthing',
    'SyncTrayzor',
    'syncthing-relaysrv',
    'syncthing-gtk',
    'syncthing-discosrv',
    'syncthingtray',
  ],
  artefacts: [
    '.config/syncthing/',
    '.local/state/syncthing/',
    '.stfolder',
    '.stignore',
    '.stversions/',
  ],
  databases: [syncthingConfig],
  advisories: [
    {
      product: 'Syncthing',
      kind: 'a relay can crash it',
      published: '2021-04-06',
      id: 'CVE-2021-21404',
      fixed: '1.15.0',
      source:
        'Debian security tracker and GitHub advisories of syncthing/syncthing, read 2026-11-22',
    },
  ],
  sources: [
    {
      title: 'Local discovery, version 4',
      where: 'https://docs.syncthing.net/specs/localdisco-v4.html',
      read: READ,
    },
    {
      title: 'Block Exchange Protocol',
      where: 'https://docs.syncthing.net/specs/bep-v1.html',
      read: READ,
    },
    {
      title: 'Relay protocol',
      where: 'https://docs.syncthing.net/specs/relay-v1.html',
      read: READ,
    },
  ],
  dissectors: [discovery, relay],
  tls: [bep],
  probes: syncthingProbes,
});
