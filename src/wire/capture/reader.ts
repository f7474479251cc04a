// What a capture format must do: turn blocks of a file into packets.
import type { Evidence } from '../../model/evidence.ts';
import { countNotUnderstood } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';

/**
 * Called once a packet, in the order of the file. `bytes[start, end)` is what was captured and is valid only during
 * the call; `wireBytes` is the length on the wire; `at` epoch milliseconds with fraction; `linkType` a LINKTYPE_
 * number; `recordOffset` the offset of the packet's record in the uncompressed file.
 */
export type PacketHandler = (
  bytes: Uint8Array,
  start: number,
  end: number,
  wireBytes: number,
  at: number,
  linkType: number,
  recordOffset: number,
) => void;

/**
 * Push parser. Takes whole records only and says how far it came; the caller presents the rest again with more bytes
 * behind it (capture/feeder.ts does). Bytes of a record are never kept.
 *
 * Fills of its evidence: `records`, `firstSeen`, `lastSeen`, `notUnderstood`, `warnings`, `quality.lost` and
 * `quality.incomplete`.
 */
export interface CaptureReader {
  /** Bytes consumed of `[start, end)`; when none, it needs more: at most a longest packet record and two headers. */
  push(block: Uint8Array, start: number, end: number): number;
  /** The file is over; `[start, end)` is what no push consumed. */
  finish(block: Uint8Array, start: number, end: number): void;
}

/** Counts damage and says it once in words, with the place. */
export const reportDamage = (evidence: Evidence, reason: string, sentence: string): void => {
  countNotUnderstood(evidence, reason);
  warn(evidence, sentence);
};

export const warn = (evidence: Evidence, sentence: string): void => {
  if (evidence.warnings.length < LIMITS.captureWarningsMax) evidence.warnings.push(sentence);
};
