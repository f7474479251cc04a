// Everything known about appleJuice.
import type { System } from '../system.ts';
import { client } from './client.ts';

const READ = '2026-11-22';

export const applejuice = Object.freeze<System>({
  id: 'applejuice',
  name: 'appleJuice',
  family: 'file-sharing',
  programs: ['appleJuice Client (ajcore)', 'appleJuice GUI'],
  models: ['M4', 'M6'],
  summary:
    'A network from Germany since 2001: servers know who has which parts of a file, users fetch parts from each other.',
  findsPeers:
    'A list of servers comes from the web site; servers tell other users with parts of a file.',
  movesFiles: 'Parts of files over TCP between users, more for those who give more.',
  weakness: 'It has few servers, and programs listen on one default port.',
  risk: 'Whole folders are offered to strangers, and parts of a file stay on many disks.',
  found:
    'By the first line of its connections. Not seen: what follows it, which is not described in public; no traffic was at hand to check it.',
  stopped: 'Deny TCP 9850 outward, and every port that policy does not permit.',
  onTheWire: 'payload',
  ports: [
    { port: 9850, transport: 'tcp', use: 'between users' },
    { port: 9851, transport: 'tcp', use: 'interface of the program' },
  ],
  dnsNames: ['.applejuicenet.de', '.applejuicenet.cc'],
  userAgents: [],
  tlsNames: [],
  processes: ['ajcore', 'ajcore.jar', 'applejuice.exe'],
  packages: ['appleJuice'],
  artefacts: ['appleJuice/', '.aj files', 'AJCore/'],
  advisories: [],
  sources: [{ title: 'nDPI, protocol list', where: 'https://github.com/ntop/nDPI', read: READ }],
  dissectors: [client],
});
