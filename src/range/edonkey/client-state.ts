// What a client does: the actions of its role, on plain values of its own.
import { hex } from '../../wire/codec/hex.ts';
import type { Endpoint } from '../host.ts';
import type { Plain } from '../role.ts';
import type { ClientDatagrams } from './client-datagrams.ts';
import { Download } from './download.ts';
import { hashFile } from './hashing.ts';
import type { ListedFile, Source } from './listing.ts';
import type { Node } from './node.ts';
import { LOW_ID_MAX, PEER_EMULE } from './opcodes.ts';
import { PartFile } from './part-file.ts';
import type { Peer } from './peer.ts';
import { openSession, type Session } from './session.ts';
import { readSourcesAnswer } from './source-exchange.ts';
import type { Offered } from './uploads.ts';

/** Milliseconds until one that the server calls has connected to us. */
const CALL_MS = 10_000;
const FILES_MAX = 1000;

export interface Wanted {
  readonly hash: Uint8Array;
  readonly name: string;
  readonly size: number;
}

export class Client {
  readonly node: Node;
  session: Session | null = null;
  readonly #datagrams: ClientDatagrams;
  /** Servers it has heard of, the one it is logged in to among them. */
  #servers: Endpoint[] = [];
  readonly #downloads = new Map<string, Download>();
  readonly #called = new Map<number, (peer: Peer) => void>();

  constructor(node: Node, datagrams: ClientDatagrams) {
    this.node = node;
    this.#datagrams = datagrams;
    node.onIncoming = (peer) => {
      const awaited = this.#called.get(peer.them.id);
      awaited?.(peer);
      return awaited !== undefined;
    };
    node.onSources = (_, { opcode, payload }) => {
      const told = readSourcesAnswer(payload, opcode === PEER_EMULE.sources2);
      if (told) this.#downloads.get(told.hash)?.add(told.sources.filter(isHigh));
    };
  }

  async connect(server: Endpoint, obfuscated: boolean): Promise<Plain> {
    this.session?.end();
    this.session = await openSession(this.node, server, obfuscated);
    this.#servers = [server];
    const { id } = this.node.login;
    return { id, high: id > LOW_ID_MAX, obfuscated };
  }

  share(name: string, bytes: Uint8Array): Offered {
    if (this.node.files.size >= FILES_MAX) throw new Error(`shares ${FILES_MAX} files`);
    const { hash, parts } = hashFile(bytes);
    const file: Offered = {
      hash,
      name,
      size: bytes.length,
      bytes,
      partHashes: parts,
      complete: true,
      hasPart: () => true,
    };
    this.node.files.set(hex(hash), file);
    if (this.session && !this.session.ended) this.session.offer([file]);
    return file;
  }

  async learnServers(): Promise<Endpoint[]> {
    const session = this.#loggedIn();
    const known = new Set(this.#servers.map(({ address, port }) => `${address}:${port}`));
    for (const server of await session.servers())
      if (!known.has(`${server.address}:${server.port}`)) this.#servers.push(server);
    return this.#servers;
  }

  async search(words: readonly string[], everywhere: boolean): Promise<ListedFile[]> {
    const own = await this.#loggedIn().search(words);
    if (!everywhere) return own;
    const found = new Map(own.map((file) => [hex(file.hash), file]));
    for (const file of await this.#datagrams.search(this.#otherServers(), words))
      if (!found.has(hex(file.hash))) found.set(hex(file.hash), file);
    return [...found.values()];
  }

  /** `asked` and `answered`: how many servers. */
  async sources(
    hash: Uint8Array,
    { size, everywhere }: { size: number; everywhere: boolean },
  ): Promise<{ sources: Source[]; asked: number; answered: number }> {
    const own = await this.#loggedIn().sources(hash, size);
    if (!everywhere) return { sources: own, asked: 1, answered: 1 };
    const others = this.#otherServers();
    const told = await this.#datagrams.sources(others, hash);
    const found = new Map(own.map((source) => [`${source.id}:${source.port}`, source]));
    // Only its own server calls one with a low id.
    for (const source of told.sources.filter(isHigh)) {
      const key = `${source.id}:${source.port}`;
      if (!found.has(key)) found.set(key, source);
    }
    const answered = 1 + new Set(told.answered).size;
    return { sources: [...found.values()], asked: 1 + others.length, answered };
  }

  async download(
    wanted: Wanted,
    how: { sources: Source[] | null; everywhere: boolean; blockBytes: number; ms: number },
  ): Promise<Plain> {
    const key = hex(wanted.hash);
    if (this.node.files.has(key)) throw new Error('the file is here or on its way');
    const sources =
      how.sources ?? (await this.sources(wanted.hash, { ...how, size: wanted.size })).sources;
    const file = new PartFile(wanted, how.blockBytes);
    const download = new Download(file, {
      node: this.node,
      datagrams: this.#datagrams,
      call: (id) => this.#call(id),
    });
    const began = performance.now();
    this.#downloads.set(key, download);
    this.node.files.set(key, file);
    try {
      await download.run(sources, how.ms);
    } catch (error) {
      this.node.files.delete(key);
      throw error;
    } finally {
      this.#downloads.delete(key);
    }
    const ms = Math.round(performance.now() - began);
    if (this.session && !this.session.ended) this.session.offer([file]);
    return {
      ms,
      bytes: file.size,
      parts: file.partHashes?.length || 1,
      corrupt: file.corrupt,
      sources: download.given.map((given) => ({ ...given })),
    };
  }

  status(): Plain {
    const { node, session } = this;
    return {
      id: node.login.id,
      high: node.login.id > LOW_ID_MAX,
      userHash: hex(node.userHash),
      server: session && !session.ended ? `${session.server.address}:${session.server.port}` : null,
      users: session?.users ?? 0,
      files: node.files.size,
      uploaded: node.uploads.uploaded,
      uploading: node.uploads.active,
      waiting: node.uploads.waiting,
      ...this.#datagrams.counts,
    };
  }

  end(): void {
    this.session?.end();
    this.node.end();
    this.#datagrams.close();
  }

  #otherServers(): Endpoint[] {
    const own = this.session?.server;
    return this.#servers.filter(
      ({ address, port }) => address !== own?.address || port !== own.port,
    );
  }

  #loggedIn(): Session {
    if (!this.session || this.session.ended) throw new Error('not logged in to a server');
    return this.session;
  }

  async #call(id: number): Promise<Peer> {
    const session = this.#loggedIn();
    return await new Promise<Peer>((resolve, reject) => {
      const late = setTimeout(() => {
        this.#called.delete(id);
        reject(new Error('the one with the low id did not connect'));
      }, CALL_MS);
      this.#called.set(id, (peer) => {
        clearTimeout(late);
        this.#called.delete(id);
        resolve(peer);
      });
      session.callBack(id);
    });
  }
}

const isHigh = ({ id }: Source): boolean => id > LOW_ID_MAX;
