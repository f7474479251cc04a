// I10: liability for housing, transmitting and using unlicensed content. Never one figure: a range, and none at all until
// counsel has said what a work may come to; what was seen (works housed, sent, loaded) is told in any case.
import { productOf, type Range } from '../model/range.ts';

export interface WorksSeen {
  /** Distinct works on offer: housing them. */
  readonly housed: number;
  /** Distinct works seen while bytes went out: transmitting. */
  readonly sent: number;
  /** Distinct works seen while bytes came in: using. */
  readonly loaded: number;
  /** All of them, each once: those that are known, and at most as many as the client says it shares. */
  readonly works: Range;
  readonly cases: number;
}

/** Null: counsel has not said. */
export interface LiabilityRates {
  readonly unlicensedShare: Range;
  readonly claimPerWork: Range | null;
  readonly defenceCost: Range | null;
}

export interface Liability {
  /** Works that nobody had the right to copy. */
  readonly unlicensed: Range;
  readonly claims: Range | null;
  readonly defence: Range | null;
}

export const liability = (seen: WorksSeen, rates: LiabilityRates): Liability => {
  const { low, high } = rates.unlicensedShare;
  const unlicensed = {
    low: Math.floor((seen.works.low * low) / 100),
    high: Math.ceil((seen.works.high * high) / 100),
  };
  return {
    unlicensed,
    claims: rates.claimPerWork && productOf(unlicensed, rates.claimPerWork),
    defence:
      rates.defenceCost && productOf({ low: seen.cases, high: seen.cases }, rates.defenceCost),
  };
};
