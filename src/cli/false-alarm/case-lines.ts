// Log lines of a case under other names. A line has no lengths to keep.
import { parseAddress } from '../../model/address.ts';
import type { PseudonymAddresses } from './pseudonym-addresses.ts';

/** Lines held; later ones are left out and said. */
const LINES_MAX = 2_000;

const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w.:])/gi;
const MAC = /(?<![0-9a-f:-])(?:[0-9a-f]{2}[:-]){5,13}[0-9a-f]{2}(?![0-9a-f:-])/gi;

/** Names of one or two letters are words of the format. */
const NAME_CHARS_MIN = 3;

export class CaseLines {
  dropped = 0;
  readonly #lines: Buffer[] = [];
  readonly #addresses: PseudonymAddresses;
  readonly #names: readonly (readonly [RegExp, string])[];

  constructor(addresses: PseudonymAddresses, names: readonly string[]) {
    this.#addresses = addresses;
    this.#names = names
      .filter((name) => name.length >= NAME_CHARS_MIN)
      .sort((a, b) => b.length - a.length)
      .map((name, i) => [
        new RegExp(`(?<![\\w.])${name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?!\\w)`, 'gi'),
        `name${i + 1}`,
      ]);
  }

  get count(): number {
    return this.#lines.length;
  }

  add(line: Uint8Array): void {
    if (this.#lines.length >= LINES_MAX) {
      this.dropped++;
      return;
    }
    let text = Buffer.from(line)
      .toString('latin1')
      .replace(MAC, (mac) => mac.replace(/[0-9a-f]{2}/gi, '02'))
      .replace(ADDRESS, (found) =>
        parseAddress(found) === null ? found : this.#addresses.textOf(found),
      );
    for (const [pattern, name] of this.#names) text = text.replace(pattern, () => name);
    this.#lines.push(Buffer.from(`${text}\n`, 'latin1'));
  }

  all(): Buffer {
    return Buffer.concat(this.#lines);
  }
}
