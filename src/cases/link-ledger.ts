// What crossed the border in samples of five minutes: for shares of the link and for the 95th percentile (I3, I4).
// A flow's bytes are spread evenly over its time: a burst within a long flow does not show.
import { LIMITS } from '../model/limits.ts';

/** As providers sample. */
const SAMPLE_MS = 300_000;

interface Bytes {
  out: number;
  in: number;
}

export class LinkLedger {
  readonly #own = new Map<number, Bytes>();
  // Long flows: what they add to every sample from here on. A flow of a month costs two entries, not nine thousand.
  readonly #steps = new Map<number, Bytes>();
  /** Bytes that were not kept because there were too many samples. */
  dropped = 0;

  add(at: number, until: number, out: number, into: number): void {
    const first = Math.floor(at / SAMPLE_MS);
    const last = Math.floor(Math.max(at, until - 1) / SAMPLE_MS);
    if (first === last) {
      this.#put(this.#own, first, out, into);
      return;
    }
    const share = (ms: number): number => ms / (until - at);
    const begin = share((first + 1) * SAMPLE_MS - at);
    const end = share(until - last * SAMPLE_MS);
    this.#put(this.#own, first, out * begin, into * begin);
    this.#put(this.#own, last, out * end, into * end);
    if (last === first + 1) return;
    const each = share(SAMPLE_MS);
    if (this.#steps.size + 2 > LIMITS.linkSamplesMax) {
      this.dropped += (out + into) * each * (last - first - 1);
      return;
    }
    this.#put(this.#steps, first + 1, out * each, into * each);
    this.#put(this.#steps, last, -out * each, -into * each);
  }

  /** By number of the sample since 1970, seen from the site; those with bytes. */
  get samples(): ReadonlyMap<number, Readonly<Bytes>> {
    const all = new Map([...this.#own].map(([index, bytes]) => [index, { ...bytes }]));
    const steps = [...this.#steps].sort(([a], [b]) => a - b);
    let out = 0;
    let into = 0;
    steps.forEach(([index, step], i) => {
      out += step.out;
      into += step.in;
      const next = steps[i + 1]?.[0] ?? index;
      // Sums and differences of fractions do not come out at nothing to the last digit.
      if (out + into < LEAST_BYTES) return;
      for (let at = index; at < next && all.size < LIMITS.linkSamplesMax; at++) {
        const known = all.get(at);
        all.set(at, { out: (known?.out ?? 0) + out, in: (known?.in ?? 0) + into });
      }
    });
    // In order of time and without the last digits, so that it does not matter in which order flows came.
    return new Map(
      [...all]
        .sort(([a], [b]) => a - b)
        .map(([index, bytes]) => [
          index,
          { out: thousandths(bytes.out), in: thousandths(bytes.in) },
        ]),
    );
  }

  #put(samples: Map<number, Bytes>, index: number, out: number, into: number): void {
    const known = samples.get(index);
    if (known) {
      known.out += out;
      known.in += into;
    } else if (samples.size < LIMITS.linkSamplesMax) samples.set(index, { out, in: into });
    else this.dropped += Math.abs(out) + Math.abs(into);
  }
}

/** Of a sample. */
const LEAST_BYTES = 0.01;

const thousandths = (bytes: number): number => Math.round(bytes * 1000) / 1000;
