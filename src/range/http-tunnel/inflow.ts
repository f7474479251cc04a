// What comes in over a socket, taken when there is room for it; the sender is held back meanwhile.
import type { Duplex } from 'node:stream';

/** Bytes held before the sender is held back. */
const HELD_BYTES_MAX = 256 << 10;

export class Inflow {
  readonly #socket: Duplex;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #ended = false;
  #wake: () => void = () => {};

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#held += chunk.length;
      if (this.#held >= HELD_BYTES_MAX) socket.pause();
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.once('end', end).once('close', end);
  }

  /** Nothing more will come and all was taken. */
  get over(): boolean {
    return this.#ended && this.#held === 0;
  }

  /** What is there, `most` bytes at most, after waiting for some; empty when the time passes or all is over. */
  async some(most: number, waitMs: number): Promise<Uint8Array> {
    if (this.#held === 0 && !this.#ended && waitMs > 0) await this.#more(waitMs);
    return this.#cut(Math.min(most, this.#held));
  }

  /** So many bytes; rejects when they do not come in time. */
  async exactly(count: number, waitMs: number): Promise<Uint8Array> {
    const until = performance.now() + waitMs;
    while (this.#held < count) {
      const left = until - performance.now();
      if (this.#ended || left <= 0 || count > HELD_BYTES_MAX)
        throw new Error(`${count} bytes did not come`);
      await this.#more(left);
    }
    return this.#cut(count);
  }

  /** Bytes before `ending`, which is taken too; rejects when `most` bytes do not hold it. */
  async before(ending: number, most: number, waitMs: number): Promise<Uint8Array> {
    const taken: number[] = [];
    while (taken.length <= most) {
      const [byte] = await this.exactly(1, waitMs);
      if (byte === ending) return Uint8Array.from(taken);
      taken.push(byte!);
    }
    throw new Error(`no end within ${most} bytes`);
  }

  async #more(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(late);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  #cut(count: number): Uint8Array {
    if (count === 0) return new Uint8Array();
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = count < all.length ? [all.subarray(count)] : [];
    this.#held = all.length - count;
    if (!this.#ended) this.#socket.resume();
    return all.subarray(0, count);
  }
}
