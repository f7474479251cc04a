// Stretches of evidence time, kept apart and in order, so that a look-up costs a binary search however many there were.

export interface Span {
  readonly at: number;
  readonly until: number;
}

export class Spans {
  private readonly slackMs: number;
  /** Ascending, with more than twice the slack between two; what lies closer is one. */
  private readonly spans: Span[] = [];

  constructor(slackMs: number) {
    this.slackMs = slackMs;
  }

  /** Returns by how many the number of stretches has grown: 1, or less where some were joined. */
  add({ at, until }: Span): number {
    const { spans, slackMs } = this;
    const first = this.firstEndingFrom(at - 2 * slackMs);
    let next = first;
    let [from, to] = [at, until];
    while (next < spans.length && spans[next]!.at <= until + 2 * slackMs) {
      from = Math.min(from, spans[next]!.at);
      to = Math.max(to, spans[next]!.until);
      next++;
    }
    spans.splice(first, next - first, { at: from, until: to });
    return 1 - (next - first);
  }

  /** True when the span lies within the slack of one that was added. */
  meets({ at, until }: Span): boolean {
    const near = this.spans[this.firstEndingFrom(at - this.slackMs)];
    return near !== undefined && near.at <= until + this.slackMs;
  }

  private firstEndingFrom(time: number): number {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.spans[middle]!.until < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
