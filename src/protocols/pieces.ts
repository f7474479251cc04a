// A message whose pieces state where they belong and come in any order, some of them twice: CRYPTO frames of QUIC
// (RFC 9000 §19.6), handshake fragments of DTLS (RFC 6347 §4.2.3).
import { LIMITS } from '../model/limits.ts';

export class Pieces {
  readonly #bytesMax: number;
  #bytes = new Uint8Array(2048);
  /** Covered ranges as start, end, start, end …: in order, none touching the next. */
  #spans: number[] = [];

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The message as far as it is there; only `whole` bytes of it mean anything. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Bytes there are from the first on without a gap. */
  get whole(): number {
    return this.#spans[0] === 0 ? this.#spans[1]! : 0;
  }

  /** False when a cap is reached: the message will never be whole. */
  add(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    const stop = offset + end - start;
    if (stop > this.#bytesMax) return false;
    if (stop > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#bytesMax, Math.max(stop, 4096)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), offset);
    this.#cover(offset, stop);
    return this.#spans.length <= 2 * LIMITS.handshakePiecesMax;
  }

  #cover(from: number, to: number): void {
    const before = this.#spans;
    const after: number[] = [];
    let [start, end] = [from, to];
    let placed = false;
    for (let i = 0; i < before.length; i += 2) {
      const [left, right] = [before[i]!, before[i + 1]!];
      if (right < start) after.push(left, right);
      else if (left > end) {
        if (!placed) after.push(start, end);
        placed = true;
        after.push(left, right);
      } else {
        start = Math.min(start, left);
        end = Math.max(end, right);
      }
    }
    if (!placed) after.push(start, end);
    this.#spans = after;
  }
}
