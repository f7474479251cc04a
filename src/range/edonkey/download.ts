// One file from many sources at once: each source is asked in turn for what is missing, and every part is proven.
import { hex } from '../../wire/codec/hex.ts';
import { addressOfId, Reader, Writer } from './bytes.ts';
import type { ClientDatagrams } from './client-datagrams.ts';
import type { Source } from './listing.ts';
import type { Node } from './node.ts';
import { EMULE, LOW_ID_MAX, PEER, PEER_EMULE } from './opcodes.ts';
import type { PartFile } from './part-file.ts';
import { mapOf, readMap } from './part-map.ts';
import { type Peer, SilentSource } from './peer.ts';
import { sourcesRequest } from './source-exchange.ts';

/** Milliseconds: for an answer; for parts, on the slowest line of the range; between questions for our place. */
const ANSWER_MS = 10_000;
const PART_MS = 30_000;
const REASK_MS = 2000;
const IDLE_MS = 100;
/** How often we ask before a source is given up. */
const REASKS_MAX = 30;
const SOURCES_MAX = 200;
/** Parts of one file (4 GB), as one hash set may list. */
const PART_HASHES_MAX = 450;

export interface Given {
  /** `203.0.113.14:4662` */
  readonly from: string;
  readonly obfuscated: boolean;
  /** True for one that was reached through its server. */
  readonly called: boolean;
  bytes: number;
}

export interface DownloadWays {
  readonly node: Node;
  readonly datagrams: ClientDatagrams;
  /** Asks the server that one with a low id connects to us. */
  call(id: number): Promise<Peer>;
}

export class Download {
  readonly file: PartFile;
  readonly given: Given[] = [];
  /** Why sources were given up, for the error when none is left. */
  readonly failures: string[] = [];
  readonly #ways: DownloadWays;
  readonly #tried = new Set<string>();
  readonly #peers = new Set<Peer>();
  #running = 0;
  #pausing: Promise<void> | null = null;
  #none!: (reason: Error) => void;
  readonly #outOfSources: Promise<never>;

  constructor(file: PartFile, ways: DownloadWays) {
    this.file = file;
    this.#ways = ways;
    this.#outOfSources = new Promise((_, reject) => {
      this.#none = reject;
    });
    this.#outOfSources.catch(() => {});
  }

  /** Resolves when the file is whole; rejects when no source is left, or after `ms`. */
  async run(sources: readonly Source[], ms: number): Promise<void> {
    const late = setTimeout(() => this.#none(new Error('the download took too long')), ms);
    try {
      this.add(sources);
      if (this.#running === 0) this.#none(new Error('no sources'));
      await Promise.race([this.file.whole, this.#outOfSources]);
    } finally {
      clearTimeout(late);
      for (const peer of this.#peers) this.#leave(peer);
    }
  }

  add(sources: readonly Source[]): void {
    const { node } = this.#ways;
    for (const source of sources) {
      const key = `${source.id}:${source.port}`;
      const own = source.id === node.introduction().id && source.port === node.options.port;
      if (own || this.#tried.has(key) || this.#tried.size >= SOURCES_MAX) continue;
      this.#tried.add(key);
      this.#running += 1;
      void this.#use(source)
        .catch((error: unknown) => this.#useAgain(source, error))
        .catch((error: unknown) => this.failures.push(`${addressOfId(source.id)}: ${error}`))
        .finally(() => {
          this.#running -= 1;
          if (this.#running === 0 && !this.file.complete)
            this.#none(new Error(`no source is left: ${this.failures.join('; ')}`));
        });
    }
  }

  /** One that was reached and fell silent is asked a second time, over a new connection. */
  async #useAgain(source: Source, error: unknown): Promise<void> {
    if (!(error instanceof SilentSource) || this.file.complete) throw error;
    await this.#use(source);
  }

  async #use(source: Source): Promise<void> {
    const { node } = this.#ways;
    const called = source.id <= LOW_ID_MAX;
    const peer = called
      ? await this.#ways.call(source.id)
      : await node.open({ ...source, address: addressOfId(source.id) });
    this.#peers.add(peer);
    const given: Given = {
      from: `${peer.address}:${source.port}`,
      obfuscated: peer.link.obfuscated,
      called,
      bytes: 0,
    };
    this.given.push(given);
    try {
      await this.#loadFrom(peer, given);
    } finally {
      this.file.release(peer);
      this.#leave(peer);
    }
  }

  async #loadFrom(peer: Peer, given: Given): Promise<void> {
    const { hash } = this.file;
    // Version 2 of extended requests: our map of parts, and how many complete sources we know.
    const request = new Writer().bytes(hash);
    if (peer.them.modern) request.bytes(mapOf(this.file)).u16(0);
    peer.send(PEER.fileRequest, request.done());
    this.#see(await peer.next(ANSWER_MS, PEER.fileName, PEER.noSuchFile));
    peer.send(PEER.setFile, hash);
    const status = this.#see(await peer.next(ANSWER_MS, PEER.fileStatus, PEER.noSuchFile));
    const has = readMap(new Reader(status, 16));
    if (!has) throw new Error('a torn map of parts');
    if (this.file.partHashes === null) await this.#learnParts(peer);
    const { newExchange } = peer.them;
    const ask = newExchange ? PEER_EMULE.getSources2 : PEER_EMULE.getSources;
    peer.link.send(EMULE, ask, sourcesRequest(hash, newExchange));
    peer.send(PEER.startUpload, hash);
    await this.#turn(peer);
    for (;;) {
      if (this.file.complete || peer.link.ended) return;
      const ranges = this.file.take(peer, has);
      if (ranges.length > 0) await this.#loadRanges(peer, ranges, given);
      // All that it has is on its way from others; when one of them fails, it is needed again.
      else await this.#pause();
    }
  }

  /** One wait for all sources that have nothing to do. */
  #pause(): Promise<void> {
    this.#pausing ??= this.#ways.node.host.wait(IDLE_MS).then(() => {
      this.#pausing = null;
    });
    return this.#pausing;
  }

  async #learnParts(peer: Peer): Promise<void> {
    peer.send(PEER.hashSetRequest, this.file.hash);
    const payload = this.#see(await peer.next(ANSWER_MS, PEER.hashSet, PEER.noSuchFile));
    const from = new Reader(payload, 16);
    const count = Math.min(from.u16(), PART_HASHES_MAX);
    const parts = Array.from({ length: count }, () => from.bytes(16).slice());
    if (!from.ok || !this.file.learn(parts)) throw new Error('not the hash set of this file');
  }

  /** Waits for our turn; asks for our place by UDP meanwhile, which keeps it. */
  async #turn(peer: Peer): Promise<void> {
    for (let asked = 0; asked < REASKS_MAX; asked++) {
      const accepted = await peer.next(REASK_MS, PEER.acceptUpload).then(
        () => true,
        () => false,
      );
      if (accepted) return;
      if (peer.link.ended) throw new Error('the source ended the connection');
      if (peer.rank !== null) this.#ways.datagrams.reask(peer, this.file.hash);
    }
    throw new Error('our turn did not come');
  }

  async #loadRanges(
    peer: Peer,
    ranges: readonly { start: number; end: number }[],
    given: Given,
  ): Promise<void> {
    const out = new Writer().bytes(this.file.hash);
    for (const i of [0, 1, 2]) out.u32(ranges[i]?.start ?? 0);
    for (const i of [0, 1, 2]) out.u32(ranges[i]?.end ?? 0);
    peer.send(PEER.requestParts, out.done());
    let left = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    while (left > 0) {
      const { opcode, payload } = await peer.next(PART_MS, PEER.sendingPart, PEER.outOfRequests);
      if (opcode === PEER.outOfRequests) {
        await this.#turn(peer);
        peer.send(PEER.requestParts, out.done());
        continue;
      }
      const from = new Reader(payload);
      const hash = hex(from.bytes(16));
      const start = from.u32();
      const bytes = from.bytes(Math.max(0, from.u32() - start));
      if (!from.ok || bytes.length === 0 || hash !== hex(this.file.hash))
        throw new Error('a torn part');
      if (!this.file.put(peer, start, bytes)) throw new Error('bytes nobody asked for');
      given.bytes += bytes.length;
      left -= bytes.length;
    }
  }

  /** The payload of an answer about our file; throws when the source has it no more. */
  #see({ opcode, payload }: { opcode: number; payload: Uint8Array }): Uint8Array {
    if (opcode === PEER.noSuchFile) throw new Error('the source does not have the file');
    if (hex(payload, 0, 16) !== hex(this.file.hash))
      throw new Error('an answer about another file');
    return payload;
  }

  #leave(peer: Peer): void {
    if (!this.#peers.delete(peer) || peer.link.ended) return;
    peer.send(PEER.endOfDownload, this.file.hash);
    peer.link.finish();
  }
}
