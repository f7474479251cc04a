// Packets of a WinMX session inside its cipher: <type u16le> <length u16le> <data>, texts ended by a zero byte.
// Formats: "Secondary Client" pages of winmxworld.com. What they leave open is marked SHAPE.

export interface Packet {
  readonly type: number;
  readonly data: Uint8Array;
}

export const PACKET = {
  STATUS: 0x0384,
  LOGIN: 0x03e9,
  CLIENT_ID: 0x0460,
  /** SHAPE: the pages do not say how a list of files reaches the primary. */
  SHARE: 0x0bb8,
  /** SHAPE: laid out like 0x1772, the search by hash, with words in the place of the hash. */
  SEARCH: 0x1771,
  RESULT: 0x177a,
  DOWNLOAD_REQUEST: 0x1f41,
  UPLOAD_CONFIRM: 0x1f68,
  /** SHAPE: laid out like 0x1FC2 without its address. */
  UPLOAD_REQUEST: 0x1fb8,
  DOWNLOAD_START: 0x1fc2,
  FAILED: 0x1fa4,
} as const;

/** Longest data of a packet that is taken; real ones stay under 1 KiB. */
export const DATA_BYTES_MAX = 4096;

/** Builds the data of a packet. */
export class Data {
  readonly #parts: Uint8Array[] = [];

  u8(value: number): this {
    return this.#add(Uint8Array.of(value));
  }

  u16(value: number): this {
    return this.#add(Uint8Array.of(value, value >>> 8));
  }

  u32(value: number): this {
    return this.u16(value & 0xffff).u16(value >>> 16);
  }

  /** With its zero byte. */
  text(value: string): this {
    this.#add(Buffer.from(value.replaceAll('\0', ''), 'latin1'));
    return this.u8(0);
  }

  bytes(value: Uint8Array): this {
    return this.#add(value);
  }

  end(): Uint8Array {
    return Buffer.concat(this.#parts).subarray(0, DATA_BYTES_MAX);
  }

  #add(part: Uint8Array): this {
    this.#parts.push(part);
    return this;
  }
}

/** Reads data; past the end everything is zero and `whole` is false. */
export class DataReader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = Buffer.from(data);
  }

  /** False when something was read past the end. */
  get whole(): boolean {
    return this.#at <= this.#data.length;
  }

  u8(): number {
    return this.#data[this.#at++] ?? 0;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0;
  }

  text(): string {
    const end = this.#data.indexOf(0, this.#at);
    const from = this.#at;
    this.#at = end < 0 ? this.#data.length + 1 : end + 1;
    return this.#data.toString('latin1', from, end < 0 ? this.#data.length : end);
  }

  bytes(count: number): Uint8Array {
    this.#at += count;
    return this.#data.subarray(this.#at - count, this.#at);
  }
}
