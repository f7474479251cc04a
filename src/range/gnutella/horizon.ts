// Experiment gnutella-ttl: how far a question travels, and what each further hop costs.
import type { Experiment, Measured } from '../experiment.ts';
import { TTL_MAX } from './message.ts';
import {
  type Cost,
  growNetwork,
  mean,
  type Node,
  POPULAR_WORD,
  percent,
  rounded,
  searchCost,
  stopAll,
} from './network.ts';

/** Searches per TTL, each by another peer. */
const SEARCHES = 5;
/** Two links each: four neighbours on average, as Gnutella clients of 2001 kept. */
const LINKS = 2;

export const gnutellaTtl: Experiment = {
  id: 'gnutella-ttl',
  system: 'gnutella',
  models: ['M2'],
  question: 'How many peers does a flooded search reach with each hop more, and at what price?',
  peersDefault: 200,
  async run(field) {
    const nodes = await growNetwork(field, Math.max(8, field.peers), LINKS);
    const neighbours = mean(nodes.map(({ servent }) => servent.relay.neighbours.size));
    field.progress(`${nodes.length} servents, ${rounded(neighbours)} neighbours on average`);
    const rows: Row[] = [];
    try {
      for (let ttl = 1; ttl <= TTL_MAX && !field.signal.aborted; ttl++) {
        rows.push({ ttl, ...(await searches(nodes, ttl)) });
        field.progress(`TTL ${ttl}: ${rounded(rows.at(-1)!.reached)} peers reached`);
      }
    } finally {
      await stopAll(nodes);
    }
    return measured(nodes.length, neighbours, rows);
  },
};

interface Row extends Cost {
  readonly ttl: number;
}

const searches = async (nodes: readonly Node[], ttl: number): Promise<Cost> => {
  const costs: Cost[] = [];
  for (let search = 0; search < SEARCHES; search++) {
    const asker = nodes[Math.floor(((search + 0.5) * nodes.length) / SEARCHES)]!;
    costs.push(await searchCost(nodes, asker, POPULAR_WORD, ttl));
  }
  const of = (pick: (cost: Cost) => number) => mean(costs.map(pick));
  return {
    found: of(({ found }) => found),
    reached: of(({ reached }) => reached),
    queries: of(({ queries }) => queries),
    hits: of(({ hits }) => hits),
    duplicates: of(({ duplicates }) => duplicates),
    ms: of(({ ms }) => ms),
  };
};

const measured = (peers: number, neighbours: number, rows: readonly Row[]): Measured => {
  const last = rows.at(-1);
  const enough = rows.find(({ reached }) => last && reached >= 0.95 * last.reached);
  const answer =
    last && enough
      ? `In a network of ${peers} peers with ${rounded(neighbours)} neighbours on average, a search with TTL ${enough.ttl} reached ` +
        `${rounded(enough.reached)} others with ${rounded(enough.queries)} query messages, ${percent(enough.duplicates, enough.queries)} of them duplicates; ` +
        `with TTL ${last.ttl} it reached ${rounded(last.reached)} with ${rounded(last.queries)}. ` +
        `With TTL 1 it was ${rounded(rows[0]!.reached)} peers for ${rounded(rows[0]!.queries)} messages. ` +
        'A flood sends one message over each link and a second one back over most: the price grows with the links, not with what is found.'
      : 'The experiment was ended before its first search.';
  return {
    answer,
    columns: [
      { id: 'ttl', title: 'TTL' },
      { id: 'reached', title: 'peers reached' },
      { id: 'found', title: 'hits' },
      { id: 'queries', title: 'query messages' },
      { id: 'duplicates', title: 'duplicates' },
      { id: 'hits', title: 'hit messages' },
      { id: 'ms', title: 'time to the last hit, ms' },
    ],
    rows: rows.map(({ ttl, reached, found, queries, duplicates, hits, ms }) => [
      ttl,
      ...[reached, found, queries, duplicates, hits, ms].map(rounded),
    ]),
    picture: { x: 'ttl', y: ['reached', 'queries', 'duplicates'], kind: 'line' },
  };
};
