// Deflate (RFC 1950–1952) with a bound on what comes out: a few hostile bytes can stand for a thousand times as many.
import { Decompress, Inflate, inflateSync } from 'fflate';

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

  /** `raw`: bare deflate, which may look back into `dictionary`; `any`: gzip, zlib or bare, told by the first bytes. */
  constructor(kind: 'raw' | 'any', bytesMax: number, dictionary: Uint8Array = EMPTY) {
    this.#bytesMax = bytesMax;
    this.#first = kind === 'any' ? new Uint8Array(0) : null;
    const keep = (part: Uint8Array) => {
      if (part.length === 0) return;
      this.#length += part.length;
      if (this.#length <= this.#bytesMax) this.#parts.push(part.slice());
    };
    this.#stream = kind === 'raw' ? new Inflate({ dictionary }, keep) : new Decompress(keep);
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
const EMPTY = new Uint8Array(0);

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

/** Deflate looks back this far (RFC 1951 §2). */
const WINDOW = 32_768;
/**
 * A sync flush ends in an empty stored block, which senders leave out (RFC 7692 §7.2.1), and a stream in a block marked
 * as the last one: with both behind it a message is a whole stream.
 */
const MESSAGE_END = [0x00, 0x00, 0xff, 0xff, 0x03, 0x00];
/** Bytes that must be free behind a message. */
export const MESSAGE_END_BYTES = MESSAGE_END.length;

/** Output of a short message, for all streams: it is used up before the next one is inflated. */
let room = new Uint8Array(0);

/**
 * Inflates messages of permessage-deflate (RFC 7692), each of which may look back into those before it. A streaming
 * inflater makes 100 KB of buffers for each message of some bytes; this one writes into one buffer that stays.
 */
export class MessageInflate {
  readonly #bytesMax: number;
  /** The last `WINDOW` bytes, in twice the room, so that they are moved once in a window and not with each message. */
  #window = new Uint8Array(0);
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /**
   * The message in `bytes[0, length)`, with `MESSAGE_END_BYTES` to overwrite behind it. Null when it is no deflate
   * stream or stands for more than the bound: then nothing more can be read. Valid until the next call of any.
   */
  message(bytes: Uint8Array, length: number): Uint8Array | null {
    bytes.set(MESSAGE_END, length);
    const packed = bytes.subarray(0, length + MESSAGE_END_BYTES);
    const dictionary = this.#window.subarray(Math.max(0, this.#length - WINDOW), this.#length);
    const whole =
      length <= SLICE ? this.#short(packed, dictionary) : this.#long(packed, dictionary);
    if (whole !== null) this.#remember(whole);
    return whole;
  }

  /** What does not fit is not written; so short that inflating it to no end takes a millisecond at most. */
  #short(packed: Uint8Array, dictionary: Uint8Array): Uint8Array | null {
    if (room.length <= this.#bytesMax) room = new Uint8Array(this.#bytesMax + 1);
    try {
      const out = inflateSync(packed, { out: room, dictionary });
      return out.length > this.#bytesMax ? null : out;
    } catch {
      return null;
    }
  }

  #long(packed: Uint8Array, dictionary: Uint8Array): Uint8Array | null {
    const inflate = new BoundedInflate('raw', this.#bytesMax, dictionary);
    return inflate.push(packed) ? inflate.take() : null;
  }

  #remember(whole: Uint8Array): void {
    const kept = whole.length > WINDOW ? whole.subarray(whole.length - WINDOW) : whole;
    const needed = this.#length + kept.length;
    if (needed > this.#window.length) {
      const before = this.#window.subarray(Math.max(0, this.#length - WINDOW), this.#length);
      const size = Math.min(2 * WINDOW, Math.max(4096, 2 * (before.length + kept.length)));
      const next = size > this.#window.length ? new Uint8Array(size) : this.#window;
      if (next === this.#window) next.copyWithin(0, this.#length - before.length, this.#length);
      else next.set(before);
      this.#window = next;
      this.#length = before.length;
    }
    this.#window.set(kept, this.#length);
    this.#length += kept.length;
  }
}
