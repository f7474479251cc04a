// Everything known about PPLive (PPTV). Data only: no sound signature is known.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const pplive = Object.freeze<System>({
  id: 'pplive',
  name: 'PPLive (PPTV)',
  family: 'streaming',
  programs: ['PPLive', 'PPTV'],
  models: ['M4', 'M6'],
  summary:
    'Television over the Internet in which viewers pass the stream on to each other; from China, with hundreds of millions of users about 2010.',
  findsPeers:
    'A channel list comes from a web server; trackers then tell viewers of the same channel.',
  movesFiles: 'Pieces of the stream over UDP and TCP from many viewers, with help of servers.',
  weakness: 'It needs its servers for lists of channels, and many UDP peers far away.',
  risk: 'Every viewer uploads: lines of a site fill although nobody serves anything on purpose.',
  found:
    'Not recognised on the wire: its messages were only studied from outside, and the bytes that others match are too few. Many peers of one UDP port may be seen by behaviour only.',
  stopped:
    'Deny UDP outward except where policy needs it, and answer its names with a dead address.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.pplive.com', '.pptv.com'],
  userAgents: [],
  tlsNames: [],
  processes: ['pplive.exe', 'ppap.exe', 'pptv.exe'],
  packages: ['PPTV'],
  artefacts: ['Program Files/PPLive/', 'Program Files/PPTV/'],
  advisories: [],
  sources: [
    {
      title: 'X. Hei and others: A Measurement Study of a Large-Scale P2P IPTV System (2007)',
      where: 'IEEE Transactions on Multimedia 9(8)',
      read: READ,
    },
  ],
});
