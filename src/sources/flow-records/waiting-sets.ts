// Data sets whose template has not come yet: copies, bounded in number and bytes, the oldest given up first.
import { LIMITS } from '../../model/limits.ts';

interface Waiting<Header> {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly header: Header;
}

export class WaitingSets<Header> {
  readonly #dropped: () => void;
  /** In the order of their coming. */
  #sets: Waiting<Header>[] = [];
  #bytes = 0;

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  get size(): number {
    return this.#sets.length;
  }

  add(key: string, bytes: Uint8Array, header: Header): void {
    this.#sets.push({ key, bytes, header });
    this.#bytes += bytes.length;
    while (
      this.#sets.length > LIMITS.flowSetsWaitingMax ||
      this.#bytes > LIMITS.flowBytesWaitingMax
    ) {
      this.#bytes -= this.#sets.shift()!.bytes.length;
      this.#dropped();
    }
  }

  /** Those of one template, oldest first; they wait no longer. */
  take(key: string): readonly Waiting<Header>[] {
    if (this.#sets.length === 0) return this.#sets;
    const taken = this.#sets.filter((set) => set.key === key);
    if (taken.length === 0) return taken;
    this.#sets = this.#sets.filter((set) => set.key !== key);
    for (const { bytes } of taken) this.#bytes -= bytes.length;
    return taken;
  }

  clear(): void {
    this.#sets = [];
    this.#bytes = 0;
  }
}
