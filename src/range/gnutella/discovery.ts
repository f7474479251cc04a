// Experiment gnutella-discovery: one neighbour is known; how soon and at what price are all?
import type { Experiment, Field, Measured } from '../experiment.ts';
import { hostText } from './handshake.ts';
import { growNetwork, type Node, rounded, settled, startNode, stopAll } from './network.ts';
import type { Peer } from './pong.ts';

const LINKS = 2;
const TTL = 7;
/** Shares of the network at which time and messages are read. */
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 1];
/** Questions over UDP that a newcomer has out at once. */
const ASKED_AT_ONCE = 4;

export const gnutellaDiscovery: Experiment = {
  id: 'gnutella-discovery',
  system: 'gnutella',
  models: ['M2'],
  question:
    'How fast does a newcomer that knows one neighbour learn of all others, and what does it cost them?',
  peersDefault: 200,
  async run(field) {
    const peers = Math.max(8, field.peers);
    const flood = await learn(field, peers, '0.4');
    field.progress(`pings over neighbours: ${flood.at(-1)?.known ?? 0} of ${peers} known`);
    const crawl = await learn(field, peers, '0.6');
    field.progress(`pings over UDP: ${crawl.at(-1)?.known ?? 0} of ${peers} known`);
    return measured(peers, flood, crawl);
  },
};

interface Sample {
  readonly ms: number;
  readonly known: number;
  /** Sent by all, since the first ping. */
  readonly messages: number;
}

/** 0.4: one ping that floods, pongs that come back. 0.6: one host after another is asked over UDP whom it knows (SCP). */
const learn = async (field: Field, peers: number, version: '0.4' | '0.6'): Promise<Sample[]> => {
  const shape = { version, udp: version === '0.6' };
  const nodes = await growNetwork(field, peers, LINKS, shape);
  const newcomer = await startNode(field, peers, shape);
  const all = [...nodes, newcomer];
  const first = nodes[nodes.length >> 1]!.servent.listen;
  try {
    if (version === '0.4') await newcomer.servent.connect(first);
    await settled(all);
    return await sampled(all, newcomer, async () => {
      if (version === '0.4') newcomer.servent.relay.ping(TTL, new Uint8Array(0));
      else await crawl(newcomer, first, field.signal);
      await settled(all);
    });
  } finally {
    await stopAll(all);
  }
};

const sampled = async (
  nodes: readonly Node[],
  newcomer: Node,
  act: () => Promise<void>,
): Promise<Sample[]> => {
  const samples: Sample[] = [];
  const from = performance.now();
  const before = sent(nodes);
  const sample = (): void => {
    const known = newcomer.servent.known.size;
    if (known > (samples.at(-1)?.known ?? 0))
      samples.push({ ms: performance.now() - from, known, messages: sent(nodes) - before });
  };
  newcomer.servent.known.heard = sample;
  await act();
  return samples;
};

const sent = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, { servent: { relay, udp } }) => sum + relay.tally.sentInAll + udp.sent, 0);

const crawl = async ({ servent }: Node, first: Peer, signal: AbortSignal): Promise<void> => {
  const asked = new Set<string>();
  const queue = [first];
  servent.known.learn(first);
  while (queue.length > 0 && !signal.aborted) {
    const now = queue.splice(0, ASKED_AT_ONCE);
    for (const peer of now) asked.add(hostText(peer));
    const pongs = await Promise.allSettled(now.map((peer) => servent.udp.ping(peer)));
    for (const pong of pongs)
      for (const host of pong.status === 'fulfilled' ? pong.value.hosts : []) {
        if (asked.has(hostText(host)) || !servent.known.learn(host)) continue;
        asked.add(hostText(host));
        queue.push(host);
      }
  }
};

const measured = (
  peers: number,
  flood: readonly Sample[],
  crawled: readonly Sample[],
): Measured => {
  const rows = SHARES.map((share) => {
    const level = Math.ceil(share * peers);
    return [level, ...reading(flood, level), ...reading(crawled, level)];
  });
  const [flooded, asked] = [flood.at(-1), crawled.at(-1)];
  return {
    answer:
      `From one neighbour, a ping with TTL ${TTL} over the neighbours of version 0.4 made ${flooded?.known ?? 0} of ${peers} peers known in ${rounded(flooded?.ms ?? 0)} ms; ` +
      `it cost the network ${flooded?.messages ?? 0} messages. Asking one host after another over UDP whom it knows, as later clients did, ` +
      `made ${asked?.known ?? 0} known in ${rounded(asked?.ms ?? 0)} ms with ${asked?.messages ?? 0} datagrams. ` +
      `A single known address led to ${flooded?.known === peers && asked?.known === peers ? 'the whole network either way' : 'a part of the network'}.`,
    columns: [
      { id: 'known', title: 'peers known' },
      { id: 'floodMs', title: 'ping flood (0.4): time, ms' },
      { id: 'floodMessages', title: 'ping flood (0.4): messages' },
      { id: 'crawlMs', title: 'asking over UDP (0.6): time, ms' },
      { id: 'crawlMessages', title: 'asking over UDP (0.6): messages' },
    ],
    rows,
    picture: { x: 'known', y: ['floodMessages', 'crawlMessages'], kind: 'line' },
  };
};

/** Time and messages when so many were known; `–` when they never were. */
const reading = (samples: readonly Sample[], level: number): (number | string)[] => {
  const sample = samples.find(({ known }) => known >= level);
  return sample ? [rounded(sample.ms), sample.messages] : ['–', '–'];
};
