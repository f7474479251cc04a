// Times that are asked about, so that only what happened then is kept of evidence that is read once.

export interface TimeWindow {
  /** Epoch ms, both included. */
  readonly from: number;
  readonly until: number;
}

export class TimeWindows {
  /** In order, without overlaps. */
  readonly #windows: readonly TimeWindow[];

  constructor(windows: readonly TimeWindow[]) {
    const merged: { from: number; until: number }[] = [];
    for (const { from, until } of [...windows].sort((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last && from <= last.until) last.until = Math.max(last.until, until);
      else merged.push({ from, until });
    }
    this.#windows = merged;
  }

  /** By halves: there may be a window for each of a thousand claims, and a question for each of a million lines. */
  touch(from: number, until: number): boolean {
    let low = 0;
    let high = this.#windows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#windows[middle]!.until < from) low = middle + 1;
      else high = middle;
    }
    return low < this.#windows.length && this.#windows[low]!.from <= until;
  }
}
