// Values of a bencoded file, read where they lie. A key that is missing, or of another type, reads as undefined.
import { ascii, isDigit, textOf } from '../../../wire/codec/ascii.ts';
import {
  eachItem,
  findKey,
  integerAt,
  isDictionary,
  isList,
  skipValue,
  stringStart,
} from '../../../wire/codec/bencode.ts';

const END = 0x65; // e

export class Bencoded {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDictionary(): boolean {
    return isDictionary(this.bytes, this.at, this.end);
  }

  get isList(): boolean {
    return isList(this.bytes, this.at, this.end);
  }

  /** The bytes of the value itself, as they stand; undefined when they are not whole. */
  get whole(): Uint8Array | undefined {
    const next = skipValue(this.bytes, this.at, this.end);
    return next < 0 ? undefined : this.bytes.subarray(this.at, next);
  }

  get number(): number | undefined {
    const value = integerAt(this.bytes, this.at, this.end);
    return Number.isNaN(value) ? undefined : value;
  }

  get string(): Uint8Array | undefined {
    const start = stringStart(this.bytes, this.at, this.end);
    if (start < 0) return undefined;
    return this.bytes.subarray(start, skipValue(this.bytes, this.at, this.end));
  }

  get text(): string | undefined {
    const value = this.string;
    return value === undefined ? undefined : textOf(value, 0, value.length);
  }

  get(key: string): Bencoded | undefined {
    const at = findKey(this.bytes, this.at, this.end, keyBytes(key));
    return at < 0 ? undefined : new Bencoded(this.bytes, at, this.end);
  }

  items(visit: (item: Bencoded) => boolean): void {
    eachItem(this.bytes, this.at, this.end, (at) => visit(new Bencoded(this.bytes, at, this.end)));
  }

  /** The whole pairs of a dictionary, also of one that is cut; false when it does not end as it should. */
  pairs(visit: (key: Uint8Array, value: Bencoded) => boolean): boolean {
    if (!this.isDictionary) return false;
    let at = this.at + 1;
    while (at < this.end && isDigit(this.bytes[at]!)) {
      const start = stringStart(this.bytes, at, this.end);
      const value = start < 0 ? -1 : skipValue(this.bytes, at, this.end);
      const next = value < 0 ? -1 : skipValue(this.bytes, value, this.end);
      if (next < 0) return false;
      const key = this.bytes.subarray(start, value);
      if (!visit(key, new Bencoded(this.bytes, value, this.end))) return true;
      at = next;
    }
    return at < this.end && this.bytes[at] === END;
  }
}

/** Keys are few, and written in the code. */
const keys = new Map<string, Uint8Array>();

const keyBytes = (key: string): Uint8Array => {
  const made = keys.get(key) ?? ascii(key);
  keys.set(key, made);
  return made;
};

/** True when a file begins as a dictionary with one of these keys among its first ones. */
export const holdsKey = (head: Uint8Array, ...names: readonly string[]): boolean => {
  const top = new Bencoded(head);
  return top.isDictionary && names.some((name) => top.get(name) !== undefined);
};
