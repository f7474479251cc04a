// Words in bytes, whatever their case: all at once, one step a byte (Aho and Corasick, CACM 1975). For the many lines in which
// none stands, this is cheaper than a regular expression, which needs a text first (bench/micro/squid.bench.mjs).
//
//   state ──byte──► state: the longest beginning of a word that ends here; 0 is none, negative: a whole word ends here

const BYTES = 256;

export class Traces {
  readonly #next: Int16Array;

  /** ASCII words; an empty one stands everywhere. */
  constructor(words: readonly string[]) {
    const folded = words.map((word) => word.toLowerCase());
    const states = 1 + folded.reduce((sum, { length }) => sum + length, 0);
    const next = new Int16Array(states * BYTES);
    this.#next = next;
    const fallback = new Int16Array(states);
    const ends = new Uint8Array(states);
    let size = 1;
    for (const word of folded) {
      let state = 0;
      for (let i = 0; i < word.length; i++) {
        const at = state * BYTES + word.charCodeAt(i);
        if (next[at] === 0) next[at] = size++;
        state = next[at]!;
      }
      ends[state] = 1;
    }
    link(next, fallback, ends, size);
  }

  standsIn(bytes: Uint8Array, start: number, end: number): boolean {
    const next = this.#next;
    let state = 0;
    for (let i = start; i < end; i++) {
      state = next[(state << 8) | bytes[i]!]!;
      if (state < 0) return true;
    }
    return false;
  }
}

/** Fills the steps that leave a word, breadth first, and marks steps to an end of a word. */
const link = (next: Int16Array, fallback: Int16Array, ends: Uint8Array, size: number): void => {
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    for (let byte = 0; byte < BYTES; byte++) {
      const to = next[state * BYTES + byte]!;
      const instead = state === 0 ? 0 : next[fallback[state]! * BYTES + byte]!;
      if (to === 0) next[state * BYTES + byte] = instead;
      else {
        fallback[to] = instead;
        if (ends[instead] === 1) ends[to] = 1;
        queue.push(to);
      }
    }
  }
  for (let at = 0; at < size * BYTES; at++) if (ends[next[at]!] === 1) next[at] = -1;
  foldCapitals(next, size);
};

const foldCapitals = (next: Int16Array, size: number): void => {
  for (let state = 0; state < size; state++)
    for (let capital = 65; capital <= 90; capital++)
      next[state * BYTES + capital] = next[state * BYTES + capital + 32]!;
};
