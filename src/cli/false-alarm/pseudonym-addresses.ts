// Addresses of a case under other names: the same address the same name, in headers and in contents. Private ones stay
// private and outside ones become addresses that belong to nobody. The text of a name is as long as the text it stands
// for wherever one of that length exists, so that a message that carries it keeps its lengths.

import {
  addressText,
  isPrivate,
  isUnicast,
  isV4,
  parseAddress,
  type Words,
} from '../../model/address.ts';

/** Names of one length that are tried; a case has fewer addresses (PACKETS_MAX of case-packets.ts). */
const TRIES = 24_000;

export class PseudonymAddresses {
  readonly #given = new Map<string, Words>();
  readonly #taken = new Set<string>();
  #next = 0;

  /** Every address that has a name, and the name. */
  get given(): ReadonlyMap<string, Words> {
    return this.#given;
  }

  /** Multicast, broadcast and other addresses of nobody stay what they are. */
  of(words: ArrayLike<number>, at = 0): Words {
    const own: Words = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!];
    if (!isUnicast(own)) return own;
    const text = addressText(own);
    const known = this.#given.get(text);
    if (known !== undefined) return known;
    const name = isV4(own) ? this.#v4(text, isPrivate(own)) : this.#v6(isPrivate(own));
    this.#given.set(text, name);
    return name;
  }

  textOf(text: string): string {
    const words = parseAddress(text);
    return words === null ? text : addressText(this.of(words));
  }

  #v4(text: string, inside: boolean): Words {
    const prefix = inside ? '10.' : '198.18.';
    const octets = inside ? 3 : 2;
    // Another length only when all names of this one are given.
    for (let digits = text.length - prefix.length - octets + 1; ; digits = octets * 3)
      for (let n = 0; n < TRIES; n++) {
        const name = prefix + octetsOf(octets, digits, n);
        if (this.#taken.has(name)) continue;
        this.#taken.add(name);
        return parseAddress(name)!;
      }
  }

  #v6(inside: boolean): Words {
    return parseAddress(`${inside ? 'fd00:' : '2001:db8:'}:${(++this.#next).toString(16)}`)!;
  }
}

/** The n-th row of octets with so many digits in all; the last octets have the most, and change first. */
const octetsOf = (count: number, digits: number, n: number): string => {
  const wanted = digits < count || digits > 3 * count ? 3 * count : digits;
  const octets: number[] = [];
  let left = wanted;
  let row = n;
  for (let i = count; i > 0; i--) {
    const width = Math.min(3, left - (i - 1));
    const [first, span] = OCTETS[width]!;
    octets.unshift(first + (row % span));
    row = Math.floor(row / span);
    left -= width;
  }
  return octets.join('.');
};

/** By number of digits: the smallest octet, and how many there are. */
const OCTETS: Readonly<Record<number, readonly [first: number, span: number]>> = {
  1: [1, 9],
  2: [10, 90],
  3: [100, 155],
};
