// A file that is being put together: which blocks are missing, which are on their way, which parts are proven.
import { hex } from '../../wire/codec/hex.ts';
import { md4 } from '../../wire/codec/md4.ts';
import { hashOfParts, partsOf } from './hashing.ts';
import { BLOCK_BYTES, PART_BYTES } from './opcodes.ts';

export interface Range {
  readonly start: number;
  /** Not in it. */
  readonly end: number;
}

interface Block extends Range {
  state: 'missing' | 'coming' | 'here';
  /** Bytes that came, from its start. */
  filled: number;
  readonly takers: Set<object>;
}

/** Parts that may fail their hash before the file is given up. */
const CORRUPT_MAX = 5;
/** Ranges of one request (0x47). */
export const RANGES_MAX = 3;

export class PartFile {
  readonly hash: Uint8Array;
  readonly name: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  /** Resolves when every part is there and proven; rejects when parts fail again and again. */
  readonly whole: Promise<void>;
  corrupt = 0;
  #partHashes: readonly Uint8Array[] | null;
  readonly #proven: boolean[];
  readonly #blocks: Block[] = [];
  #done!: () => void;
  #failed!: (reason: Error) => void;

  constructor(file: { hash: Uint8Array; name: string; size: number }, blockBytes = BLOCK_BYTES) {
    this.hash = file.hash;
    this.name = file.name;
    this.size = file.size;
    this.bytes = new Uint8Array(file.size);
    this.#partHashes = file.size < PART_BYTES ? [] : null;
    this.#proven = new Array(partsOf(file.size)).fill(false);
    for (let part = 0; part < this.#proven.length; part++) {
      const end = Math.min(file.size, (part + 1) * PART_BYTES);
      for (let at = part * PART_BYTES; at < end; at += blockBytes)
        this.#blocks.push({
          start: at,
          end: Math.min(end, at + blockBytes),
          state: 'missing',
          filled: 0,
          takers: new Set(),
        });
    }
    this.whole = new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
    });
    this.whole.catch(() => {});
  }

  /** Null until somebody gave the hash set; empty for a file whose own hash is that of its one part. */
  get partHashes(): readonly Uint8Array[] | null {
    return this.#partHashes;
  }

  get complete(): boolean {
    return this.#proven.every(Boolean);
  }

  hasPart(part: number): boolean {
    return this.#proven[part] ?? false;
  }

  /** False when it is not the hash set of this file. */
  learn(partHashes: readonly Uint8Array[]): boolean {
    if (hex(hashOfParts(partHashes)) !== hex(this.hash)) return false;
    this.#partHashes ??= partHashes;
    return true;
  }

  /**
   * Ranges for one source, up to three, within the parts that it has. When all are on their way, one that another source
   * is slow to bring; empty when there is nothing for it.
   */
  take(taker: object, has: (part: number) => boolean, count = RANGES_MAX): Range[] {
    const useful = (block: Block): boolean =>
      block.state !== 'here' && !block.takers.has(taker) && has(partOf(block.start));
    const taken = this.#blocks
      .filter((block) => block.state === 'missing' && useful(block))
      .slice(0, count);
    if (taken.length === 0) {
      const slow = this.#blocks.find((block) => useful(block) && block.takers.size < 2);
      if (slow) taken.push(slow);
    }
    for (const block of taken) {
      block.state = 'coming';
      block.takers.add(taker);
    }
    return taken.map(({ start, end }) => ({ start, end }));
  }

  /** What a source did not bring is missing again. */
  release(taker: object): void {
    for (const block of this.#blocks)
      if (block.takers.delete(taker) && block.state === 'coming' && block.takers.size === 0)
        block.state = 'missing';
  }

  /** Bytes from a source; false when it was not asked for them. Pieces of a block come in order. */
  put(taker: object, start: number, bytes: Uint8Array): boolean {
    const end = start + bytes.length;
    const block = this.#blocks.find((known) => known.start <= start && end <= known.end);
    if (!block?.takers.has(taker)) return block?.state === 'here';
    if (block.state === 'here') return true;
    this.bytes.set(bytes, start);
    if (start <= block.start + block.filled)
      block.filled = Math.max(block.filled, end - block.start);
    if (block.filled < block.end - block.start) return true;
    block.state = 'here';
    this.#prove(partOf(block.start));
    return true;
  }

  #prove(part: number): void {
    const blocks = this.#blocks.filter((block) => partOf(block.start) === part);
    if (blocks.some((block) => block.state !== 'here')) return;
    const start = part * PART_BYTES;
    const digest = md4(this.bytes, start, Math.min(this.size, start + PART_BYTES));
    const expected = this.#partHashes?.length ? this.#partHashes[part] : this.hash;
    if (expected && hex(digest) === hex(expected)) {
      this.#proven[part] = true;
      if (this.complete) this.#done();
      return;
    }
    this.corrupt += 1;
    if (this.corrupt > CORRUPT_MAX) this.#failed(new Error(`part ${part} fails its hash`));
    for (const block of blocks) {
      block.state = 'missing';
      block.filled = 0;
      block.takers.clear();
    }
  }
}

const partOf = (at: number): number => Math.floor(at / PART_BYTES);
