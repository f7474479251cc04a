// Numbers that open hidden flows: user hashes of eDonkey, node ids of Kad. Told wherever a message could be read, asked for
// by the address of whoever receives what is hidden (docs/adr/0010). Nothing here names or accuses: a number only helps to
// read, and what is read proves itself.

import { LIMITS } from '../model/limits.ts';
import type { KeyKind } from '../wire/dissector.ts';

const KEY_BYTES = 16;

export class Keys {
  private readonly holders: Readonly<Record<KeyKind, Map<number, Uint8Array[]>>> = {
    'edonkey-user': new Map(),
    'kad-id': new Map(),
  };

  /** The number at `at` belongs to the program behind an IPv4 address. Several share one behind a router. */
  learn(kind: KeyKind, bytes: Uint8Array, at: number, word: number): void {
    if (at + KEY_BYTES > bytes.length) return;
    const holders = this.holders[kind];
    const known = holders.get(word);
    if (known === undefined) {
      if (holders.size >= LIMITS.keyHoldersMax) dropOldest(holders);
      holders.set(word, [bytes.slice(at, at + KEY_BYTES)]);
      return;
    }
    const place = known.findIndex((key) => isAt(key, bytes, at));
    if (place === 0) return;
    const key = place < 0 ? bytes.slice(at, at + KEY_BYTES) : known[place]!;
    if (place > 0) known.splice(place, 1);
    known.unshift(key);
    if (known.length > LIMITS.keysPerHolderMax) known.pop();
  }

  /** Those of an address, the last told first; most captures know of none, and the answer costs nothing. */
  of(kind: KeyKind, word: number): readonly Uint8Array[] {
    return this.holders[kind].get(word) ?? NONE;
  }
}

const isAt = (key: Uint8Array, bytes: Uint8Array, at: number): boolean => {
  for (let i = 0; i < KEY_BYTES; i++) if (key[i] !== bytes[at + i]) return false;
  return true;
};

const dropOldest = (holders: Map<number, unknown>): void => {
  const [oldest] = holders.keys();
  if (oldest !== undefined) holders.delete(oldest);
};

const NONE: readonly Uint8Array[] = Object.freeze([]);
