// What a servent shares, found by words, index or hash.
import type { SharedFile } from '../content.ts';
import type { Query } from './query.ts';
import { sha1Urn } from './urn.ts';
import { beginnings, routeWords } from './words.ts';

export interface Share extends SharedFile {
  /** Names the file in hits, `GET /get/<index>/` and pushes. */
  readonly index: number;
  readonly urn: string;
}

/** Results of one query: more would help nobody. */
const MATCHES_MAX = 64;

export class Collection {
  readonly shares: readonly Share[];
  readonly kilobytes: number;
  readonly #byWord = new Map<string, Set<Share>>();
  readonly #byUrn = new Map<string, Share>();

  constructor(files: readonly SharedFile[]) {
    this.shares = files.map((file, at) => ({ ...file, index: at + 1, urn: sha1Urn(file.bytes) }));
    for (const share of this.shares) {
      this.#byUrn.set(share.urn, share);
      for (const word of routeWords(share.name).flatMap(beginnings)) {
        const known = this.#byWord.get(word);
        if (known) known.add(share);
        else this.#byWord.set(word, new Set([share]));
      }
    }
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    this.kilobytes = Math.ceil(bytes / 1024);
  }

  byIndex(index: number): Share | null {
    return this.shares[index - 1] ?? null;
  }

  byUrn(urn: string): Share | null {
    return this.#byUrn.get(urn) ?? null;
  }

  /** Files with all words of the query, or the one with its hash. */
  matching({ words, urn }: Pick<Query, 'words' | 'urn'>): Share[] {
    const named = urn ? this.byUrn(urn) : null;
    if (named) return [named];
    if (urn) return [];
    const [first, ...rest] = routeWords(words).map((word) => this.#byWord.get(word));
    if (!first) return [];
    return [...first]
      .filter((share) => rest.every((shares) => shares?.has(share)))
      .slice(0, MATCHES_MAX);
  }

  /** What a leaf's route table says: every word, its beginnings, every hash. */
  *routeWords(): Generator<string> {
    yield* this.#byWord.keys();
    yield* this.#byUrn.keys();
  }
}
