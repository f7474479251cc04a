// Experiment: the central server ends, or its address is blocked, while files are on their way.
import type { Experiment } from '../experiment.ts';
import { act, type Hit, type Peer, search, startPeer, startServer, wordOf } from './peers.ts';

/** Transfers that run when the server ends. */
const TRANSFERS_MAX = 10;
/** Bytes a second of each uplink, and of each file: a transfer takes about three seconds. */
const UPLINK = 40_000;
const FILE_BYTES = 120_000;
/** Peers that search in each phase. */
const SEARCHERS_MAX = 20;

export const napsterDeadServer: Experiment = {
  id: 'napster-dead-server',
  system: 'napster',
  models: ['M4'],
  question: 'What is left of a Napster network when its server is gone?',
  peersDefault: 200,
  async run(field) {
    const server = await startServer(field);
    const word = wordOf(field);
    const peers: Peer[] = [];
    while (peers.length < Math.max(4, field.peers) && !field.signal.aborted)
      peers.push(
        await startPeer(field, server.host, peers.length + 1, {
          uplink: UPLINK,
          bytes: FILE_BYTES,
        }),
      );
    field.progress(`${peers.length} peers are logged in`);
    const alive = await phase(peers, word, async () => peers.length);
    const started = startTransfers(peers, await search(peers[0]!, word));
    const running = Promise.allSettled(started);
    // The first bytes are on their way before the server goes.
    await peers[0]!.host.wait(300);
    field.end(server.host);
    field.progress('the server is gone');
    const gone = await phase(peers, word, () => logIn(peers));
    const ends = await running;
    const whole = ends.filter(({ status }) => status === 'fulfilled').length;
    return {
      answer:
        `With its server, ${alive.found} peers were found by the median search of ${alive.searches}. ` +
        `When the server had gone, ${gone.searches} searches by others found ${gone.found}, and ${gone.loggedIn} of ${peers.length} ` +
        `peers could log in again: there is no way to find anybody. ${whole} of the ${started.length} transfers that ran then came to ` +
        'their end with the right checksum, for files never pass through the server. To block its address stops the network; it does not stop what runs.',
      columns: [
        { id: 'phase', title: 'phase' },
        { id: 'found', title: 'peers found, median' },
        { id: 'loggedIn', title: 'peers that can log in' },
        { id: 'transfers', title: 'transfers running at its begin' },
        { id: 'whole', title: 'transfers that came whole' },
      ],
      rows: [
        ['server alive', alive.found, alive.loggedIn, 0, 0],
        ['server gone', gone.found, gone.loggedIn, started.length, whole],
      ],
      picture: { x: 'phase', y: ['found', 'transfers', 'whole'], kind: 'bars' },
    };
  },
};

interface Phase {
  readonly found: number;
  readonly searches: number;
  readonly loggedIn: number;
}

const phase = async (
  peers: readonly Peer[],
  word: string,
  logged: () => Promise<number>,
): Promise<Phase> => {
  const found: number[] = [];
  for (const peer of peers.slice(-SEARCHERS_MAX)) {
    const hits = await search(peer, word).catch((): Hit[] => []);
    found.push(new Set(hits.map(({ nick }) => nick)).size);
  }
  found.sort((a, b) => a - b);
  return {
    found: found[found.length >> 1] ?? 0,
    searches: found.length,
    loggedIn: await logged(),
  };
};

/** Different takers get files from different sharers. */
const startTransfers = (peers: readonly Peer[], hits: readonly Hit[]): Promise<unknown>[] => {
  const sharers = new Map(hits.map((hit) => [hit.nick, hit]));
  const takers = peers.filter(({ nick }) => !sharers.has(nick));
  return [...sharers.values()]
    .slice(0, Math.min(TRANSFERS_MAX, takers.length))
    .map(({ nick, name, size }, at) => act(takers[at]!.program, 'download', { nick, name, size }));
};

/** How many can log in again. */
const logIn = async (peers: readonly Peer[]): Promise<number> => {
  const tries = await Promise.allSettled(peers.map(({ program }) => act(program, 'reconnect')));
  return tries.filter(({ status }) => status === 'fulfilled').length;
};
