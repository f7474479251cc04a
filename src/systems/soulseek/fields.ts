// Fields of Soulseek messages: numbers of 32 bits with the lowest byte first, texts behind their length. Before a verdict
// only `textEnd` is used; the rest reads messages whose end is known. A read past the end clears `ok`; nothing throws.
import { textOf } from '../../wire/codec/ascii.ts';
import { u32le, u64le } from '../../wire/codec/little-endian.ts';

/** User names have 30 characters at most, searches and passwords rarely a hundred. */
export const TEXT_BYTES_MAX = 255;

/** A text of 1 to `max` bytes without control characters stands at `at`: where it ends; 0: more is needed; -1: none. */
export const textEnd = (
  bytes: Uint8Array,
  at: number,
  end: number,
  max: number = TEXT_BYTES_MAX,
): number => {
  if (at + 4 > end) return 0;
  const length = u32le(bytes, at);
  if (length < 1 || length > max) return -1;
  const stop = at + 4 + length;
  for (let i = at + 4; i < Math.min(stop, end); i++) if (bytes[i]! < 0x20) return -1;
  return stop > end ? 0 : stop;
};

export class Fields {
  private readonly bytes: Uint8Array;
  private at: number;
  private readonly end: number;
  ok = true;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  u8(): number {
    return this.take(1) ? this.bytes[this.at - 1]! : 0;
  }

  u32(): number {
    return this.take(4) ? u32le(this.bytes, this.at - 4) : 0;
  }

  u64(): number {
    return this.take(8) ? u64le(this.bytes, this.at - 8) : 0;
  }

  text(): string {
    const length = this.u32();
    return this.take(length) ? textOf(this.bytes, this.at - length, this.at) : '';
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
