// What came in over one socket and was not taken yet: awaited with a time limit, held back by flow control when it piles up.
import type { Socket } from 'node:net';

/** Bytes held before the sender is held back, unless more were asked for at once. */
const HELD_BYTES_MAX = 256 << 10;
/** Milliseconds of silence after which a wait ends: over twenty times a chunk's time on the slowest line of the range. */
const SILENCE_MS = 15_000;
/** The same for sessions that are open as long as a program runs. */
export const SESSION_SILENCE_MS = 30 * 60_000;

/** One reader of a socket, for protocols whose ends speak in turn. Waits are not shared: one at a time. */
export class Incoming {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #wanted = HELD_BYTES_MAX;
  #ended = false;
  #wake: (() => void) | null = null;

  /** `silenceMs`: how long a wait may see nothing come; sessions that idle by design give more. */
  constructor(socket: Socket, silenceMs = SILENCE_MS) {
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#held += chunk.length;
      if (this.#held >= this.#wanted) socket.pause();
      this.#wake?.();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.once('end', end).once('close', end);
  }

  /** Exactly so many bytes; rejects when the socket ends before. The caller bounds `count`. */
  async take(count: number): Promise<Uint8Array> {
    this.#wanted = Math.max(count, HELD_BYTES_MAX);
    while (this.#held < count) await this.#more();
    this.#wanted = HELD_BYTES_MAX;
    return this.#cut(count);
  }

  /**
   * Bytes from the start, as many as `measure` says of what is there: 0 while it needs more.
   * Rejects when `bytesMax` bytes do not hold it.
   */
  async until(measure: (held: Uint8Array) => number, bytesMax: number): Promise<Uint8Array> {
    for (;;) {
      if (this.#held > 0) {
        const count = measure(this.#joined());
        if (count > 0) return this.#cut(Math.min(count, this.#held));
        if (this.#held >= bytesMax) throw new Error(`more than ${bytesMax} bytes without an end`);
      }
      await this.#more();
    }
  }

  /** Waits for bytes that were not there yet. */
  async #more(): Promise<void> {
    if (this.#ended) throw new Error('the connection ended');
    this.#socket.resume();
    await new Promise<void>((resolve, reject) => {
      const silent = setTimeout(() => reject(new Error('no answer in time')), this.#silenceMs);
      this.#wake = () => {
        clearTimeout(silent);
        this.#wake = null;
        resolve();
      };
    });
  }

  #joined(): Uint8Array {
    const [only] = this.#chunks;
    if (only && this.#chunks.length === 1) return only;
    const joined = Buffer.concat(this.#chunks, this.#held);
    this.#chunks.length = 0;
    this.#chunks.push(joined);
    return joined;
  }

  #cut(count: number): Uint8Array {
    const all = this.#joined();
    this.#chunks.length = 0;
    this.#held = all.length - count;
    if (this.#held > 0) this.#chunks.push(all.subarray(count));
    return all.subarray(0, count);
  }
}
