// Payload without the addresses and names of the case, of the same length. Addresses are found as text and as bytes: in
// both byte orders, and as STUN hides them from gateways (RFC 8489 §14.2).

import { isV4, parseAddress } from '../../model/address.ts';
import type { PseudonymAddresses } from './pseudonym-addresses.ts';

const STUN_COOKIE = 0x2112a442;
const V4_TEXT = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/** Shorter names stand in too many words. */
const NAME_CHARS_MIN = 4;

export class PayloadMask {
  readonly #addresses: PseudonymAddresses;
  readonly #names: readonly (readonly [RegExp, string])[];
  #known = 0;
  #words = new Map<number, number>();

  constructor(addresses: PseudonymAddresses, names: readonly string[]) {
    this.#addresses = addresses;
    this.#names = [...new Set(names)]
      .filter((name) => name.length >= NAME_CHARS_MIN)
      .sort((a, b) => b.length - a.length)
      .flatMap((name, i) => [
        [exact(name), pseudonym(name, i)] as const,
        [exact(wide(name)), wide(pseudonym(name, i))] as const,
      ]);
  }

  masked(payload: Uint8Array): Uint8Array {
    const bytes = this.#texts(payload);
    this.#learn();
    for (let i = 0; i + 4 <= bytes.length; i++) {
      const found = this.#words.get(wordAt(bytes, i));
      if (found === undefined) continue;
      for (let byte = 0; byte < 4; byte++) bytes[i + byte] = found >>> (24 - 8 * byte);
      i += 3;
    }
    return bytes;
  }

  #texts(payload: Uint8Array): Uint8Array {
    const before = Buffer.from(payload).toString('latin1');
    let text = before.replace(V4_TEXT, (found) =>
      parseAddress(found) === null ? found : fitting(this.#addresses.textOf(found), found),
    );
    for (const [pattern, name] of this.#names) text = text.replace(pattern, () => name);
    return new Uint8Array(Buffer.from(text, 'latin1'));
  }

  /** Addresses that got a name since. */
  #learn(): void {
    const { given } = this.#addresses;
    if (given.size === this.#known) return;
    this.#known = given.size;
    for (const [text, name] of given) {
      const own = parseAddress(text)!;
      if (!isV4(own)) continue;
      for (const change of [plain, reversed, hidden])
        this.#words.set(change(own[3]), change(name[3]));
    }
  }
}

/** A name of another length gives way to its shape: `000.0.00.0`. */
const fitting = (name: string, found: string): string =>
  name.length === found.length ? name : found.replace(/\d/g, '0');

const plain = (word: number): number => word >>> 0;
const reversed = (word: number): number =>
  ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
const hidden = (word: number): number => (word ^ STUN_COOKIE) >>> 0;

const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

const exact = (name: string): RegExp =>
  new RegExp(name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\0', '\\0'), 'gi');

const wide = (name: string): string => [...name].map((char) => `${char}\0`).join('');

const pseudonym = (name: string, index: number): string =>
  `n${index.toString(36)}`.padEnd(name.length, 'x').slice(0, name.length);
