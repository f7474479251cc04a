// What one client shares: files under one virtual folder, found by words or by tree hash, listed as a whole.
import { base32 } from '../../wire/codec/base32.ts';
import { rootOf, tigerTreeLeaves } from '../../wire/codec/tiger-tree.ts';
import type { SharedFile } from '../content.ts';
import { bzip2 } from './bzip2-write.ts';
import { fileListXml } from './file-list.ts';

export interface SharedEntry extends SharedFile {
  /** Base32, 39 characters. */
  readonly tth: string;
  /** Digests of 64 KiB blocks, one after the other. */
  readonly leaves: Uint8Array;
}

/** What a search asks for. Sizes in bytes. */
export interface Query {
  readonly words: readonly string[];
  readonly tth?: string | undefined;
  readonly sizeMin?: number | undefined;
  readonly sizeMax?: number | undefined;
}

/** The virtual folder that the files lie in. */
export const FOLDER = 'share';
/** Finer blocks are not worth checking one by one (DC++ takes the same). */
const TREE_BLOCK_BYTES = 64 << 10;

export class Share {
  readonly entries: readonly SharedEntry[];
  readonly bytes: number;
  readonly #list: Uint8Array;
  #packed: Uint8Array | undefined;

  constructor(files: readonly SharedFile[], list: { cid: string; generator: string }) {
    this.entries = files.map((file) => {
      const level = tigerTreeLeaves(file.bytes, TREE_BLOCK_BYTES);
      const leaves = new Uint8Array(Buffer.concat(level));
      return { ...file, tth: base32(rootOf(level)), leaves };
    });
    this.bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    const listed = this.entries.map(({ name, bytes, tth }) => ({ name, size: bytes.length, tth }));
    this.#list = new TextEncoder().encode(fileListXml(FOLDER, listed, list));
  }

  find({ words, tth, sizeMin = 0, sizeMax = Number.MAX_SAFE_INTEGER }: Query): SharedEntry[] {
    if (tth !== undefined) return this.entries.filter((entry) => entry.tth === tth);
    const wanted = words.map((word) => word.toLowerCase()).filter((word) => word.length > 0);
    if (wanted.length === 0) return [];
    return this.entries.filter(({ name, bytes }) => {
      const lower = name.toLowerCase();
      const fits = bytes.length >= sizeMin && bytes.length <= sizeMax;
      return fits && wanted.every((word) => lower.includes(word));
    });
  }

  /** What a transfer of this type and name carries (ADC §6.3.10 GET, NMDC $ADCGET); null when it is not there. */
  item(type: string, id: string): Uint8Array | null {
    if (type === 'list') return id.startsWith('/') ? this.#list : null;
    if (type === 'tthl') return this.#entry(id)?.leaves ?? null;
    if (type !== 'file') return null;
    if (id === 'files.xml') return this.#list;
    if (id === 'files.xml.bz2') {
      this.#packed ??= bzip2(this.#list);
      return this.#packed;
    }
    return this.#entry(id)?.bytes ?? null;
  }

  /** By `TTH/…`, or by the path that NMDC's older $Get names, with either slash. */
  #entry(id: string): SharedEntry | undefined {
    if (id.startsWith('TTH/')) return this.entries.find(({ tth }) => tth === id.slice(4));
    const name = id.replaceAll('\\', '/').replace(/^\//, '');
    return this.entries.find((entry) => `${FOLDER}/${entry.name}` === name);
  }
}
