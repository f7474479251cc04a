// Counts what a run gave to keep and was not kept.
import { LIMITS } from '../model/limits.ts';
import type { LeftOut } from '../model/run.ts';
import type { EvidenceLedger } from './evidence-ledger.ts';
import type { Horizon } from './retention.ts';

/** What decides whether something of a run is kept. */
export interface Keeping {
  readonly ledger: EvidenceLedger;
  readonly horizon: Horizon;
  readonly leftOut: LeftOutCounter;
}

export class LeftOutCounter {
  readonly #counts: Partial<Record<LeftOut, number>> = {};

  add(reason: LeftOut): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
  }

  counts(): Readonly<Partial<Record<LeftOut, number>>> {
    return { ...this.#counts };
  }
}

export const isTooLong = (...names: readonly string[]): boolean =>
  names.some((name) => name.length > LIMITS.textCharsMax);
