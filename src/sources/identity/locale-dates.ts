// Dates in the short form of a locale: `11/22/26`, `22/11/2026`, `22.11.2026`, `2026-11-22`. Which number is the month
// shows as soon as one of them is above 12; before that the reading is taken that lies nearer to when the file was written.
import { DAY_MS } from '../../model/time.ts';
import type { Stamps } from '../text/stamps.ts';

export class LocaleDates {
  readonly #stamps: Stamps;
  readonly #writtenUntil: () => number;
  #dayFirst: boolean | null = null;

  constructor(stamps: Stamps, writtenUntil: () => number) {
    this.#stamps = stamps;
    this.#writtenUntil = writtenUntil;
  }

  /** Epoch ms of `date time`, or NaN. */
  at(text: string): number {
    const stamp = text
      .trim()
      .replace(NARROW_BLANKS, ' ')
      .replace(/ (\d{1,2})\.(\d\d)\.(\d\d)$/, ' $1:$2:$3');
    const found = SLASHED.exec(stamp);
    if (!found) return this.#stamps.any(stamp);
    const [, first, separator, second] = found;
    if (Number(first) > 12 || separator === '.') this.#dayFirst = true;
    else if (Number(second) > 12) this.#dayFirst = false;
    if (this.#dayFirst !== null) return this.#read(stamp, this.#dayFirst);
    return this.#nearer(this.#read(stamp, false), this.#read(stamp, true));
  }

  #read(stamp: string, dayFirst: boolean): number {
    return dayFirst ? this.#stamps.european(stamp) : this.#stamps.american(stamp);
  }

  #nearer(american: number, european: number): number {
    const written = this.#writtenUntil() + DAY_MS;
    if (american > written && european <= written) return european;
    if (european > written || american > written) return american;
    return european > american ? european : american;
  }
}

/** Windows puts narrow and non-breaking blanks before AM and PM. */
const NARROW_BLANKS = /[\u00a0\u202f\u200e\u200f]/g;
const SLASHED = /^(\d{1,2})([/.-])(\d{1,2})[/.-]\d{2,4},? /;
