// Cuts a stream into messages, whatever pieces it comes in.
import { LIMITS } from '../../model/limits.ts';

/** Bytes of the message that begins at `at`, 0 while its header is not whole, -1 when it is none. */
export type FrameLength = (bytes: Uint8Array, at: number, end: number) => number;

export class Frames {
  readonly #frameLength: FrameLength;
  readonly #read: (bytes: Uint8Array, start: number, end: number) => void;
  #held = new Uint8Array(0);
  #length = 0;
  #skip = 0;

  constructor(
    frameLength: FrameLength,
    read: (bytes: Uint8Array, start: number, end: number) => void,
  ) {
    this.#frameLength = frameLength;
    this.#read = read;
  }

  /** False when the stream is damaged: nothing after that can be found again. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#length === 0) {
      const rest = this.#take(bytes, start, end);
      if (rest < 0) return false;
      this.#keep(bytes, rest, end);
      return true;
    }
    this.#keep(bytes, start, end);
    const length = this.#length;
    const held = this.#held;
    const rest = this.#take(held, 0, length);
    if (rest < 0) return false;
    held.copyWithin(0, rest, length);
    this.#length = length - rest;
    return true;
  }

  /** Reads all whole messages; returns where the rest begins, or -1. */
  #take(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, end - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      const length = this.#frameLength(bytes, at, end);
      if (length < 0) return -1;
      if (length === 0) return at;
      if (length > LIMITS.messageBytesMax) this.#skip = length;
      else if (at + length > end) return at;
      else {
        this.#read(bytes, at, at + length);
        at += length;
      }
    }
    return end;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(bytes.subarray(start, end), this.#length);
    this.#length = needed;
  }
}
