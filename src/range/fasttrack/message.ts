// Messages of a FastTrack session, as giFT-FastTrack and mldonkey lay them out. Numbers are big-endian; a "dynamic"
// number has seven bits a byte, the highest first, all bytes but the last marked.
import { UUHASH_BYTES } from './uuhash.ts';

export const FST = {
  NODE_LIST: 0x00,
  NODE_INFO: 0x02,
  SEARCH: 0x06,
  RESULTS: 0x07,
  RESULTS_END: 0x08,
  STATS: 0x09,
  PUSH: 0x0d,
  SHARE: 0x22,
  EXTERNAL_IP: 0x2c,
} as const;

export interface Place {
  readonly address: string;
  /** 0 when nobody can connect to it. */
  readonly port: number;
}

export interface Shared {
  readonly name: string;
  readonly size: number;
  readonly hash: Uint8Array;
}

export interface Found extends Shared {
  readonly place: Place;
  readonly user: string;
}

export interface Push {
  readonly id: number;
  /** Who wants the file and can be connected to. */
  readonly to: Place;
  readonly by: Place;
  readonly user: string;
}

const NAME_TAG = 2;
/** Advertised bandwidth, 14·log2(kbit/s) + 59: about 330 kbit/s. */
const BANDWIDTH = 0xb0;
const [ANY_REALM, SUBSTRING, ANY_FIELD] = [0x3f, 5, 0];
const RESULTS_MAX = 200;
const TAGS_MAX = 32;

export const nodeInfo = (place: Place, user: string): Uint8Array =>
  Buffer.concat([placeBytes(place), Buffer.from([BANDWIDTH, 0]), latin(user)]);

export const parseNodeInfo = (data: Uint8Array): { place: Place; user: string } | null => {
  const reader = new Reader(data);
  const place = reader.place();
  reader.take(2);
  const user = Buffer.from(reader.take(Math.max(0, data.length - 8))).toString('latin1');
  return reader.whole && user.length > 0 ? { place, user: user.slice(0, 32) } : null;
};

/** Supernodes, each with the minutes since it was heard of and its load. */
export const nodeList = (places: readonly Place[]): Uint8Array =>
  Buffer.concat(places.map((place) => Buffer.concat([placeBytes(place), Buffer.from([1, 50])])));

export const stats = (users: number, files: number): Uint8Array => {
  const row = Buffer.concat([u32(users), u32(files), u16(files), u16(30)]);
  return Buffer.concat([...Array.from({ length: 7 }, () => row), latin('KaZaA\0'), u32(users)]);
};

export const share = (file: Shared): Uint8Array =>
  Buffer.concat([Buffer.from([0, 1, 0, 0]), fileBytes(file)]);

export const parseShare = (data: Uint8Array): Shared | null => {
  const reader = new Reader(data);
  reader.take(4);
  const file = reader.file();
  return reader.whole ? file : null;
};

export const search = (id: number, words: string, max = 32): Uint8Array =>
  Buffer.concat([
    Buffer.from([0, 1]),
    u16(max),
    u16(id),
    Buffer.from([1, ANY_REALM, 1, SUBSTRING, ANY_FIELD]),
    dynamic(latin(words).length),
    latin(words),
  ]);

export const parseSearch = (
  data: Uint8Array,
): { id: number; max: number; words: string[] } | null => {
  const reader = new Reader(data);
  reader.take(2);
  const [max, id] = [reader.u16(), reader.u16()];
  const [, , terms, how, field] = reader.take(5);
  const text = reader.text(reader.dynamic());
  if (!reader.whole || terms !== 1 || how !== SUBSTRING || field !== ANY_FIELD) return null;
  return {
    id,
    max,
    words: text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean)
      .slice(0, 16),
  };
};

export const results = (supernode: Place, id: number, found: readonly Found[]): Uint8Array =>
  Buffer.concat([
    placeBytes(supernode),
    u16(id),
    u16(found.length),
    ...found.map(({ place, user, ...file }) =>
      Buffer.concat([
        placeBytes(place),
        Buffer.from([BANDWIDTH]),
        latin(`${user}\x01KaZaA\0`),
        fileBytes(file),
      ]),
    ),
  ]);

export const parseResults = (data: Uint8Array): { id: number; found: Found[] } | null => {
  const reader = new Reader(data);
  reader.place();
  const id = reader.u16();
  const count = Math.min(reader.u16(), RESULTS_MAX);
  const found: Found[] = [];
  for (let at = 0; at < count && reader.whole; at++) {
    const place = reader.place();
    reader.take(1);
    const user = reader.until(1);
    reader.until(0);
    found.push({ place, user, ...reader.file() });
  }
  return reader.whole ? { id, found } : null;
};

export const push = ({ id, to, by, user }: Push, supernode: Place): Uint8Array =>
  Buffer.concat([u32(id), placeBytes(to), placeBytes(by), placeBytes(supernode), latin(user)]);

export const parsePush = (data: Uint8Array): Push | null => {
  const reader = new Reader(data);
  const id = reader.u32();
  const [to, by] = [reader.place(), reader.place()];
  reader.place();
  const user = reader.text(Math.max(0, data.length - 22));
  return reader.whole && to.port > 0 ? { id, to, by, user } : null;
};

/** Hash, its check sum, size, tags. SHAPE ONLY: the check sum, which the notes give as code. */
const fileBytes = ({ name, size, hash }: Shared): Uint8Array =>
  Buffer.concat([
    hash,
    dynamic((hash[0]! << 6) ^ hash[UUHASH_BYTES - 1]!),
    dynamic(size),
    dynamic(1),
    dynamic(NAME_TAG),
    dynamic(latin(name).length),
    latin(name),
  ]);

/** Reads data; past its end everything is zero and `whole` is false. */
class Reader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get whole(): boolean {
    return this.#at <= this.#data.length;
  }

  take(count: number): Uint8Array {
    this.#at += count;
    return this.#data.subarray(this.#at - count, this.#at);
  }

  u16(): number {
    const [high = 0, low = 0] = this.take(2);
    return (high << 8) | low;
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  place(): Place {
    const octets = this.take(4);
    return { address: octets.length === 4 ? octets.join('.') : '0.0.0.0', port: this.u16() };
  }

  /** At most 2³¹: five bytes. */
  dynamic(): number {
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const [byte = 0] = this.take(1);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return Math.min(value, 0x7fff_ffff);
  }

  text(length: number): string {
    return Buffer.from(this.take(length)).toString('latin1');
  }

  /** A text up to a byte, which is taken too. */
  until(end: number): string {
    const at = this.#data.indexOf(end, this.#at);
    return this.text(at < 0 ? this.#data.length + 1 - this.#at : at + 1 - this.#at).slice(0, -1);
  }

  file(): Shared {
    const hash = Uint8Array.from(this.take(UUHASH_BYTES));
    this.dynamic();
    const size = this.dynamic();
    const tags = Math.min(this.dynamic(), TAGS_MAX);
    let name = '';
    for (let at = 0; at < tags && this.whole; at++) {
      const tag = this.dynamic();
      const value = this.text(this.dynamic());
      if (tag === NAME_TAG) name = value;
    }
    return { name, size, hash };
  }
}

export const placeBytes = ({ address, port }: Place): Uint8Array =>
  Buffer.concat([
    Uint8Array.from({ length: 4 }, (_, at) => Number(address.split('.')[at]) & 0xff),
    u16(port),
  ]);

const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value);

const u32 = (value: number): Uint8Array =>
  Buffer.concat([u16((value >>> 16) & 0xffff), u16(value & 0xffff)]);

export const dynamic = (value: number): Uint8Array => {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest & 0x7f) | 0x80);
  return Uint8Array.from(bytes);
};

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
