// Little-endian bytes, written and read. A read past the end gives zeros and is remembered, so that a message is
// judged once, when it has been read, and nothing is thrown.
import { isIPv4 } from 'node:net';

export class Writer {
  #bytes = new Uint8Array(64);
  #length = 0;

  u8(value: number): this {
    this.#room(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    return this.u8(value).u8(value >>> 8);
  }

  u32(value: number): this {
    return this.u16(value).u16(value >>> 16);
  }

  bytes(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Length of 16 bits, then UTF-8. */
  text(text: string): this {
    const bytes = new TextEncoder().encode(text).subarray(0, 0xffff);
    return this.u16(bytes.length).bytes(bytes);
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

export class Reader {
  /** False once something was read past the end. */
  ok = true;
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    if (this.#at >= this.#bytes.length) this.ok = false;
    return this.#bytes[this.#at++] ?? 0;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0;
  }

  /** A view of the next bytes; empty when there are not so many. */
  bytes(count: number): Uint8Array {
    if (count > this.left) {
      this.ok = false;
      this.#at = this.#bytes.length;
      return new Uint8Array(0);
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes(this.u16()));
  }
}

/** IPv4 as the protocol has it: the first of the four bytes first, read as a little-endian number. 0 for others. */
export const idOfAddress = (address: string): number =>
  isIPv4(address)
    ? address.split('.').reduce((id, part, i) => (id | (Number(part) << (8 * i))) >>> 0, 0)
    : 0;

export const addressOfId = (id: number): string =>
  [id & 0xff, (id >>> 8) & 0xff, (id >>> 16) & 0xff, id >>> 24].join('.');

/** The same number with its bytes the other way round: ids in source exchange from version 3 on. */
export const swapped = (id: number): number =>
  (((id & 0xff) << 24) | ((id & 0xff00) << 8) | ((id >>> 8) & 0xff00) | (id >>> 24)) >>> 0;

export const bytesOfHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
