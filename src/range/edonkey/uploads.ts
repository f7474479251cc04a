// What a client gives: file names, hash sets, places in its queue, and parts to those whose turn it is.
import { hex } from '../../wire/codec/hex.ts';
import { Reader, Writer } from './bytes.ts';
import type { Source } from './listing.ts';
import type { Message } from './messages.ts';
import {
  BLOCK_BYTES,
  EDONKEY,
  EMULE,
  LOW_ID_MAX,
  PART_BYTES,
  PEER,
  PEER_EMULE,
} from './opcodes.ts';
import { RANGES_MAX, type Range } from './part-file.ts';
import { mapOf } from './part-map.ts';
import type { Peer } from './peer.ts';
import { readSourcesRequest, sourcesAnswer } from './source-exchange.ts';

/** A file, or what there is of it. */
export interface Offered {
  readonly hash: Uint8Array;
  readonly name: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly partHashes: readonly Uint8Array[] | null;
  readonly complete: boolean;
  hasPart(part: number): boolean;
}

interface Upload {
  readonly peer: Peer;
  file: Offered;
  readonly ranges: Range[];
  busy: boolean;
}

/** Programs cut ranges into messages of this size. */
const MESSAGE_BYTES = 10_240;
const WAITING_MAX = 500;
/** Ranges that one peer may have asked for ahead. */
const AHEAD_MAX = 8 * RANGES_MAX;

export class Uploads {
  uploaded = 0;
  readonly #slots: number;
  readonly #find: (hash: string) => Offered | undefined;
  readonly #active = new Map<Peer, Upload>();
  readonly #waiting = new Map<Peer, Offered>();

  constructor(slots: number, find: (hash: string) => Offered | undefined) {
    this.#slots = slots;
    this.#find = find;
  }

  get active(): number {
    return this.#active.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  request(peer: Peer, { protocol, opcode, payload }: Message) {
    if (protocol === EMULE) return this.#tellSources(peer, payload, opcode);
    switch (opcode) {
      case PEER.endOfDownload:
      case PEER.cancel:
        return this.leave(peer);
      case PEER.requestParts:
        return this.#ask(peer, payload);
    }
    const file = this.#find(hex(payload, 0, 16));
    if (!file) return peer.send(PEER.noSuchFile, payload.slice(0, 16));
    switch (opcode) {
      case PEER.fileRequest:
        return peer.send(PEER.fileName, new Writer().bytes(file.hash).text(file.name).done());
      case PEER.setFile:
        return peer.send(PEER.fileStatus, new Writer().bytes(file.hash).bytes(mapOf(file)).done());
      case PEER.hashSetRequest:
        return this.#tellHashSet(peer, file);
      case PEER.startUpload:
        return this.#enter(peer, file);
    }
  }

  leave(peer: Peer) {
    this.#waiting.delete(peer);
    if (!this.#active.delete(peer)) return;
    for (const [next, file] of this.#waiting) {
      this.#waiting.delete(next);
      if (!next.link.ended) return this.#accept(next, file);
    }
  }

  /** The place of one who asks from an address by UDP; 0 when it is its turn, null when it does not wait. */
  rankOf(address: string, udpPort: number): number | null {
    const same = (peer: Peer): boolean => peer.address === address && peer.udpPort === udpPort;
    if ([...this.#active.keys()].some(same)) return 0;
    const at = [...this.#waiting.keys()].findIndex(same);
    return at < 0 ? null : at + 1;
  }

  #enter(peer: Peer, file: Offered) {
    const active = this.#active.get(peer);
    if (active) {
      active.file = file;
      return peer.send(PEER.acceptUpload);
    }
    if (this.#active.size < this.#slots) return this.#accept(peer, file);
    if (this.#waiting.size >= WAITING_MAX) return peer.link.end();
    this.#waiting.set(peer, file);
    const rank = [...this.#waiting.keys()].indexOf(peer) + 1;
    // Twelve bytes, of which two are used.
    peer.link.send(
      EMULE,
      PEER_EMULE.queueRank,
      new Writer().u16(rank).bytes(new Uint8Array(10)).done(),
    );
  }

  #accept(peer: Peer, file: Offered): void {
    this.#active.set(peer, { peer, file, ranges: [], busy: false });
    peer.send(PEER.acceptUpload);
  }

  #ask(peer: Peer, payload: Uint8Array) {
    const upload = this.#active.get(peer);
    if (!upload) return peer.send(PEER.outOfRequests);
    const from = new Reader(payload);
    const hash = hex(from.bytes(16));
    const starts = [from.u32(), from.u32(), from.u32()];
    const ends = [from.u32(), from.u32(), from.u32()];
    if (!from.ok || hash !== hex(upload.file.hash)) return peer.link.end();
    for (const [i, start] of starts.entries()) {
      const end = ends[i]!;
      if (end === start) continue;
      if (!mayHave(upload.file, { start, end })) return peer.link.end();
      upload.ranges.push({ start, end });
    }
    if (upload.ranges.length > AHEAD_MAX) return peer.link.end();
    if (!upload.busy) void this.#send(upload);
  }

  async #send(upload: Upload): Promise<void> {
    const { peer, ranges } = upload;
    upload.busy = true;
    for (let range = ranges.shift(); range; range = ranges.shift()) {
      const { file } = upload;
      for (let start = range.start; start < range.end; start += MESSAGE_BYTES) {
        if (peer.link.ended || this.#active.get(peer) !== upload) return;
        const end = Math.min(range.end, start + MESSAGE_BYTES);
        const out = new Writer().bytes(file.hash).u32(start).u32(end);
        this.uploaded += end - start;
        await peer.link.sendPaced(
          EDONKEY,
          PEER.sendingPart,
          out.bytes(file.bytes.subarray(start, end)).done(),
        );
      }
    }
    upload.busy = false;
  }

  #tellHashSet(peer: Peer, file: Offered) {
    if (file.partHashes === null) return peer.send(PEER.noSuchFile, file.hash);
    const out = new Writer().bytes(file.hash).u16(file.partHashes.length);
    for (const part of file.partHashes) out.bytes(part);
    peer.send(PEER.hashSet, out.done());
  }

  /** Others who load the same file or wait for it. */
  #tellSources(peer: Peer, payload: Uint8Array, opcode: number) {
    const versioned = opcode === PEER_EMULE.getSources2;
    const asked = readSourcesRequest(payload, versioned);
    const key = asked && hex(asked.hash);
    if (!asked) return peer.link.end();
    const others: Source[] = [];
    const see = (other: Peer, file: Offered): void => {
      const { id, port, obfuscation, hash } = other.them;
      if (other === peer || hex(file.hash) !== key || id <= LOW_ID_MAX) return;
      others.push({ id, port, obfuscation, userHash: hex(hash) });
    };
    for (const [other, { file }] of this.#active) see(other, file);
    for (const [other, file] of this.#waiting) see(other, file);
    if (others.length === 0) return;
    peer.link.send(
      EMULE,
      versioned ? PEER_EMULE.sources2 : PEER_EMULE.sources,
      sourcesAnswer(asked.hash, others, { version: asked.version, versioned }),
    );
  }
}

const mayHave = (file: Offered, { start, end }: Range): boolean =>
  start < end &&
  end <= file.size &&
  end - start <= BLOCK_BYTES &&
  file.hasPart(Math.floor(start / PART_BYTES)) &&
  file.hasPart(Math.floor((end - 1) / PART_BYTES));
