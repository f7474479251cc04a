// Sizes of what TLS carries, by its record headers: the length of a record is that of its content and a constant of the
// cipher (RFC 8446 §5.2, RFC 5246 §6.2.3.3). Kept for the first records of each direction, where a protocol inside shows
// its own messages. Under TLS 1.3 they begin with the encrypted end of the handshake, which looks the same.
import { LIMITS } from '../model/limits.ts';
import type { Direction } from '../wire/dissector.ts';

const APPLICATION_DATA = 23;
const TLS13 = 0x0304;
/** Type of the content and tag. */
const ADDED_TLS13 = 17;
/** Explicit nonce and tag of AES in GCM (RFC 5288), tag alone of ChaCha20 (RFC 7905). */
const ADDED_GCM = 24;
const ADDED_CHACHA = 16;

/** GCM suites with AES of RFC 5288 and RFC 5289 that are in use. */
const GCM = new Set([
  0x009c, 0x009d, 0x009e, 0x009f, 0xc02b, 0xc02c, 0xc02d, 0xc02e, 0xc02f, 0xc030, 0xc031, 0xc032,
]);

/** Bytes that a record adds to its content; null where they are not constant. */
export const addedBytes = (version: number, cipher: number): number | null => {
  if (version === TLS13) return ADDED_TLS13;
  if (GCM.has(cipher)) return ADDED_GCM;
  return cipher >= 0xcca8 && cipher <= 0xccae ? ADDED_CHACHA : null;
};

export class RecordSizes {
  readonly #ends: readonly [Records, Records] = [new Records(), new Records()];

  /** False when this direction has shown enough. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    return this.#ends[direction].push(bytes, start, end);
  }

  /** Bytes of content of the first records of application data. */
  contents(direction: Direction, added: number): readonly number[] {
    return this.#ends[direction].sizes.map((size) => size - added);
  }
}

class Records {
  readonly sizes: number[] = [];
  /** Bytes of the header that are there, 0 to 4, and those still to come of the record. */
  #header = 0;
  #type = 0;
  #size = 0;
  #left = 0;
  #over = false;

  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.#over) {
      if (this.#left > 0) {
        const there = Math.min(this.#left, end - at);
        this.#left -= there;
        at += there;
      } else this.#headerByte(bytes[at++]!);
    }
    return !this.#over;
  }

  #headerByte(byte: number): void {
    const place = this.#header++;
    if (place === 0) this.#type = byte;
    // What is no record of TLS cannot be counted on.
    else if (place === 1) this.#over = byte !== 3;
    else if (place === 3) this.#size = byte << 8;
    else if (place === 4) this.#begin(this.#size | byte);
  }

  #begin(size: number): void {
    this.#header = 0;
    this.#left = size;
    if (this.#type === APPLICATION_DATA) this.sizes.push(size);
    this.#over = this.sizes.length >= LIMITS.tlsRecordSizesMax;
  }
}
