// Numbers for what comes again and again, so that what is counted of it lies in columns: 0, 1, 2 … in the order of coming.
// Bounded by whoever asks: `of` never adds.

/** Numbers of texts. */
export class Numbering {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** -1 when it has none. */
  of(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }

  /** For a text that has no number yet. */
  add(text: string): number {
    const number = this.#texts.length;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    return number;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }
}

const FIRST_SLOTS = 256;

/**
 * Numbers of pairs of numbers (from 0 on). One array with linear probing: a look-up touches one line of memory, where a
 * Map of Maps touches six.
 *
 *     slot:  one │ other │ number + 1 (0: empty) │ -
 */
export class PairNumbering {
  #slots = new Int32Array(FIRST_SLOTS * 4);
  #mask = FIRST_SLOTS - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** -1 when it has none. */
  of(one: number, other: number): number {
    const slots = this.#slots;
    return slots[this.#slotOf(slots, one, other) + 2]! - 1;
  }

  /** For a pair that has no number yet. */
  add(one: number, other: number): number {
    if (this.#size * 2 > this.#mask) this.#grow();
    const number = this.#size++;
    this.#put(one, other, number);
    return number;
  }

  /** Where the pair is, or the empty slot where it would be. */
  #slotOf(slots: Int32Array, one: number, other: number): number {
    for (let slot = hash(one, other) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * 4;
      if (slots[at + 2] === 0 || (slots[at] === one && slots[at + 1] === other)) return at;
    }
  }

  #put(one: number, other: number, number: number): void {
    const at = this.#slotOf(this.#slots, one, other);
    this.#slots[at] = one;
    this.#slots[at + 1] = other;
    this.#slots[at + 2] = number + 1;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    this.#mask = this.#slots.length / 4 - 1;
    for (let at = 0; at < before.length; at += 4)
      if (before[at + 2] !== 0) this.#put(before[at]!, before[at + 1]!, before[at + 2]! - 1);
  }
}

const hash = (one: number, other: number): number => {
  const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(other ^ (other >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & 0x7fffffff;
};
