// The last few requests of one kind between a client and a far end: when each was under way, and for what. A ring in one
// plain array, so that most exchanges, which have two or three, cost a few words.

const RECENT_MAX = 24;
/** Of each: when it began, when it ended, and the number of what it was for. */
const WIDTH = 3;

export class RecentSpans {
  readonly #spans: number[] = [];
  #next = 0;

  add(at: number, until: number, target: number): void {
    const spans = this.#spans;
    if (spans.length < RECENT_MAX * WIDTH) {
      spans.push(at, until, target);
      return;
    }
    const place = this.#next;
    spans[place] = at;
    spans[place + 1] = until;
    spans[place + 2] = target;
    this.#next = (place + WIDTH) % spans.length;
  }

  /** True when one for the same was under way at the same time. */
  meets(at: number, until: number, target: number): boolean {
    const spans = this.#spans;
    for (let i = 0; i < spans.length; i += WIDTH)
      if (spans[i]! < until && spans[i + 1]! > at && spans[i + 2] === target) return true;
    return false;
  }

  /** How many began between the two. */
  begunWithin(at: number, until: number): number {
    const spans = this.#spans;
    let begun = 0;
    for (let i = 0; i < spans.length; i += WIDTH)
      if (spans[i]! >= at && spans[i]! <= until) begun++;
    return begun;
  }
}
