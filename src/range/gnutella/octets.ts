// Little-endian fields, addresses and texts in bytes, with a reader that says "past the end" instead of reading there.

/** Writes one field after another into bytes that grow. */
export class Octets {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** A number in so many bytes, lowest first. */
  little(value: number, width: number): this {
    this.#room(width);
    for (let part = 0; part < width; part++) {
      this.#bytes[this.#length++] = value & 0xff;
      value = Math.floor(value / 256);
    }
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  text(text: string): this {
    return this.raw(Buffer.from(text, 'utf8'));
  }

  /** An IPv4 address in network order, as in pongs, hits and pushes. */
  ipv4(address: string): this {
    const parts = address.split('.').map(Number);
    return this.raw(Uint8Array.from({ length: 4 }, (_, part) => parts[part] ?? 0));
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

export const littleAt = (bytes: Uint8Array, at: number, width: number): number => {
  let value = 0;
  for (let part = width - 1; part >= 0; part--) value = value * 256 + (bytes[at + part] ?? 0);
  return value;
};

export const ipv4At = (bytes: Uint8Array, at: number): string =>
  `${bytes[at] ?? 0}.${bytes[at + 1] ?? 0}.${bytes[at + 2] ?? 0}.${bytes[at + 3] ?? 0}`;

export const asText = (
  bytes: Uint8Array,
  start: number,
  end: number,
  encoding: 'utf8' | 'latin1' | 'hex' = 'utf8',
): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString(encoding);

/** Where the next zero byte is; -1 without one before `end`. */
export const zeroFrom = (bytes: Uint8Array, at: number, end = bytes.length): number => {
  const found = bytes.indexOf(0, at);
  return found >= 0 && found < end ? found : -1;
};
