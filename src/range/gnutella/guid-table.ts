// Which neighbour a GUID came from, remembered for so many GUIDs: duplicates are known by it, answers find their way back.
// Two generations in typed columns: when the young one is half full it becomes the old one. No strings, bounded memory.

/** No neighbour is remembered. */
export const UNKNOWN = -1;
/** Slots of one generation at most (20 bytes each); half of them are used. */
const SLOTS_MAX = 16_384;
const SLOTS_FIRST = 256;

export class GuidTable {
  readonly #slotsMax: number;
  #young: Generation;
  #old: Generation | null = null;

  constructor(slotsMax = SLOTS_MAX) {
    this.#slotsMax = slotsMax;
    this.#young = new Generation(Math.min(SLOTS_FIRST, slotsMax));
  }

  /** Remembers that the GUID came from `origin` (≥ 0); false when it was known already, and then nothing changes. */
  add(bytes: Uint8Array, at: number, origin: number): boolean {
    if (this.origin(bytes, at) !== UNKNOWN) return false;
    this.#room().put(bytes, at, origin);
    return true;
  }

  /** Remembers the latest origin, whatever was known. */
  set(bytes: Uint8Array, at: number, origin: number): void {
    if (!this.#young.replace(bytes, at, origin)) this.#room().put(bytes, at, origin);
  }

  origin(bytes: Uint8Array, at: number): number {
    const young = this.#young.find(bytes, at);
    return young === UNKNOWN && this.#old ? this.#old.find(bytes, at) : young;
  }

  #room(): Generation {
    if (2 * this.#young.used < this.#young.slots) return this.#young;
    if (this.#young.slots < this.#slotsMax) this.#young = this.#young.doubled();
    else {
      this.#old = this.#young;
      this.#young = new Generation(this.#slotsMax);
    }
    return this.#young;
  }
}

/** Open addressing; `slots` is a power of two. */
class Generation {
  readonly slots: number;
  used = 0;
  readonly #keys: Uint32Array;
  /** Origin plus one: 0 marks an empty slot. */
  readonly #origins: Uint32Array;

  constructor(slots: number) {
    this.slots = slots;
    this.#keys = new Uint32Array(4 * slots);
    this.#origins = new Uint32Array(slots);
  }

  find(bytes: Uint8Array, at: number): number {
    return this.#origins[this.#slot(word(bytes, at), bytes, at)]! - 1;
  }

  replace(bytes: Uint8Array, at: number, origin: number): boolean {
    const slot = this.#slot(word(bytes, at), bytes, at);
    if (this.#origins[slot] === 0) return false;
    this.#origins[slot] = origin + 1;
    return true;
  }

  put(bytes: Uint8Array, at: number, origin: number): void {
    const slot = this.#slot(word(bytes, at), bytes, at);
    if (this.#origins[slot] === 0) this.used += 1;
    for (let part = 0; part < 4; part++) this.#keys[4 * slot + part] = word(bytes, at + 4 * part);
    this.#origins[slot] = origin + 1;
  }

  doubled(): Generation {
    const larger = new Generation(2 * this.slots);
    const guid = new Uint8Array(16);
    const words = new DataView(guid.buffer);
    for (let slot = 0; slot < this.slots; slot++) {
      if (this.#origins[slot] === 0) continue;
      for (let part = 0; part < 4; part++)
        words.setUint32(4 * part, this.#keys[4 * slot + part]!, true);
      larger.put(guid, 0, this.#origins[slot]! - 1);
    }
    return larger;
  }

  /** The slot that holds the GUID, or the empty one where it belongs. */
  #slot(first: number, bytes: Uint8Array, at: number): number {
    const second = word(bytes, at + 4);
    const third = word(bytes, at + 8);
    const fourth = word(bytes, at + 12);
    const mask = this.slots - 1;
    let slot = mixed(first, second, third, fourth) & mask;
    while (
      this.#origins[slot] !== 0 &&
      !(
        this.#keys[4 * slot] === first &&
        this.#keys[4 * slot + 1] === second &&
        this.#keys[4 * slot + 2] === third &&
        this.#keys[4 * slot + 3] === fourth
      )
    )
      slot = (slot + 1) & mask;
    return slot;
  }
}

/** GUIDs come from strangers: all four words count, so that equal beginnings do not pile up in one place. */
const mixed = (a: number, b: number, c: number, d: number): number => {
  let hash = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39);
  hash ^= Math.imul(c ^ (c >>> 15), 0x1b56c4e9) ^ Math.imul(d ^ (d >>> 13), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
};

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
