// Searches that this servent asked: their hits, by GUID, as they come.
import { guidText } from './message.ts';
import type { HitResult, QueryHit } from './query-hit.ts';

/** One file somewhere, with all that a download needs. */
export interface Found extends HitResult {
  readonly address: string;
  readonly port: number;
  readonly push: boolean;
  readonly vendor: string;
  /** The sharer's GUID, 32 hex digits: what a push is addressed to. */
  readonly servent: string;
}

export class Search {
  readonly found: Found[] = [];
  /** Milliseconds from the question to each result. */
  readonly times: number[] = [];
  readonly #from = performance.now();
  readonly #enough: number;
  #done: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(enough: number) {
    this.#enough = enough;
  }

  add({ address, port, push, vendor, servent, results }: QueryHit): void {
    for (const result of results.slice(0, FOUND_MAX - this.found.length)) {
      this.found.push({ ...result, address, port, push, vendor, servent: guidText(servent) });
      this.times.push(performance.now() - this.#from);
    }
    if (this.found.length >= this.#enough) this.end();
  }

  /** Resolves when enough was found, or the time is over. */
  async finished(ms: number): Promise<void> {
    if (this.found.length >= this.#enough) return;
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.#timer = setTimeout(resolve, ms);
    });
    clearTimeout(this.#timer);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#done();
  }
}

/** Results kept of one search. */
const FOUND_MAX = 1000;
/** Searches whose hits are still taken; the oldest makes room. */
const SEARCHES_MAX = 100;

export class Searches {
  readonly #open = new Map<string, Search>();

  open(guid: Uint8Array, enough = Number.POSITIVE_INFINITY): Search {
    const search = new Search(enough);
    this.#open.set(guidText(guid), search);
    for (const [oldest, old] of this.#open) {
      if (this.#open.size <= SEARCHES_MAX) break;
      old.end();
      this.#open.delete(oldest);
    }
    return search;
  }

  hit(guid: Uint8Array, hit: QueryHit): void {
    this.#open.get(guidText(guid))?.add(hit);
  }

  stop(): void {
    for (const search of this.#open.values()) search.end();
    this.#open.clear();
  }
}
