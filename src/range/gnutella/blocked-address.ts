// Experiment gnutella-blocked-address: addresses end one after another; is the network still there? A star shows the contrast.
import type { Experiment, Field } from '../experiment.ts';
import type { Host } from '../host.ts';
import { CACHE_PORT, hostCache } from './host-cache.ts';
import {
  growNetwork,
  mean,
  type Node,
  rounded,
  searchCost,
  settled,
  startNode,
  stopAll,
} from './network.ts';

const SEARCHES = 20;
const TTL = 7;
const LINKS = 2;
/** Part of all peers that ends at last. */
const ENDED = 0.2;
/** Peers that tell the host cache of themselves. */
const TOLD = 10;
/** Addresses that a newcomer tries. */
const TRIES_MAX = 20;

export const gnutellaBlockedAddress: Experiment = {
  id: 'gnutella-blocked-address',
  system: 'gnutella',
  models: ['M2', 'M4'],
  question: 'What does it do to the network when an address is blocked?',
  peersDefault: 200,
  async run(field) {
    const flat = await flatSteps(field);
    const star = await starSteps(field);
    const [well, , single, many] = flat;
    return {
      answer:
        `Of ${SEARCHES} searches among ${well?.left} peers ${said(well)} were answered; with the host cache blocked still ${said(flat[1])}, ` +
        `with the best connected peer blocked too ${said(single)}, with ${Math.round(100 * ENDED)} % of all peers blocked ${said(many)}. ` +
        `Without the host cache a newcomer ${flat.slice(1).every(({ peer }) => peer === 'yes') ? 'still' : 'did not always'} got in by the address of one peer. ` +
        `In a star, where one address keeps the index for all as Napster's server did, ${said(star[0])} were answered before and ${said(star[1])} after its address was blocked. ` +
        `A network without a centre ${(many?.answered ?? 0) > 0 ? 'was not stopped by blocking addresses' : 'was stopped too'}.`,
      columns: [
        { id: 'step', title: 'step' },
        { id: 'blocked', title: 'addresses blocked' },
        { id: 'left', title: 'peers left' },
        { id: 'answered', title: 'searches answered, %' },
        { id: 'queries', title: 'query messages a search' },
        { id: 'cache', title: 'a newcomer gets in by the host cache' },
        { id: 'peer', title: 'a newcomer gets in by one known peer' },
      ],
      rows: [...flat, ...star].map(({ step, blocked, left, answered, queries, cache, peer }) => [
        step,
        blocked,
        left,
        answered,
        rounded(queries),
        cache ?? '–',
        peer,
      ]),
      picture: { x: 'step', y: ['answered'], kind: 'bars' },
    };
  },
};

interface Step {
  readonly step: string;
  readonly blocked: number;
  readonly left: number;
  /** Per cent. */
  readonly answered: number;
  readonly queries: number;
  /** Null where there is no host cache. */
  readonly cache: string | null;
  readonly peer: string;
}

const said = (step: Step | undefined): string => `${step?.answered ?? 0} %`;

const flatSteps = async (field: Field): Promise<Step[]> => {
  const cacheHost = field.host('host-cache');
  const cache = await hostCache.start(cacheHost, {});
  let nodes = await growNetwork(field, Math.max(10, field.peers), LINKS);
  const all = [...nodes];
  try {
    for (const { servent } of nodes.slice(-TOLD)) await servent.bootstrap(endpointOf(cacheHost));
    const steps = [await look(field, 'nothing blocked', nodes, all, cacheHost)];
    field.end(cacheHost);
    steps.push(await look(field, 'host cache', nodes, all, cacheHost));
    nodes = await without(field, nodes, [best(nodes)]);
    steps.push(await look(field, 'and the best connected peer', nodes, all, cacheHost));
    const chance = field.host('chance').random.shuffled(nodes);
    nodes = await without(field, nodes, chance.slice(0, Math.round(ENDED * all.length)));
    steps.push(await look(field, 'and 20 % of all peers', nodes, all, cacheHost));
    return steps;
  } finally {
    await cache.stop();
    await stopAll(all);
  }
};

/** One ultrapeer has all others as its leaves: what a central index is. */
const starSteps = async (field: Field): Promise<Step[]> => {
  const centre = await startNode(field, 0, { version: '0.6', kind: 'ultrapeer' });
  const nodes = [centre];
  try {
    while (nodes.length < Math.max(10, field.peers) && !field.signal.aborted) {
      const leaf = await startNode(field, nodes.length, { version: '0.6', kind: 'leaf' });
      await leaf.servent.connect(centre.servent.listen);
      nodes.push(leaf);
    }
    await settled(nodes);
    const leaves = nodes.slice(1);
    const before = await look(field, 'star: nothing blocked', leaves, nodes, null);
    const left = await without(field, leaves, [centre]);
    return [before, await look(field, 'star: its centre', left, nodes, null)];
  } finally {
    await stopAll(nodes);
  }
};

const best = (nodes: readonly Node[]): Node =>
  nodes.reduce((most, node) =>
    node.servent.relay.neighbours.size > most.servent.relay.neighbours.size ? node : most,
  );

const without = async (
  field: Field,
  nodes: readonly Node[],
  ended: readonly Node[],
): Promise<Node[]> => {
  for (const { host } of ended) field.end(host);
  const left = nodes.filter((node) => !ended.includes(node));
  await settled(left);
  return left;
};

/** Searches among those that are left, each for a file that one of them has, and newcomers. */
const look = async (
  field: Field,
  step: string,
  nodes: readonly Node[],
  all: readonly Node[],
  cacheHost: Host | null,
): Promise<Step> => {
  const queries: number[] = [];
  let answered = 0;
  for (let search = 0; search < SEARCHES && !field.signal.aborted; search++) {
    const asker = nodes[(search * 7) % nodes.length]!;
    const wanted = nodes[(search * 11 + 3) % nodes.length]!;
    const cost = await searchCost(nodes, asker, wanted === asker ? 'page' : wanted.word, TTL);
    answered += cost.found > 0 || wanted === asker ? 1 : 0;
    queries.push(cost.queries);
  }
  field.progress(`${step}: ${answered} of ${SEARCHES} searches answered`);
  const ended = all.filter(({ host }) => host.signal.aborted).length;
  return {
    step,
    blocked: ended + (cacheHost?.signal.aborted ? 1 : 0),
    left: nodes.length,
    answered: Math.round((100 * answered) / SEARCHES),
    queries: mean(queries),
    cache: cacheHost && (await getsIn(field, step, nodes, cacheHost)),
    peer: await getsIn(field, step, nodes, null),
  };
};

/** `yes` when a new servent finds the file of somebody after it asked the cache, or the peer that it knows. */
const getsIn = async (
  field: Field,
  step: string,
  nodes: readonly Node[],
  cacheHost: Host | null,
): Promise<string> => {
  const version = nodes[0]!.servent.options.version;
  const kind = version === '0.4' ? 'servent' : 'leaf';
  const number = 90_000 + field.host(`newcomer ${step} ${cacheHost?.name}`).random.between(0, 9999);
  const newcomer = await startNode(field, number, { version, kind });
  try {
    const known = cacheHost
      ? await newcomer.servent.bootstrap(endpointOf(cacheHost))
      : [nodes[nodes.length >> 1]!.servent.listen];
    await connectToAny(newcomer, known);
    const cost = await searchCost([...nodes, newcomer], newcomer, nodes.at(-1)!.word, TTL);
    return cost.found > 0 ? 'yes' : 'no';
  } catch {
    return 'no';
  } finally {
    await newcomer.servent.stop();
    field.end(newcomer.host);
  }
};

/** As a client does: one after another, and then those that the refusals named. */
const connectToAny = async (
  { servent }: Node,
  known: Iterable<{ address: string; port: number }>,
) => {
  const tried = new Set<string>();
  const queue = [...known];
  for (let peer = queue.shift(); peer && tried.size < TRIES_MAX; peer = queue.shift()) {
    if (tried.has(peer.address)) continue;
    tried.add(peer.address);
    try {
      return await servent.connect(peer);
    } catch {
      queue.push(...servent.known.newest(TOLD));
    }
  }
  throw new Error('nobody takes it in');
};

const endpointOf = (host: Host) => ({ address: host.address, port: CACHE_PORT });
