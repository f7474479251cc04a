// Everything known about SopCast. Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const sopcast = Object.freeze<System>({
  id: 'sopcast',
  name: 'SopCast',
  family: 'streaming',
  programs: ['SopCast'],
  models: ['M4', 'M6'],
  summary:
    'Live television, mostly of sports, that viewers pass on to each other over UDP; popular from 2005 to about 2018.',
  findsPeers: 'A channel server is asked for viewers of the channel, who then tell of others.',
  movesFiles: 'Pieces of the stream in UDP datagrams of one port to many viewers.',
  weakness:
    'Channel addresses (sop://) come from web pages, and the channel servers use few ports.',
  risk: 'Every viewer uploads, often more than he watches; streams are mostly without licence.',
  found:
    'Not recognised on the wire: the format was never published, and sizes of datagrams alone accuse nobody. Many peers of one UDP port may be seen by behaviour only.',
  stopped: 'Deny UDP outward except where policy needs it, and TCP 3912.',
  onTheWire: 'not recognised on the wire',
  ports: [{ port: 3912, transport: 'tcp', use: 'channel servers' }],
  dnsNames: ['.sopcast.com', '.sopcast.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['sopcast.exe', 'sp-sc', 'sp-sc-auth'],
  packages: ['SopCast', 'sp-auth'],
  artefacts: ['Program Files/SopCast/', '*.sop'],
  advisories: [],
  sources: [
    {
      title: 'Y. Lu and others: Experimental assessment of SopCast (2009)',
      where: 'Peer-to-Peer Networking and Applications',
      read: READ,
    },
  ],
});
