// One proxy often writes two logs of the same requests (its own format and the combined one), and collectors keep a third.
// The same request in another piece of evidence is a copy, told by who asked, for what, with what result and when.
import { LIMITS } from '../model/limits.ts';
import type { RequestObservation } from '../model/observation.ts';

export class RequestCopies {
  /** A number made of the request → the piece of evidence that had it first. */
  readonly #first = new Map<number, number>();

  isCopy(request: RequestObservation): boolean {
    const { evidence } = request.origin;
    const second = Math.floor((request.until ?? request.at + (request.durationMs ?? 0)) / 1000);
    const what = `${request.source} ${request.method ?? ''} ${request.host ?? ''} ${request.status ?? ''} ${request.bytesIn ?? ''}`;
    // Logs of whole seconds may round.
    for (const near of [second, second - 1, second + 1]) {
      const from = this.#first.get(keyOf(what, near));
      if (from !== undefined && from !== evidence) return true;
    }
    const key = keyOf(what, second);
    if (this.#first.size < LIMITS.correlatedMax && !this.#first.has(key))
      this.#first.set(key, evidence);
    return false;
  }
}

/** 53 bits: among half a million requests two different ones meet once in seventy thousand runs. */
const keyOf = (text: string, second: number): number => {
  let one = second | 0;
  let other = ~second;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 0x9e3779b1);
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
  }
  return (one >>> 0) * 0x20_0000 + ((other ^ (other >>> 11)) >>> 11);
};
