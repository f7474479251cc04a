// A client's login at a server, and its questions: each waits for the next answer of its kind.
import { hex } from '../../wire/codec/hex.ts';
import type { Endpoint } from '../host.ts';
import { addressOfId, idOfAddress, Reader, Writer } from './bytes.ts';
import { loginPayload } from './hello.ts';
import { Link } from './link.ts';
import { filesPayload, type ListedFile, readFiles, readSources, type Source } from './listing.ts';
import type { Message } from './messages.ts';
import type { Contact, Node } from './node.ts';
import { towardsServer } from './obfuscation.ts';
import { EDONKEY, SERVER } from './opcodes.ts';
import { allWords, writeQuery } from './search.ts';
import { readServers } from './server-session.ts';
import type { Offered } from './uploads.ts';

/** Milliseconds: a login includes the server's test of our port; a server without sources for a file says nothing. */
const LOGIN_MS = 12_000;
const ANSWER_MS = 5000;
const SOURCES_MS = 1000;

export class Session {
  readonly server: Endpoint;
  readonly obfuscated: boolean;
  users = 0;
  files = 0;
  name = '';
  readonly #node: Node;
  readonly #link: Link;
  readonly #waiting: {
    readonly opcodes: readonly number[];
    readonly fits: (payload: Uint8Array) => boolean;
    readonly done: (message: Message) => void;
  }[] = [];

  constructor(node: Node, server: Endpoint, link: Link, obfuscated: boolean) {
    this.server = server;
    this.obfuscated = obfuscated;
    this.#node = node;
    this.#link = link;
    link.onMessage = (message) => this.#receive(message);
  }

  get ended(): boolean {
    return this.#link.ended;
  }

  /** Waits until the server gave an id. */
  async login(): Promise<void> {
    const node = this.#node;
    node.login = {
      id: 0,
      serverId: idOfAddress(this.server.address),
      serverPort: this.server.port,
      serverAddress: this.server.address,
    };
    await this.#link.ready;
    this.#link.send(EDONKEY, SERVER.login, loginPayload({ ...node.introduction(), id: 0 }));
    const { payload } = await this.#answer(LOGIN_MS, [SERVER.idChange]);
    node.login = { ...node.login, id: new Reader(payload).u32() };
    this.#offerAll();
  }

  offer(files: readonly Offered[]): void {
    const listed = files.map(({ hash, name, size }) => ({
      hash,
      name,
      size,
      id: this.#node.login.id,
      port: this.#node.options.port,
      sources: 0,
    }));
    this.#link.send(EDONKEY, SERVER.offer, filesPayload(listed));
  }

  async search(words: readonly string[]): Promise<ListedFile[]> {
    const query = writeQuery(new Writer(), allWords(words)).done();
    this.#link.send(EDONKEY, SERVER.search, query);
    return readFiles((await this.#answer(ANSWER_MS, [SERVER.found])).payload);
  }

  /** Empty too when the server has none: it does not say so. */
  async sources(hash: Uint8Array, size: number): Promise<Source[]> {
    const opcode = this.#node.bits > 0 ? SERVER.getSourcesObfuscated : SERVER.getSources;
    this.#link.send(EDONKEY, opcode, new Writer().bytes(hash).u32(size).done());
    const wanted = hex(hash);
    const answer = await this.#answer(
      SOURCES_MS,
      [SERVER.foundSources, SERVER.foundSourcesObfuscated],
      (payload) => hex(payload, 0, Math.min(16, payload.length)) === wanted,
    ).catch(() => null);
    if (answer === null) return [];
    const obfuscated = answer.opcode === SERVER.foundSourcesObfuscated;
    return readSources(new Reader(answer.payload), obfuscated)?.sources ?? [];
  }

  async servers(): Promise<Endpoint[]> {
    this.#link.send(EDONKEY, SERVER.getServers);
    return readServers(new Reader((await this.#answer(ANSWER_MS, [SERVER.servers])).payload));
  }

  /** Asks that one with a low id connects to us. */
  callBack(id: number): void {
    this.#link.send(EDONKEY, SERVER.callback, new Writer().u32(id).done());
  }

  end(): void {
    this.#link.end();
  }

  #offerAll(): void {
    const files = [...this.#node.files.values()];
    // One message lists two hundred at most.
    for (let at = 0; at < files.length; at += 200) this.offer(files.slice(at, at + 200));
  }

  #receive(message: Message) {
    const from = new Reader(message.payload);
    switch (message.opcode) {
      case SERVER.status:
        this.users = from.u32();
        this.files = from.u32();
        return;
      case SERVER.callbackRequested:
        return this.#calledBack(from);
    }
    const at = this.#waiting.findIndex(
      ({ opcodes, fits }) => opcodes.includes(message.opcode) && fits(message.payload),
    );
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.done(message);
  }

  /** Another seeks what we have, and cannot reach us: we say hello, it asks on the same connection. */
  #calledBack(from: Reader): void {
    const contact: Contact = {
      address: addressOfId(from.u32()),
      port: from.u16(),
      obfuscation: from.left >= 17 ? from.u8() & 7 : 0,
      userHash: from.left >= 16 ? hex(from.bytes(16)) : '',
    };
    if (from.ok) void this.#node.open(contact).catch(() => {});
  }

  #answer(
    ms: number,
    opcodes: readonly number[],
    fits: (payload: Uint8Array) => boolean = () => true,
  ): Promise<Message> {
    return new Promise((resolve, reject) => {
      const waiting = {
        opcodes,
        fits,
        done: (message: Message) => {
          clearTimeout(late);
          this.#link.socket.off('close', ended);
          resolve(message);
        },
      };
      const giveUp = (why: string): void => {
        clearTimeout(late);
        this.#link.socket.off('close', ended);
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(new Error(why));
      };
      const ended = (): void => giveUp('the server ended the connection');
      const late = setTimeout(() => giveUp('the server does not answer'), ms);
      this.#link.socket.once('close', ended);
      this.#waiting.push(waiting);
    });
  }
}

export const openSession = async (
  node: Node,
  server: Endpoint,
  obfuscated: boolean,
): Promise<Session> => {
  const { host } = node;
  const socket = await host.connect(server, obfuscated ? 'edonkey/obfuscated' : 'edonkey/tcp');
  const link = new Link({
    host,
    socket,
    packedAs: EDONKEY,
    ...(obfuscated ? { open: (send) => towardsServer(host.random, send) } : {}),
  });
  const session = new Session(node, server, link, obfuscated);
  await session.login();
  return session;
};
