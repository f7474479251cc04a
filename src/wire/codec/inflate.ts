// Deflate (RFC 1950–1952) with a bound on what comes out: a few hostile bytes can stand for a thousand times as many.
import { Decompress, Inflate } from 'fflate';

/** Input goes in slices of this many bytes, so that one slice (at most 1,032-fold) overshoots by a megabyte at most. */
const SLICE = 1024;

/** Inflates a stream message by message; keeps the window from one to the next (RFC 7692 §7.2.2). */
export class BoundedInflate {
  readonly #bytesMax: number;
  readonly #stream: Inflate | Decompress;
  #parts: Uint8Array[] = [];
  #length = 0;
  /** fflate's Decompress loses a first piece shorter than the three bytes it tells formats by: held until then. */
  #first: Uint8Array | null;

  /** `raw`: bare deflate; `any`: gzip, zlib or bare, told by the first bytes. */
  constructor(kind: 'raw' | 'any', bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#first = kind === 'any' ? new Uint8Array(0) : null;
    const keep = (part: Uint8Array) => {
      if (part.length === 0) return;
      this.#length += part.length;
      if (this.#length <= this.#bytesMax) this.#parts.push(part.slice());
    };
    this.#stream = kind === 'raw' ? new Inflate(keep) : new Decompress(keep);
  }

  /** False when the bytes are no deflate stream or stand for more than the bound: then nothing more can be read. */
  push(piece: Uint8Array): boolean {
    let bytes = piece;
    if (this.#first !== null) {
      bytes = joined(this.#first, piece);
      this.#first = bytes.length < FORMAT_BYTES ? bytes : null;
      if (this.#first !== null) return true;
    }
    try {
      for (let at = 0; at < bytes.length; at += SLICE) {
        this.#stream.push(bytes.slice(at, at + SLICE), false);
        if (this.#length > this.#bytesMax) return false;
      }
      return true;
    } catch {
      return false;
    }
  }

  /** What came out since the last call. */
  take(): Uint8Array {
    const whole = new Uint8Array(Math.min(this.#length, this.#bytesMax));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    return whole;
  }
}

const FORMAT_BYTES = 3;

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
};

/** The whole of a compressed message, or null when it is damaged or longer than `bytesMax`. */
export const inflateBounded = (bytes: Uint8Array, bytesMax: number): Uint8Array | null => {
  const inflate = new BoundedInflate('any', bytesMax);
  return inflate.push(bytes) ? inflate.take() : null;
};
