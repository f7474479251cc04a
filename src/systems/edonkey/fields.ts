// Reading little-endian fields of a message whose length is known, after the flow has been recognised. A read past
// the end gives zero or nothing and clears `ok`; nothing throws.
import { textOf } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import { hex } from '../../wire/codec/hex.ts';

export class Fields {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** False once a read went past the end. */
  ok = true;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.take(1) ? this.bytes[this.at - 1]! : 0;
  }

  u16(): number {
    return this.take(2) ? u16At(this.bytes, this.at - 2) : 0;
  }

  u32(): number {
    return this.take(4) ? u32At(this.bytes, this.at - 4) : 0;
  }

  /** Exact up to 2^53; file sizes stay below. */
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 2 ** 32;
  }

  skip(count: number): void {
    this.take(count);
  }

  hex(count: number): string {
    return this.take(count) ? hex(this.bytes, this.at - count, this.at) : '';
  }

  text(count: number): string {
    return this.take(count) ? textOf(this.bytes, this.at - count, this.at) : '';
  }

  /** IPv4 address in network order (eDonkey client ids, servers) as a number; Kad contacts are `u32()`. */
  address(): number {
    return this.take(4) ? u32(this.bytes, this.at - 4) : 0;
  }

  private take(count: number): boolean {
    if (this.ok && this.end - this.at >= count) {
      this.at += count;
      return true;
    }
    this.ok = false;
    return false;
  }
}

export const u16At = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

export const u32At = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
