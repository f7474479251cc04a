// Everything known about Freenet (Hyphanet). Data only: no sound signature is known.
import type { System } from '../system.ts';
import { freenetProbes } from './probe.ts';

const READ = '2026-11-22';

export const freenet = Object.freeze<System>({
  id: 'freenet',
  name: 'Freenet (Hyphanet)',
  family: 'overlay',
  programs: ['Hyphanet', 'Freenet 0.7', 'fred'],
  models: ['M2', 'M5'],
  summary:
    'A store of documents spread over all who take part: nobody knows what his own computer keeps. Since 2023 it is called Hyphanet.',
  findsPeers:
    'Seed nodes bring a new node in (opennet), or friends exchange references by hand (darknet).',
  movesFiles: 'Encrypted blocks of 32 KiB pass from node to node over UDP.',
  weakness: 'It needs UDP to strangers on random ports, and seed nodes when it starts.',
  risk: 'A node stores and relays blocks of strangers, whatever is in them.',
  found:
    'Not recognised on the wire: every byte of its UDP packets is encrypted with keys of the nodes. Its web interface and its control port are on the same computer, and seen only when they are opened to others.',
  stopped: 'Deny UDP outward except where policy needs it.',
  onTheWire: 'not recognised on the wire',
  ports: [
    { port: 8888, transport: 'tcp', use: 'web interface (FProxy)' },
    { port: 9481, transport: 'tcp', use: 'control by programs (FCP)' },
  ],
  dnsNames: ['.hyphanet.org', '.freenetproject.org'],
  userAgents: [],
  tlsNames: [],
  processes: ['freenet', 'hyphanet', 'wrapper (FreenetNode)'],
  packages: ['Freenet', 'Hyphanet'],
  artefacts: ['Freenet/', 'freenet.ini', 'datastore/', 'seednodes.fref'],
  advisories: [],
  sources: [
    {
      title: 'Hyphanet, documentation',
      where: 'https://www.hyphanet.org/pages/documentation.html',
      read: READ,
    },
  ],
  probes: freenetProbes,
});
