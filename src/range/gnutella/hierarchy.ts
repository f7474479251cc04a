// Experiment gnutella-ultrapeers: all equal, against a few ultrapeers that answer for their leaves.
import type { Experiment, Field } from '../experiment.ts';
import {
  type Cost,
  growNetwork,
  mean,
  type Node,
  POPULAR_WORD,
  percent,
  rounded,
  searchCost,
  settled,
  startNode,
  stopAll,
} from './network.ts';

/** Searches in each network, half for the popular file, half for one that a single peer has. */
const SEARCHES = 10;
const TTL = 7;
/** One peer in ten is an ultrapeer (LimeWire's 30 leaves each would leave 200 peers with seven of them). */
const LEAVES_EACH = 10;
/** Ultrapeers a leaf keeps. */
const LEAF_LINKS = 2;
const LINKS = 2;

export const gnutellaUltrapeers: Experiment = {
  id: 'gnutella-ultrapeers',
  system: 'gnutella',
  models: ['M2', 'M3'],
  question: 'What do ultrapeers and query routing save?',
  peersDefault: 200,
  async run(field) {
    const peers = Math.max(20, field.peers);
    const flat = await measure(field, 'flat', () =>
      growNetwork(field, peers, LINKS, { version: '0.4' }),
    );
    const unrouted = await measure(field, 'ultrapeers without query routing', () =>
      growHierarchy(field, peers, false),
    );
    const routed = await measure(field, 'ultrapeers with query routing', () =>
      growHierarchy(field, peers, true),
    );
    const all = [flat, unrouted, routed];
    return {
      answer:
        `With ${peers} peers, a search in the flat network cost ${rounded(flat.queries)} query messages and reached ${rounded(flat.reached)} others; ` +
        `every peer carried ${rounded(flat.perLeaf)} of them. With one ultrapeer in ${LEAVES_EACH} it cost ${rounded(unrouted.queries)}, and with query routing ` +
        `${rounded(routed.queries)} (${percent(routed.queries, flat.queries)} of the flat network's), for ${rounded(routed.reached)} peers whose files were compared; a leaf carried ` +
        `${rounded(routed.perLeaf)} messages a search, an ultrapeer ${rounded(routed.perUltrapeer)}. The hits found were ${rounded(flat.found)}, ${rounded(unrouted.found)} and ${rounded(routed.found)} a search: ` +
        'two ultrapeers that know the same leaf ask it once each, and only the first question is answered.',
      columns: [
        { id: 'network', title: 'network' },
        { id: 'reached', title: 'peers whose files were compared' },
        { id: 'found', title: 'hits a search' },
        { id: 'queries', title: 'query messages a search' },
        { id: 'duplicates', title: 'duplicates a search' },
        { id: 'leaf', title: 'messages a leaf or equal peer carries' },
        { id: 'ultrapeer', title: 'messages an ultrapeer carries' },
        { id: 'ms', title: 'time to the last hit, ms' },
      ],
      rows: all.map(({ name, ...row }) => [
        name,
        ...[row.reached, row.found, row.queries, row.duplicates].map(rounded),
        ...[row.perLeaf, row.perUltrapeer, row.ms].map(rounded),
      ]),
      picture: { x: 'network', y: ['queries', 'duplicates', 'reached'], kind: 'bars' },
    };
  },
};

interface Row extends Cost {
  readonly name: string;
  /** Query messages sent and received. */
  readonly perLeaf: number;
  readonly perUltrapeer: number;
}

/** The last `LEAVES_EACH − 1` in ten are leaves of ultrapeers chosen by chance. */
const growHierarchy = async (
  field: Field,
  peers: number,
  queryRouting: boolean,
): Promise<Node[]> => {
  const shape = { version: '0.6', queryRouting } as const;
  const top = Math.max(2, Math.round(peers / LEAVES_EACH));
  const ultrapeers = await growNetwork(field, top, LINKS, { ...shape, kind: 'ultrapeer' });
  const nodes = [...ultrapeers];
  while (nodes.length < peers && !field.signal.aborted) {
    const leaf = await startNode(field, nodes.length, { ...shape, kind: 'leaf' });
    for (const { servent } of leaf.host.random.shuffled(ultrapeers).slice(0, LEAF_LINKS))
      await leaf.servent.connect(servent.listen);
    nodes.push(leaf);
  }
  await settled(nodes);
  return nodes;
};

const measure = async (field: Field, name: string, grow: () => Promise<Node[]>): Promise<Row> => {
  const nodes = await grow();
  const before = nodes.map(carried);
  const costs: Cost[] = [];
  try {
    for (let search = 0; search < SEARCHES && !field.signal.aborted; search++) {
      // The last are leaves in the one network and equals in the other.
      const asker = nodes.at(-1 - search)!;
      const wanted = nodes[Math.floor((search * nodes.length) / SEARCHES)]!;
      const words = search % 2 === 0 ? POPULAR_WORD : wanted.word;
      costs.push(await searchCost(nodes, asker, words, TTL));
    }
  } finally {
    await stopAll(nodes);
  }
  field.progress(`${name}: ${costs.length} searches`);
  const of = (pick: (cost: Cost) => number) => mean(costs.map(pick));
  const carriedBy = (ultrapeers: boolean): number => {
    const loads = nodes.map((node, at) => ({ node, load: carried(node) - before[at]! }));
    return mean(
      loads
        .filter(({ node }) => (node.servent.options.kind === 'ultrapeer') === ultrapeers)
        .map(({ load }) => load / Math.max(1, costs.length)),
    );
  };
  return {
    name,
    found: of(({ found }) => found),
    reached: of(({ reached }) => reached),
    queries: of(({ queries }) => queries),
    hits: of(({ hits }) => hits),
    duplicates: of(({ duplicates }) => duplicates),
    ms: of(({ ms }) => ms),
    perLeaf: carriedBy(false),
    perUltrapeer: carriedBy(true),
  };
};

const carried = ({ servent }: Node): number =>
  servent.relay.tally.sentInAll + servent.relay.tally.receivedInAll;
