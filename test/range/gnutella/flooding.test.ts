// Searches over known shapes: as many messages as theory says, duplicates dropped, answers on their way back.
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Cost,
  type Node,
  searchCost,
  settled,
  startNode,
} from '../../../src/range/gnutella/network.ts';
import type { ServentOptions } from '../../../src/range/gnutella/servent.ts';
import { fieldOf } from './field.ts';

let field: ReturnType<typeof fieldOf>;
afterEach(() => field.close());

/** Servents numbered from 0, and who connected to whom. */
const network = async (
  count: number,
  links: readonly (readonly [number, number])[],
  options: (number: number) => Partial<ServentOptions> = () => ({}),
): Promise<Node[]> => {
  field = fieldOf(count);
  const nodes: Node[] = [];
  for (let number = 0; number < count; number++)
    nodes.push(await startNode(field, number, options(number)));
  for (const [from, to] of links) await nodes[from]!.servent.connect(nodes[to]!.servent.listen);
  await settled(nodes);
  return nodes;
};

const ring = (count: number) =>
  Array.from({ length: count }, (_, at) => [at, (at + 1) % count] as const);

const costs = async (nodes: readonly Node[], ttls: readonly number[]): Promise<Cost[]> => {
  const all: Cost[] = [];
  for (const ttl of ttls) all.push(await searchCost(nodes, nodes[0]!, 'nothing', ttl));
  return all;
};

describe('a flood', () => {
  it('on a ring sends two messages a hop, until the halves meet', async () => {
    const nodes = await network(12, ring(12));
    const said = await costs(nodes, [1, 2, 3, 5, 6, 7]);
    // Both directions, one message a hop. At TTL 6 both reach the servent opposite: one is a duplicate there. At TTL 7
    // the first to arrive there is passed on, to a neighbour that has it already.
    expect(said.map(({ queries }) => queries)).toEqual([2, 4, 6, 10, 12, 13]);
    expect(said.map(({ reached }) => reached)).toEqual([2, 4, 6, 10, 11, 11]);
    expect(said.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0, 0, 1, 2]);
  });

  it('on a tree sends one message to each servent it reaches, and no duplicate', async () => {
    // Node n's parent is (n − 1) / 2: 15 servents, depth 3.
    const links = Array.from({ length: 14 }, (_, at) => [at + 1, at >> 1] as const);
    const nodes = await network(15, links);
    const said = await costs(nodes, [1, 2, 3, 7]);
    expect(said.map(({ queries }) => queries)).toEqual([2, 6, 14, 14]);
    expect(said.map(({ reached }) => reached)).toEqual([2, 6, 14, 14]);
    expect(said.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0, 0]);
  });

  it('where all know all sends each servent its question again from every other', async () => {
    const links: [number, number][] = [];
    for (let from = 0; from < 6; from++) for (let to = 0; to < from; to++) links.push([from, to]);
    const nodes = await network(6, links);
    const [one, two] = await costs(nodes, [1, 2]);
    expect([one!.queries, one!.duplicates]).toEqual([5, 0]);
    // 5 direct ones; each of the 5 passes it to 4 others, that have it: 20 duplicates.
    expect([two!.queries, two!.duplicates]).toEqual([25, 20]);
  });

  it('brings the hit back over the hops that the question took', async () => {
    const line = Array.from({ length: 5 }, (_, at) => [at, at + 1] as const);
    const nodes = await network(6, line);
    const near = await searchCost(nodes, nodes[0]!, nodes[5]!.word, 4);
    expect([near.found, near.queries, near.hits]).toEqual([0, 4, 0]);
    const far = await searchCost(nodes, nodes[0]!, nodes[5]!.word, 5);
    expect([far.found, far.queries, far.hits]).toEqual([1, 5, 5]);
  });

  it('of pings brings a pong of every servent', async () => {
    const nodes = await network(8, ring(8));
    nodes[0]!.servent.relay.ping(7, new Uint8Array(0));
    await settled(nodes);
    expect(nodes[0]!.servent.known.size).toBe(7);
    expect(nodes.every(({ servent }) => servent.relay.tally.malformed === 0)).toBe(true);
  });
});

describe('ultrapeers', () => {
  const shape = (number: number): Partial<ServentOptions> => ({
    version: '0.6',
    kind: number < 2 ? 'ultrapeer' : 'leaf',
  });
  const links = [
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 1],
    [5, 1],
  ] as const;

  it('pass a question on to the leaves that have its words, and to no other', async () => {
    const nodes = await network(6, links, shape);
    const seen = () => nodes.map(({ servent }) => servent.relay.queriesSeen);
    const cost = await searchCost(nodes, nodes[2]!, nodes[5]!.word, 7);
    // leaf 2 → ultrapeer 0 → ultrapeer 1 → leaf 5, and the hit back
    expect([cost.found, cost.queries, cost.hits]).toEqual([1, 3, 3]);
    expect(seen()).toEqual([1, 1, 0, 0, 0, 1]);
    expect(cost.reached).toBe(5);
  });

  it('refuse what has no room and name others; leaves take no leaves', async () => {
    const nodes = await network(6, links, (number) => ({ ...shape(number), leaves: 2 }));
    const late = await startNode(field, 6, { version: '0.6', kind: 'leaf' });
    await expect(late.servent.connect(nodes[0]!.servent.listen)).rejects.toThrow(/503 Full/);
    expect(late.servent.known.newest(9)).toContainEqual(nodes[1]!.servent.listen);
    await expect(late.servent.connect(nodes[2]!.servent.listen)).rejects.toThrow(/leaf/);
  });

  it('stop asking a leaf that left', async () => {
    const nodes = await network(6, links, shape);
    await nodes[5]!.servent.stop();
    await settled(nodes);
    const cost = await searchCost(nodes, nodes[2]!, nodes[5]!.word, 7);
    expect([cost.found, cost.queries]).toEqual([0, 2]);
    expect(nodes[1]!.servent.relay.neighbours.size).toBe(2);
  });
});

describe('servents of both versions', () => {
  it('a 0.4 servent is taken by a 0.6 one, not the other way round', async () => {
    const nodes = await network(2, [], (number) => ({ version: number === 0 ? '0.4' : '0.6' }));
    await nodes[0]!.servent.connect(nodes[1]!.servent.listen);
    await settled(nodes);
    const cost = await searchCost(nodes, nodes[0]!, nodes[1]!.word, 1);
    expect(cost.found).toBe(1);
    await expect(nodes[1]!.servent.connect(nodes[0]!.servent.listen)).rejects.toThrow();
  });
});
