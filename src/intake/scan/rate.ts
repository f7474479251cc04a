// How fast a scan asks: a bucket of permissions that fills evenly. Every connection and every datagram takes one.

import { setTimeout as sleep } from 'node:timers/promises';

export class Rate {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #filled = performance.now();
  /** How many were taken in all. */
  taken = 0;

  /** `burst`: how many may go out at once after a pause; a tenth of a second's worth. */
  constructor(perSecond: number, burst = Math.max(1, perSecond / 10)) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
  }

  /** Waits for its turn, in the order of asking. */
  async take(): Promise<void> {
    const now = performance.now();
    this.#left = Math.min(
      this.#burst,
      this.#left + ((now - this.#filled) * this.#perSecond) / 1000,
    );
    this.#filled = now;
    // Taken at once, be it in advance: whoever comes next waits longer.
    this.#left -= 1;
    this.taken += 1;
    if (this.#left < 0) await sleep((-this.#left * 1000) / this.#perSecond);
  }
}
