// Networks of servents in this process, for experiments: built, searched, and watched until nothing moves any more.
import type { SharedFile } from '../content.ts';
import type { Field } from '../experiment.ts';
import type { Host } from '../host.ts';
import { QUERY } from './message.ts';
import { Servent, type ServentOptions } from './servent.ts';
import { SERVENT_PORT } from './servent-role.ts';

export interface Node {
  readonly servent: Servent;
  readonly host: Host;
  /** A word that only its own file has. */
  readonly word: string;
}

/** One peer in so many shares the popular file. */
const POPULAR_EVERY = 10;
export const POPULAR_WORD = 'lantern';
/** Searches cost messages, not bytes of files. */
const FILE_BYTES = 64;

const OPTIONS: ServentOptions = {
  version: '0.4',
  kind: 'servent',
  port: SERVENT_PORT,
  files: [],
  ttl: 7,
  degree: 64,
  leaves: 1024,
  firewalled: false,
  pings: false,
  udp: false,
  queryRouting: true,
  cache: null,
};

/** A servent with a file of its own, and perhaps the popular one. */
export const startNode = async (
  field: Field,
  number: number,
  options: Partial<ServentOptions> = {},
): Promise<Node> => {
  const host = field.host(`${options.kind ?? 'servent'}${number}`);
  const word = `page${String(number).padStart(5, '0')}`;
  const files = [fileNamed(`Quiet Ledger - ${word}.mp3`, host)];
  if (number % POPULAR_EVERY === 0) files.push(fileNamed('Mona Tarn - Silver Lantern.mp3', host));
  const servent = new Servent(host, { ...OPTIONS, files, ...options });
  await servent.start();
  return { servent, host, word };
};

export const fileNamed = (name: string, host: Host): SharedFile => ({
  name,
  bytes: host.random.bytes(FILE_BYTES),
});

/**
 * As networks grow: each newcomer connects to so many of those before it, chosen by chance. Neighbours are then about
 * twice as many on average, and the first have more than the last.
 */
export const growNetwork = async (
  field: Field,
  count: number,
  links: number,
  options: Partial<ServentOptions> = {},
): Promise<Node[]> => {
  const nodes: Node[] = [];
  while (nodes.length < count && !field.signal.aborted) {
    const node = await startNode(field, nodes.length, options);
    for (const other of node.host.random.shuffled(nodes).slice(0, links))
      await node.servent.connect(other.servent.listen);
    nodes.push(node);
  }
  await settled(nodes);
  return nodes;
};

/** Looks at the counters this often, ms. */
const LOOK_MS = 3;
/** Looks without a change that end the wait when the counters do not balance (a connection ended with messages on it). */
const QUIET_LOOKS = 10;
const SETTLE_MS = 30_000;

/**
 * Resolves when no message is on its way: as many are received as were sent since `imbalance` was taken, or nothing
 * has moved for a while.
 */
export const settled = async (nodes: readonly Node[], imbalance?: number): Promise<void> => {
  const until = performance.now() + SETTLE_MS;
  let before = -1;
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = moved(nodes);
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    if (quiet > 0 && onTheWay(nodes) === imbalance) break;
  }
};

/** Messages sent that nobody has received yet; constant while nothing moves. */
const onTheWay = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, { servent: { relay } }) => {
    const { sentInAll, receivedInAll } = relay.tally;
    return sum + sentInAll - receivedInAll;
  }, 0);

/** Messages sent and received so far, by all. */
const moved = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, { servent: { relay, udp } }) => {
    const { sentInAll, receivedInAll } = relay.tally;
    return sum + sentInAll + receivedInAll + udp.sent + udp.received;
  }, 0);

/** One search, and what it cost the network. */
export interface Cost {
  readonly found: number;
  /** Peers whose files the question was compared with, the asker apart. */
  readonly reached: number;
  readonly queries: number;
  readonly hits: number;
  readonly duplicates: number;
  /** Until the last hit; 0 without any. */
  readonly ms: number;
}

/** Asks, and waits until the last message of it has come to its end. */
export const searchCost = async (
  nodes: readonly Node[],
  asker: Node,
  words: string,
  ttl: number,
): Promise<Cost> => {
  const before = totals(nodes);
  const seen = nodes.map(({ servent }) => servent.relay.queriesSeen);
  const imbalance = onTheWay(nodes);
  const search = asker.servent.search(words, { ttl });
  await settled(nodes, imbalance);
  const after = totals(nodes);
  return {
    found: search.found.length,
    reached: reached(nodes, seen, asker),
    queries: after.queries - before.queries,
    hits: after.messages - before.messages - (after.queries - before.queries),
    duplicates: after.duplicates - before.duplicates,
    ms: search.times.at(-1) ?? 0,
  };
};

/** Those that saw the query, and the leaves of ultrapeers that did: their tables were asked. */
const reached = (nodes: readonly Node[], seen: readonly number[], asker: Node): number => {
  const covered = new Set<string>();
  for (const [at, { servent }] of nodes.entries()) {
    if (servent.relay.queriesSeen === seen[at] && servent !== asker.servent) continue;
    covered.add(servent.listen.address);
    for (const { terms, at: leaf } of servent.relay.neighbours.values())
      if (terms.kind === 'leaf') covered.add(leaf.address);
  }
  covered.delete(asker.servent.listen.address);
  return covered.size;
};

const totals = (nodes: readonly Node[]) => {
  const sum = { queries: 0, messages: 0, duplicates: 0 };
  for (const { servent } of nodes) {
    const { tally } = servent.relay;
    sum.queries += tally.sent[QUERY]!;
    sum.messages += tally.sentInAll;
    sum.duplicates += tally.duplicates;
  }
  return sum;
};

export const stopAll = async (nodes: readonly Node[]): Promise<void> => {
  for (const { servent } of nodes) await servent.stop();
};

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** One decimal is all that a mean of a few searches is good for. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;

export const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
