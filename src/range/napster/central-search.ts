// Experiment: what a search costs, and whom it finds, when one server knows everything.
import type { Experiment } from '../experiment.ts';
import { act, type Peer, search, shares, startPeer, startServer, wordOf } from './peers.ts';

/** Sizes of the network at which a search is measured, up to the number of peers. */
const STAGES = [10, 25, 50, 100, 200, 400];

export const napsterCentral: Experiment = {
  id: 'napster-central',
  system: 'napster',
  models: ['M4'],
  question: 'How many peers does a search find through a central server, at what price?',
  peersDefault: 200,
  async run(field) {
    const server = await startServer(field);
    const word = wordOf(field);
    const peers: Peer[] = [];
    const rows: number[][] = [];
    let elsewhere = 0;
    for (const size of stages(field.peers)) {
      while (peers.length < size && !field.signal.aborted)
        peers.push(await startPeer(field, server.host, peers.length + 1));
      field.progress(`${peers.length} peers are logged in`);
      const asker = peers.at(-1)!;
      const others = peers.filter((peer) => peer !== asker && shares(peer, word));
      const before = await counted(server.program);
      const began = performance.now();
      const hits = await search(asker, word);
      const ms = performance.now() - began;
      const after = await counted(server.program);
      // Of the asker are its question, the hits and their end; what is more went to others.
      elsewhere += after - before - hits.length - 2;
      const found = new Set(hits.map(({ nick }) => nick)).size;
      rows.push([peers.length, others.length, found, after - before, round(ms)]);
    }
    const [size = 0, sharers = 0, found = 0, messages = 0, ms = 0] = rows.at(-1) ?? [];
    const whole = rows.filter((row) => row[1] === row[2]).at(-1)?.[0] ?? 0;
    return {
      answer:
        `With ${size} peers one search for “${word}” found ${found} of the ${sharers} others that share such a file, ` +
        `with ${messages} messages through the server in ${ms} ms. Up to ${whole} peers it found every one of them` +
        `${whole < size ? '; above that the server ended the list at 100 files' : ''}. ` +
        (elsewhere === 0
          ? 'No peer but the asker sent or got a message for it.'
          : `Others sent or got ${elsewhere} messages meanwhile.`),
      columns: [
        { id: 'peers', title: 'peers' },
        { id: 'sharers', title: 'peers that share a match' },
        { id: 'found', title: 'peers found' },
        { id: 'messages', title: 'messages' },
        { id: 'ms', title: 'time, ms' },
      ],
      rows,
      picture: { x: 'peers', y: ['found', 'messages'], kind: 'line' },
    };
  },
};

const stages = (peers: number): number[] => [
  ...STAGES.filter((stage) => stage < peers),
  Math.max(2, peers),
];

/** Messages that the server got and sent. */
const counted = async (server: Parameters<typeof act>[0]): Promise<number> => {
  const { messagesIn, messagesOut } = (await act(server, 'counts')) as Record<string, number>;
  return (messagesIn ?? 0) + (messagesOut ?? 0);
};

const round = (ms: number): number => Math.round(ms * 10) / 10;
