// A WinMX secondary: logs in to a primary, searches through it, and moves files directly, as OpenNap clients do.
// The transfer is public in its begin only (`1`, GET or SEND, a user, a path, a number); the rest is OpenNap's.
import type { Socket } from 'node:net';
import type { Endpoint, Host } from '../host.ts';
import { Incoming, SESSION_SILENCE_MS } from '../incoming.ts';
import { DataPort } from '../napster/data-port.ts';
import { type OwnFile, ownFiles, sha1Of } from '../napster/share.ts';
import type { Plain, Program, Role } from '../role.ts';
import { KEY_ID } from './key-block.ts';
import { Data, DataReader, PACKET, type Packet } from './packet.ts';
import { PRIMARY_PORT, placeText } from './primary.ts';
import { introduce, type Session } from './session.ts';
import { encodeStatus, UDP_PORT } from './status-datagram.ts';

const FOLDER = 'C:\\Program Files\\WinMX\\Shared\\';
/** Cable, in the pages' list of lines. */
const LINE_TYPE = 8;
const ANSWER_MS = 10_000;
/** After the first result, the time in which the others of the same search come. */
const RESULTS_MS = 250;
const RESULTS_MAX = 1024;

interface WinmxClientOptions {
  readonly name: string;
  /** Its address. */
  readonly primary: string;
  readonly port?: number;
  readonly share?: Plain;
}

interface Result {
  readonly user: string;
  readonly path: string;
  readonly size: number;
}

type Hear = (packet: Packet) => boolean;

export const winmxClient: Role = {
  id: 'winmx/client',
  about: 'WinMX secondary: shares, searches, downloads',
  start: async (host, options) => await startClient(host, options as unknown as WinmxClientOptions),
};

const startClient = async (host: Host, options: WinmxClientOptions): Promise<Program> => {
  const { name, primary, port = PRIMARY_PORT } = options;
  const files = new Map(ownFiles(options.share, FOLDER).map((file) => [file.name, file]));
  const session = await connectPrimary(host, primary);
  const user = await logIn(session, name, port);
  const dataPort = new DataPort({ host, nick: user, files, label: 'winmx/transfer' });
  const listener = await dataPort.listen(port);
  for (const file of files.values()) session.send(PACKET.SHARE, shareData(file));
  session.send(PACKET.STATUS, Buffer.from('9006 6 of 6 available', 'latin1'));
  const udp = await host.datagrams(UDP_PORT, 'winmx/udp', () => {});
  udp.send(
    { address: primary, port: UDP_PORT },
    encodeStatus({ request: 1, users: 1, limit: 1 }, host.random),
  );
  const hearing = new Set<Hear>();
  const heard = listen(session, hearing, files);
  let searches = 0;
  return {
    actions: {
      search: async (input) =>
        (await search(host, session, hearing, ++searches, input)) as unknown as Plain,
      download: async (input) =>
        await download(session, hearing, dataPort, input as unknown as Result),
      shared: async () => [...files.values()].map(({ name, size, sha1 }) => ({ name, size, sha1 })),
    },
    async stop() {
      listener.close();
      udp.close();
      session.socket.destroy();
      await heard;
    },
  };
};

const connectPrimary = async (host: Host, address: string): Promise<Session> => {
  const socket: Socket = await host.connect({ address, port: PRIMARY_PORT }, 'winmx/primary');
  try {
    const incoming = new Incoming(socket, SESSION_SILENCE_MS);
    const [first] = await incoming.take(1);
    if (first !== 0x31) throw new Error('no primary answers there');
    return await introduce(
      socket,
      incoming,
      host.random,
      KEY_ID.SECONDARY_CLIENT,
      KEY_ID.SECONDARY_SERVER,
    );
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** The name that the primary gives: the own one and a number. */
const logIn = async (session: Session, name: string, port: number): Promise<string> => {
  session.send(PACKET.LOGIN, new Data().text(name).u16(LINE_TYPE).u16(port).end());
  const { type, data } = await session.receive();
  if (type !== PACKET.CLIENT_ID) throw new Error('the primary refused');
  return `${name}_${new DataReader(data).u16()}`;
};

const shareData = ({ name, sha1, size }: OwnFile): Uint8Array =>
  new Data().text(name).bytes(Buffer.from(sha1, 'hex')).u32(size).end();

/** Until the session ends. */
const listen = async (
  session: Session,
  hearing: ReadonlySet<Hear>,
  files: ReadonlyMap<string, OwnFile>,
): Promise<void> => {
  try {
    for (;;) {
      const packet = await session.receive();
      if (packet.type === PACKET.UPLOAD_REQUEST) confirm(session, files, packet.data);
      else for (const hear of [...hearing]) if (hear(packet)) break;
    }
  } catch {
    session.socket.destroy();
  }
};

const confirm = (session: Session, files: ReadonlyMap<string, OwnFile>, data: Uint8Array): void => {
  const reader = new DataReader(data);
  const place = reader.bytes(6 + 12);
  reader.u8();
  const asker = reader.text();
  const path = reader.text();
  if (reader.whole && files.has(path))
    session.send(PACKET.UPLOAD_CONFIRM, new Data().bytes(place).u8(0).text(asker).text(path).end());
};

const search = async (
  host: Host,
  session: Session,
  hearing: Set<Hear>,
  id: number,
  input: Plain,
): Promise<Result[]> => {
  const { words = [] } = input as { words?: readonly string[] };
  const results: Result[] = [];
  const collect: Hear = ({ type, data }) => {
    const result = type === PACKET.RESULT ? parseResult(data, id) : null;
    if (result && results.length < RESULTS_MAX) results.push(result);
    return false;
  };
  hearing.add(collect);
  try {
    const first = answered(session, hearing, ({ type }) =>
      type === PACKET.RESULT ? true : undefined,
    );
    session.send(PACKET.SEARCH, new Data().u32(id).u32(0).text(words.join(' ')).end());
    // Nothing tells that a search is over: who hears nothing has found nothing.
    if (await first.catch(() => false)) await host.wait(RESULTS_MS);
    return results;
  } finally {
    hearing.delete(collect);
  }
};

const parseResult = (data: Uint8Array, id: number): Result | null => {
  const reader = new DataReader(data);
  if (reader.u32() !== id) return null;
  reader.bytes(4 + 2 + 5);
  const path = reader.text();
  reader.bytes(20);
  const size = reader.u32();
  if (reader.u8() !== 0) reader.bytes(11);
  reader.bytes(1 + 4);
  const user = reader.text();
  return reader.whole ? { user, path, size } : null;
};

const download = async (
  session: Session,
  hearing: Set<Hear>,
  dataPort: DataPort,
  { user, path, size }: Result,
): Promise<Plain> => {
  const began = performance.now();
  const start = answered(session, hearing, ({ type, data }): Endpoint | Error | undefined => {
    if (type === PACKET.FAILED && new DataReader(data).text() === path)
      return new Error(`${user} does not give ${path}`);
    return type === PACKET.DOWNLOAD_START ? parseStart(data, path) : undefined;
  });
  const request = new Data().bytes(placeText({ address: '0.0.0.0', port: 0 })).u8(0);
  session.send(PACKET.DOWNLOAD_REQUEST, request.text(user).text(path).u8(0).end());
  const holder = await start;
  const bytes = await dataPort.fetch(holder, path, size);
  return { bytes: bytes.length, sha1: sha1Of(bytes), ms: Math.round(performance.now() - began) };
};

/** The holder's address in 0x1FC2; undefined when it is for another file. */
const parseStart = (data: Uint8Array, path: string): Endpoint | undefined => {
  const reader = new DataReader(data);
  reader.text();
  reader.bytes(6 + 12 + 1);
  reader.text();
  const named = reader.text();
  const address = [...reader.bytes(4)].join('.');
  const port = reader.u16();
  return reader.whole && named === path ? { address, port } : undefined;
};

/** What `take` makes of the first packet that is for it; an error rejects, and so do a long wait and the session's end. */
const answered = <T>(
  session: Session,
  hearing: Set<Hear>,
  take: (packet: Packet) => T | Error | undefined,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const done = (result: T | Error): true => {
      clearTimeout(late);
      hearing.delete(hear);
      session.socket.off('close', ended);
      if (result instanceof Error) reject(result);
      else resolve(result);
      return true;
    };
    const ended = (): true => done(new Error('the primary is gone'));
    const hear: Hear = (packet) => {
      const taken = take(packet);
      return taken !== undefined && done(taken);
    };
    const late = setTimeout(() => done(new Error('no answer from the primary')), ANSWER_MS);
    session.socket.once('close', ended);
    hearing.add(hear);
    if (session.socket.destroyed) ended();
  });
