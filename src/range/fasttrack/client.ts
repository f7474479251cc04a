// A KaZaA client: finds its supernode, lists its shares, searches, gets files over HTTP in pieces and gives its own.
// Who cannot be connected to is asked through the supernode to connect himself: `GIVE <number>`, then the usual GET.
import type { Socket } from 'node:net';
import { sharedFile } from '../content.ts';
import type { Host } from '../host.ts';
import { Incoming } from '../incoming.ts';
import { sha1Of } from '../napster/share.ts';
import type { Plain, Program, Role } from '../role.ts';
import { HEAD_BYTES_MAX, headLength, type Identity, parseHead, requestText } from './http.ts';
import type { Found, Push } from './message.ts';
import { type OwnFile, ShareServer } from './share-server.ts';
import { FASTTRACK_PORT } from './supernode.ts';
import { findSupernode, isPong, SupernodeLink } from './supernode-link.ts';
import { uuHash } from './uuhash.ts';

/** Bytes of one request, as clients of 2003 asked for them. */
const PIECE_BYTES = 256 << 10;
const FILE_BYTES_MAX = 64 << 20;
const FILES_MAX = 256;
const PUSH_MS = 15_000;
/** Waiting for a push at once. */
const PUSHES_MAX = 64;

interface FasttrackClientOptions {
  readonly user: string;
  /** Its address; the port is the usual one. */
  readonly supernode: string;
  readonly port?: number;
  /** True: it does not listen, and tells the supernode so. */
  readonly firewalled?: boolean;
  readonly share?: Plain;
}

type Given = (socket: Socket, incoming: Incoming) => void;

export const fasttrackClient: Role = {
  id: 'fasttrack/client',
  about: 'KaZaA client: supernode session, search, HTTP transfer, push',
  start: async (host, options) =>
    await startClient(host, options as unknown as FasttrackClientOptions),
};

const startClient = async (host: Host, options: FasttrackClientOptions): Promise<Program> => {
  const { user, port = FASTTRACK_PORT, firewalled = false } = options;
  const supernode = { address: options.supernode, port: FASTTRACK_PORT };
  const files = ownFiles(options.share);
  const identity: Identity = {
    client: host.clientName('KazaaClient Nov  3 2002 20:29:03'),
    user,
    own: `${host.address}:${port}`,
    supernode: `${supernode.address}:${supernode.port}`,
  };
  const server = new ShareServer(host, files, () => identity);
  const given = new Map<number, Given>();
  const listener = firewalled
    ? null
    : await host.listen(port, 'fasttrack/http', (socket) => {
        accept(socket, server, given).catch(() => socket.destroy());
      });
  let found = false;
  const udp = await host.datagrams(port, 'fasttrack/udp', (bytes) => {
    found ||= isPong(bytes);
  });
  await findSupernode(host, udp, supernode, () => found);
  const own = { address: host.address, port: firewalled ? 0 : port };
  const link = await SupernodeLink.open(host, supernode, own, user, (asked) => {
    give(host, server, asked).catch(() => {});
  });
  for (const file of files) link.share(file);
  const taker: Taker = { host, identity, link, given, port: own.port };
  return {
    actions: {
      search: async (input) =>
        (await link.search((input as { words?: readonly string[] }).words ?? [])).map(plainFound),
      download: async (input) => await download(taker, input as unknown as PlainFound),
      shared: async () => files.map(({ name, size, sha1 }) => ({ name, size, sha1 })),
    },
    async stop() {
      listener?.close();
      udp.close();
      link.close();
    },
  };
};

const ownFiles = (asked: Plain | undefined): OwnFile[] =>
  (Array.isArray(asked) ? (asked as readonly Plain[]) : []).slice(0, FILES_MAX).map((each) => {
    const { seed = 1, size = 100_000 } = each as { seed?: number | string; size?: number };
    const { name, bytes } = sharedFile(seed, Math.min(size, FILE_BYTES_MAX));
    return { name, bytes, size: bytes.length, hash: uuHash(bytes), sha1: sha1Of(bytes) };
  });

/** Who connects asks for a file, or gives one that was asked for (`GIVE <number>`). */
const accept = async (
  socket: Socket,
  server: ShareServer,
  given: ReadonlyMap<number, Given>,
): Promise<void> => {
  const incoming = new Incoming(socket);
  const first = Buffer.from(await incoming.until(firstLength, 64)).toString('latin1');
  if (first === '') return;
  const id = Number(/^GIVE (\d{1,10})\r\n$/.exec(first)?.[1] ?? -1);
  const take = given.get(id);
  if (take) take(socket, incoming);
  else if (first === 'GET ') await server.answer(socket, incoming, first);
  else socket.destroy();
};

/** `GET ` alone, or the whole line of a `GIVE`. */
const firstLength = (held: Uint8Array): number => {
  const text = Buffer.from(held.subarray(0, 32)).toString('latin1');
  if (text.startsWith('GET ')) return 4;
  if (!'GET '.startsWith(text) && !'GIVE '.startsWith(text.slice(0, 5)))
    throw new Error('neither a request nor a gift');
  return text.indexOf('\n') + 1;
};

/** Connects to who asked for a push and answers his request. */
const give = async (host: Host, server: ShareServer, { to, id }: Push): Promise<void> => {
  const socket = await host.connect(to, 'fasttrack/http');
  try {
    socket.write(`GIVE ${id}\r\n`);
    await server.answer(socket, new Incoming(socket));
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

interface PlainFound {
  readonly user: string;
  readonly address: string;
  readonly port: number;
  readonly name: string;
  readonly size: number;
  /** UUHash, hexadecimal. */
  readonly hash: string;
}

const plainFound = ({ user, place, name, size, hash }: Found): Plain => ({
  user,
  ...place,
  name,
  size,
  hash: Buffer.from(hash).toString('hex'),
});

interface Taker {
  readonly host: Host;
  readonly identity: Identity;
  readonly link: SupernodeLink;
  readonly given: Map<number, Given>;
  /** 0 when it does not listen. */
  readonly port: number;
}

const download = async (taker: Taker, wanted: PlainFound): Promise<Plain> => {
  const began = performance.now();
  const { size, hash, port } = wanted;
  if (!(size > 0 && size <= FILE_BYTES_MAX))
    throw new Error(`a file of ${size} bytes is not taken`);
  const bytes = Buffer.alloc(size);
  let pieces = 0;
  if (port === 0) bytes.set(await fetchPushed(taker, wanted));
  else
    for (let from = 0; from < size; from += PIECE_BYTES, pieces++) {
      const last = Math.min(from + PIECE_BYTES, size) - 1;
      const socket = await taker.host.connect(wanted, 'fasttrack/http');
      bytes.set(await fetchPiece(taker, wanted, socket, new Incoming(socket), from, last), from);
    }
  if (Buffer.from(uuHash(bytes)).toString('hex') !== hash)
    throw new Error(`${wanted.name} arrived with another UUHash`);
  const ms = Math.round(performance.now() - began);
  return { bytes: size, sha1: sha1Of(bytes), ms, pieces, pushed: port === 0 };
};

const fetchPushed = async (taker: Taker, wanted: PlainFound): Promise<Uint8Array> => {
  const { host, link, given, port } = taker;
  if (port === 0) throw new Error('neither end can be connected to');
  if (given.size >= PUSHES_MAX) throw new Error('too many wait for a push');
  // Eight to ten digits, as in the requests that were seen.
  const id = host.random.between(10_000_000, 0xffff_ffff);
  const gift = new Promise<readonly [Socket, Incoming]>((resolve, reject) => {
    const done = (error: Error | null, ...got: readonly [Socket, Incoming] | readonly []): void => {
      clearTimeout(late);
      given.delete(id);
      host.signal.removeEventListener('abort', ended);
      if (got.length === 2) resolve([got[0], got[1]]);
      else reject(error);
    };
    const ended = (): void => done(new Error('ended'));
    const late = setTimeout(() => done(new Error(`${wanted.user} did not connect`)), PUSH_MS);
    host.signal.addEventListener('abort', ended);
    given.set(id, (socket, incoming) => done(null, socket, incoming));
  });
  const to = { address: host.address, port };
  link.askPush({ id, to, by: { address: wanted.address, port: 0 }, user: wanted.user });
  const [socket, incoming] = await gift;
  return await fetchPiece(taker, wanted, socket, incoming, 0, wanted.size - 1);
};

const fetchPiece = async (
  { host, identity }: Taker,
  { hash, address, port }: PlainFound,
  socket: Socket,
  incoming: Incoming,
  from: number,
  last: number,
): Promise<Uint8Array> => {
  try {
    const transfer = host.random.between(1, 0x7fff_ffff);
    const path = `/.hash=${hash}`;
    socket.write(requestText(path, `${address}:${port}`, identity, transfer, [from, last]));
    const { start, headers } = parseHead(await incoming.until(headLength, HEAD_BYTES_MAX));
    if (!/^HTTP\/1\.1 206/.test(start)) throw new Error(`the sharer answered ${start}`);
    const length = last - from + 1;
    if (Number(headers.get('content-length')) !== length)
      throw new Error('the piece has another length');
    return await incoming.take(length);
  } finally {
    socket.destroy();
  }
};
