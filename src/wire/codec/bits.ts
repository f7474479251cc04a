// Bits from the top of each byte, as bzip2 writes and reads them.

export class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #held = 0;
  #bits = 0;

  /** Writes the low `count` bits of a value, at most 32. */
  write(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      const take = Math.min(left, 8 - this.#bits);
      left -= take;
      this.#held = (this.#held << take) | ((value >>> left) & ((1 << take) - 1));
      this.#bits += take;
      if (this.#bits === 8) this.#flush();
    }
  }

  /** All bytes; the last is filled up with zeros. */
  bytes(): Uint8Array {
    if (this.#bits > 0) this.write(0, 8 - this.#bits);
    return this.#bytes.slice(0, this.#length);
  }

  #flush(): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = this.#held;
    this.#held = 0;
    this.#bits = 0;
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when something was read that was not there; it read as zeros. */
  get over(): boolean {
    return this.#at > 8 * this.#bytes.length;
  }

  /** The next `count` bits, at most 32, as an unsigned number. */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; ) {
      const room = 8 - (this.#at & 7);
      const take = left < room ? left : room;
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = (value << take) | ((byte >> (room - take)) & ((1 << take) - 1));
      this.#at += take;
      left -= take;
    }
    return value >>> 0;
  }
}
