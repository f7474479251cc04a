// Experiment gnutella-one-to-one: a file from one whose address is known, and a search for it: who hears of which?
import type { Experiment } from '../experiment.ts';
import { Conversation } from './conversation.ts';
import { fetchFile } from './fetch-file.ts';
import { growNetwork, type Node, rounded, searchCost, settled, stopAll } from './network.ts';

const LINKS = 2;

export const gnutellaOneToOne: Experiment = {
  id: 'gnutella-one-to-one',
  system: 'gnutella',
  models: ['M1'],
  question: 'Who else hears of a file that one user fetches from another whose address is known?',
  peersDefault: 200,
  async run(field) {
    const nodes = await growNetwork(field, Math.max(8, field.peers), LINKS);
    const [asker, sharer] = [nodes[1]!, nodes.at(-1)!];
    const others = nodes.filter((node) => node !== asker && node !== sharer);
    try {
      const before = others.map(heardBy);
      const ms = await fetchMs(asker, sharer);
      await settled(nodes);
      const more = others.map((node, at) => heardBy(node) - before[at]!);
      const [heard, messages] = [more.filter(Boolean).length, more.reduce((a, b) => a + b, 0)];
      const search = await searchCost(nodes, asker, sharer.word, asker.servent.options.ttl);
      return {
        answer:
          `Among ${nodes.length} peers, one who was told the address had the file after ${ms} ms; ${heard} of the ${others.length} others ` +
          `heard of it, in ${messages} messages and connections. Only to search for it in the network was heard by ${search.reached - 1} others and took ${search.queries + search.hits} messages.`,
        columns: [
          { id: 'way', title: 'what is done' },
          { id: 'heard', title: 'others that hear of it' },
          { id: 'messages', title: 'messages' },
          { id: 'ms', title: 'time, ms' },
        ],
        rows: [
          ['fetch, address known', heard, messages, ms],
          ['search', search.reached - 1, search.queries + search.hits, rounded(search.ms)],
        ],
        picture: { x: 'way', y: ['heard', 'messages'], kind: 'bars' },
      };
    } finally {
      await stopAll(nodes);
    }
  },
};

const heardBy = ({ servent: { relay, udp }, host }: Node): number =>
  relay.tally.receivedInAll + udp.received + host.counters.connections;

const fetchMs = async ({ servent }: Node, { servent: sharer }: Node): Promise<number> => {
  const from = performance.now();
  const conversation = new Conversation(await servent.open(sharer.listen));
  const file = sharer.collection.shares[0]!;
  const how = { agent: servent.agent, version: '0.4', byHash: false, parts: 1 } as const;
  await fetchFile(conversation, { ...file, size: file.bytes.length, ...how });
  conversation.socket.destroy();
  return rounded(performance.now() - from);
};
