// RC4, the stream cipher that protocol obfuscation of the time hides in (vectors: RFC 6229). It keeps nothing secret
// that is worth keeping; it only makes bytes look like chance.

/** A running key stream. In place, nothing is allocated after the key is set. */
export class Rc4 {
  readonly #s = new Uint8Array(256);
  #i = 0;
  #j = 0;

  /** `key`: 1–256 bytes. */
  constructor(key: Uint8Array) {
    const s = this.#s;
    for (let i = 0; i < 256; i++) s[i] = i;
    let j = 0;
    for (let i = 0, k = 0; i < 256; i++) {
      const held = s[i]!;
      j = (j + held + key[k]!) & 0xff;
      s[i] = s[j]!;
      s[j] = held;
      k = k + 1 === key.length ? 0 : k + 1;
    }
  }

  /** Leaves out so many bytes of the key stream; its first ones tell about the key. */
  skip(count: number): this {
    const s = this.#s;
    let i = this.#i;
    let j = this.#j;
    for (let left = count; left > 0; left--) {
      i = (i + 1) & 0xff;
      const held = s[i]!;
      j = (j + held) & 0xff;
      s[i] = s[j]!;
      s[j] = held;
    }
    this.#i = i;
    this.#j = j;
    return this;
  }

  /** Hides or shows `bytes[start..end)` in place, and returns them. */
  apply(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
    const s = this.#s;
    let i = this.#i;
    let j = this.#j;
    for (let at = start; at < end; at++) {
      i = (i + 1) & 0xff;
      const held = s[i]!;
      j = (j + held) & 0xff;
      const other = s[j]!;
      s[i] = other;
      s[j] = held;
      bytes[at] = bytes[at]! ^ s[(held + other) & 0xff]!;
    }
    this.#i = i;
    this.#j = j;
    return bytes;
  }
}
