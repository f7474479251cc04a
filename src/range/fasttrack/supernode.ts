// A FastTrack supernode: keeps the lists of its clients, searches them, and passes requests to push on.
// On TCP 1214 speaks its session (shape: session.ts), on UDP 1214 it answers pings. It does not speak to other supernodes.
import { Incoming, SESSION_SILENCE_MS } from '../incoming.ts';
import type { Role } from '../role.ts';
import { full, parseDatagram, pong } from './datagram.ts';
import {
  type Found,
  FST,
  nodeList,
  type Place,
  parseNodeInfo,
  parsePush,
  parseSearch,
  parseShare,
  placeBytes,
  push,
  results,
  type Shared,
  stats,
} from './message.ts';
import { answerGreeting, type FstMessage, type FstSession } from './session.ts';

export const FASTTRACK_PORT = 1214;
const CLIENTS_MAX = 256;
const FILES_PER_CLIENT_MAX = 1024;
const RESULTS_MAX = 100;

interface Client {
  readonly session: FstSession;
  readonly user: string;
  readonly place: Place;
  /** By hash, hexadecimal. */
  readonly files: Map<string, Shared>;
}

interface State {
  readonly own: Place;
  readonly clients: Set<Client>;
  readonly counts: { messages: number; searches: number; pings: number; pushes: number };
}

export const fasttrackSupernode: Role = {
  id: 'fasttrack/supernode',
  about: 'FastTrack supernode: its clients, their files, searches, push requests',
  async start(host, options) {
    const { port = FASTTRACK_PORT } = options as { port?: number };
    const state: State = {
      own: { address: host.address, port },
      clients: new Set(),
      counts: { messages: 0, searches: 0, pings: 0, pushes: 0 },
    };
    const listener = await host.listen(port, 'fasttrack/supernode', (socket) => {
      const incoming = new Incoming(socket, SESSION_SILENCE_MS);
      serve(state, answerGreeting(socket, incoming, host.random)).catch(() => socket.destroy());
    });
    const udp = await host.datagrams(port, 'fasttrack/udp', (bytes, from) => {
      if (parseDatagram(bytes)?.kind !== 'ping') return;
      state.counts.pings += 1;
      const load = Math.floor((100 * state.clients.size) / CLIENTS_MAX);
      udp.send(from, state.clients.size < CLIENTS_MAX ? pong(load) : full());
    });
    return {
      actions: { counts: async () => ({ ...state.counts, clients: state.clients.size }) },
      async stop() {
        listener.close();
        udp.close();
        for (const { session } of state.clients) session.socket.destroy();
      },
    };
  },
};

const serve = async (state: State, greeting: Promise<FstSession>): Promise<void> => {
  const session = await greeting;
  const client = admit(state, session, await session.receive());
  if (!client) throw new Error('no login');
  state.clients.add(client);
  try {
    session.send(FST.NODE_LIST, nodeList([state.own]));
    session.send(
      FST.EXTERNAL_IP,
      placeBytes({ ...client.place, address: peerOf(session) }).subarray(0, 4),
    );
    session.send(FST.STATS, stats(state.clients.size, client.files.size));
    for (;;) {
      const message = await session.receive();
      state.counts.messages += 1;
      ANSWERS.get(message.type)?.(message.data, client, state);
    }
  } finally {
    state.clients.delete(client);
  }
};

/** 0x02: what the client says of itself; its address is the one that the supernode sees. */
const admit = (state: State, session: FstSession, { type, data }: FstMessage): Client | null => {
  const info = type === FST.NODE_INFO ? parseNodeInfo(data) : null;
  if (!info || state.clients.size >= CLIENTS_MAX) return null;
  const place = { address: peerOf(session), port: info.place.port };
  return { session, user: info.user, place, files: new Map() };
};

const peerOf = ({ socket }: FstSession): string =>
  (socket.remoteAddress ?? '0.0.0.0').replace(/^::ffff:/, '');

type Answer = (data: Uint8Array, from: Client, state: State) => void;

const share: Answer = (data, from) => {
  const file = parseShare(data);
  if (file && from.files.size < FILES_PER_CLIENT_MAX)
    from.files.set(Buffer.from(file.hash).toString('hex'), file);
};

const search: Answer = (data, from, { clients, own, counts }) => {
  const query = parseSearch(data);
  if (!query || query.words.length === 0) return;
  counts.searches += 1;
  const max = Math.min(query.max, RESULTS_MAX);
  const found: Found[] = [];
  for (const { files, place, user } of clients)
    for (const file of files.values()) {
      const name = file.name.toLowerCase();
      if (
        found.length < max &&
        user !== from.user &&
        query.words.every((word) => name.includes(word))
      )
        found.push({ ...file, place, user });
    }
  // A few a message, so that none grows long.
  for (let at = 0; at < found.length; at += 10)
    from.session.send(FST.RESULTS, results(own, query.id, found.slice(at, at + 10)));
  from.session.send(FST.RESULTS_END, Uint8Array.of(query.id >>> 8, query.id));
};

/** 0x0d goes on to the client that has the file; who asks is who sent it, whatever the message says. */
const passPush: Answer = (data, from, { clients, own, counts }) => {
  const asked = parsePush(data);
  if (!asked) return;
  const sharer = [...clients].find(
    ({ user, place }) => user === asked.user && place.address === asked.by.address,
  );
  if (!sharer) return;
  counts.pushes += 1;
  const to = { address: from.place.address, port: asked.to.port };
  sharer.session.send(FST.PUSH, push({ ...asked, to }, own));
};

const ANSWERS: ReadonlyMap<number, Answer> = new Map([
  [FST.SHARE, share],
  [FST.SEARCH, search],
  [FST.PUSH, passPush],
]);
