// What crossed the border in samples of five minutes: for shares of the link and for the 95th percentile (I3, I4).
// A flow's bytes are spread evenly over its time: a burst within a long flow does not show.
import { LIMITS } from '../model/limits.ts';

/** As providers sample. */
const SAMPLE_MS = 300_000;

export class LinkLedger {
  /** By number of the sample since 1970, seen from the site. */
  readonly samples = new Map<number, { out: number; in: number }>();
  /** Bytes of samples that were not kept because there were too many. */
  dropped = 0;

  add(at: number, until: number, out: number, into: number): void {
    const first = Math.floor(at / SAMPLE_MS);
    const last = Math.floor(Math.max(at, until - 1) / SAMPLE_MS);
    const lasted = Math.max(1, until - at);
    for (let index = first; index <= last; index++) {
      const begin = Math.max(at, index * SAMPLE_MS);
      const end = Math.min(until, (index + 1) * SAMPLE_MS);
      const share = first === last ? 1 : (end - begin) / lasted;
      const sample = this.#sample(index);
      if (sample) {
        sample.out += out * share;
        sample.in += into * share;
        continue;
      }
      this.dropped += (out + into) * ((until - begin) / lasted);
      // What begins after the cap is not walked through: the rest of the flow is beyond it too, or as good as.
      return;
    }
  }

  #sample(index: number): { out: number; in: number } | null {
    const known = this.samples.get(index);
    if (known) return known;
    if (this.samples.size >= LIMITS.linkSamplesMax) return null;
    const sample = { out: 0, in: 0 };
    this.samples.set(index, sample);
    return sample;
  }
}
