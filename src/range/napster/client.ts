// A Napster client of the time: logs in, lists what it shares, searches, browses, gets files from others and gives its own.
import type { Endpoint, Host } from '../host.ts';
import { Incoming } from '../incoming.ts';
import type { Plain, Program, Role } from '../role.ts';
import { DATA_PORT, DataPort } from './data-port.ts';
import { fields, type Message, number, numberAddress, quoted, TYPE } from './message.ts';
import { queryText } from './query.ts';
import { ServerLink } from './server-link.ts';
import {
  entryText,
  type OwnFile,
  ownFiles,
  parseEntry,
  readEntry,
  sha1Of,
  startMd5,
} from './share.ts';

export interface NapsterClientOptions {
  readonly nick: string;
  /** `192.0.2.1:8888`; or the metaserver that names one. */
  readonly server?: string;
  readonly metaserver?: string;
  /** TCP port that others connect to; 0 when none can, so that files are pushed. */
  readonly dataPort?: number;
  /** 0 … 10, message 2. */
  readonly linkSpeed?: number;
  /** `[{ seed, size }]` */
  readonly share?: Plain;
}

/** How Windows clients named files: with the whole path. */
const FOLDER = 'C:\\My Music\\';
const RESULTS_HELD_MAX = 4096;

export const napsterClient: Role = {
  id: 'napster/client',
  about: 'Napster client: shares, searches, browses, downloads, pushes',
  start: async (host, options) =>
    await startClient(host, options as unknown as NapsterClientOptions),
};

const startClient = async (host: Host, options: NapsterClientOptions): Promise<Program> => {
  const { nick, dataPort = DATA_PORT, linkSpeed = 8 } = options;
  const files = new Map(ownFiles(options.share, FOLDER).map((file) => [file.name, file]));
  // The port listens before the login, so it cannot tell a server that is not there yet.
  let link: ServerLink | null = null;
  const port = new DataPort({
    host,
    nick,
    files,
    label: 'napster/transfer',
    uploading: (begins) => link?.send(begins ? TYPE.UPLOADING : TYPE.UPLOADED),
  });
  const listener = dataPort === 0 ? null : await port.listen(dataPort);
  // A start that fails must leave the port to the next one.
  const orClosed = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      listener?.close();
      throw error;
    });
  const server = options.server ?? (await orClosed(askMetaserver(host, options.metaserver ?? '')));
  const logIn = async (): Promise<ServerLink> => {
    const opened = await ServerLink.open(host, endpointOf(server), (message) =>
      heard(message, opened, port, files),
    );
    const login = `${nick} password ${listener?.port ?? 0} ${quoted(host.clientName('v2.0 BETA 9.6'))} ${linkSpeed}`;
    await opened.ask(TYPE.LOGIN, login, ({ type }) => (type === TYPE.LOGIN_ACK ? true : undefined));
    for (const file of files.values()) opened.send(TYPE.SHARE, entryText(file));
    return opened;
  };
  link = await orClosed(logIn());
  const current = (): ServerLink => link!;
  return {
    actions: {
      ...actionsOf(current, port, listener !== null),
      shared: async () => [...files.values()].map(({ name, size, sha1 }) => ({ name, size, sha1 })),
      reconnect: async () => {
        link?.close();
        link = await logIn();
        return null;
      },
    },
    async stop() {
      listener?.close();
      link?.close();
    },
  };
};

/** What a server says unasked: somebody wants a file, directly (607) or pushed (501). */
const heard = (
  { type, text }: Message,
  link: ServerLink,
  port: DataPort,
  files: ReadonlyMap<string, OwnFile>,
): void => {
  const [nick = '', second, third, name = ''] = fields(text);
  if (type === TYPE.UPLOAD_REQUEST && files.has(second ?? ''))
    link.send(TYPE.UPLOAD_ACCEPT, `${nick} ${quoted(second ?? '')}`);
  if (type !== TYPE.PUSH_ACK) return;
  const address = number(second);
  const dataPort = number(third, 0xffff);
  if (address !== null && dataPort)
    port.push({ address: numberAddress(address), port: dataPort }, name).catch(() => {});
};

const actionsOf = (
  link: () => ServerLink,
  port: DataPort,
  reachable: boolean,
): Program['actions'] => {
  // Results carry no number of their search, so searches follow each other.
  let before: Promise<unknown> = Promise.resolve();
  return {
    search: (input) => {
      const { words = [], max } = input as { words?: readonly string[]; max?: number };
      const next = before.then(() => search(link(), words, max));
      before = next.catch(() => {});
      return next;
    },
    browse: (input) => browse(link(), String((input as { nick?: string }).nick)),
    download: (input) => download(link(), port, reachable, input as unknown as Wanted),
    stats: async () =>
      await link().ask(TYPE.STATS, '', ({ type, text }) => {
        if (type !== TYPE.STATS) return undefined;
        const [users, sharedFiles] = fields(text).map(Number);
        return { users: users ?? 0, files: sharedFiles ?? 0 };
      }),
    whois: async (input) =>
      await link().ask(TYPE.WHOIS, String((input as { nick?: string }).nick), ({ type, text }) =>
        type === TYPE.WHOIS_RESULT || type === TYPE.NOTICE ? fields(text) : undefined,
      ),
  };
};

const search = async (
  link: ServerLink,
  words: readonly string[],
  max: number | undefined,
): Promise<Plain> => {
  const found: Plain[] = [];
  return await link.ask<Plain>(TYPE.SEARCH, queryText(words, max), ({ type, text }) => {
    if (type === TYPE.SEARCH_END) return found;
    if (type !== TYPE.SEARCH_RESULT) return undefined;
    const parts = fields(text);
    const entry = readEntry(parts);
    const address = number(parts[7]);
    if (entry && address !== null && found.length < RESULTS_HELD_MAX) {
      const { name, size, md5 } = entry;
      found.push({ nick: parts[6] ?? '', name, size, md5, address: numberAddress(address) });
    }
    return null;
  });
};

const browse = async (link: ServerLink, nick: string): Promise<Plain> => {
  const found: Plain[] = [];
  return await link.ask<Plain>(TYPE.BROWSE, nick, ({ type, text }) => {
    if (type === TYPE.BROWSE_END) return found;
    if (type === TYPE.SIGNOFF) throw new Error(`${nick} is not logged in`);
    if (type !== TYPE.BROWSE_RESULT) return undefined;
    const entry = parseEntry(text.slice(text.indexOf(' ') + 1));
    if (entry && found.length < RESULTS_HELD_MAX)
      found.push({ nick, name: entry.name, size: entry.size, md5: entry.md5 });
    return null;
  });
};

interface Wanted {
  readonly nick: string;
  readonly name: string;
  /** From the search or the list. */
  readonly size: number;
}

const download = async (
  link: ServerLink,
  port: DataPort,
  reachable: boolean,
  { nick, name, size }: Wanted,
): Promise<Plain> => {
  const began = performance.now();
  const asked = `${nick} ${quoted(name)}`;
  const isIt = (text: string, at: number): boolean => {
    const parts = fields(text);
    return parts[0]?.toLowerCase() === nick.toLowerCase() && parts[at] === name;
  };
  const ack = await link.ask(TYPE.DOWNLOAD, asked, ({ type, text }) => {
    if (type === TYPE.DOWNLOAD_ACK && isIt(text, 3)) return fields(text);
    if (type === TYPE.GET_ERROR && isIt(text, 1)) return [];
    return undefined;
  });
  const [, address, dataPort, , md5] = ack;
  if (address === undefined) throw new Error(`${nick} does not give ${name}`);
  const pushes = dataPort === '0';
  if (pushes && !reachable) throw new Error('neither end can be connected to');
  link.send(TYPE.DOWNLOADING);
  try {
    const sharer = { address: numberAddress(number(address) ?? 0), port: number(dataPort) ?? 0 };
    const arriving = pushes ? port.pushed(nick, name, size) : port.fetch(sharer, name, size);
    if (pushes) link.send(TYPE.PUSH, asked);
    const bytes = await arriving;
    if (startMd5(bytes) !== md5) throw new Error(`${name} arrived with another checksum`);
    const ms = Math.round(performance.now() - began);
    return { bytes: bytes.length, sha1: sha1Of(bytes), ms, pushed: pushes };
  } finally {
    link.send(TYPE.DOWNLOADED);
  }
};

/** One line, `address:port`. */
const askMetaserver = async (host: Host, metaserver: string): Promise<string> => {
  const socket = await host.connect(endpointOf(metaserver), 'napster/metaserver');
  try {
    const line = await new Incoming(socket).until((held) => held.indexOf(0x0a) + 1, 64);
    return Buffer.from(line).toString('latin1').trim();
  } finally {
    socket.destroy();
  }
};

const endpointOf = (text: string): Endpoint => {
  const [address = '', port] = text.split(':');
  const value = number(port, 0xffff);
  if (value === null) throw new Error(`no server at ${text.slice(0, 64)}`);
  return { address, port: value };
};
