// What is kept of runs: when, of which evidence, with which cases.
import type { CaseState } from './case.ts';
import type { IdentityLearned } from './identity-interval.ts';
import type { HourVolume } from './volume.ts';

/** What a run learned beside its report. Evidence without a digest, or read in part only, teaches nothing. */
export interface Learned {
  readonly volumes: Iterable<HourVolume>;
  readonly identities: Iterable<IdentityLearned>;
}

/** What came of keeping a run. */
export interface Kept {
  readonly run: number;
  /** Digests of evidence whose volumes were counted in an earlier run, and were not counted again. */
  readonly countedBefore: readonly string[];
  /** What was not kept, by reason. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

export const LEFT_OUT = {
  'no digest': 'its evidence has no digest or was read in part only',
  'in the future': 'its time is after the run',
  'too old': 'it is older than what is kept',
  'too long': 'a name is too long',
} as const;

export type LeftOut = keyof typeof LEFT_OUT;

export interface Run {
  readonly run: number;
  /** Epoch ms at which its report was made. */
  readonly at: number;
  readonly toolVersion: string;
  /** Of the report as it is kept (`report.json`). */
  readonly reportSha256: string;
  /** Span of its evidence, epoch ms; null when it has no time. */
  readonly from: number | null;
  readonly until: number | null;
  /** False when reading was interrupted. */
  readonly complete: boolean;
  readonly evidence: readonly RunEvidence[];
}

export interface RunEvidence {
  readonly path: string;
  readonly format: string;
  /** Null when it was not read to its end. */
  readonly sha256: string | null;
  readonly bytes: number;
  readonly records: number;
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
}

/** A case as one run saw it. */
export interface CaseInRun {
  readonly run: number;
  /** Epoch ms of the run. */
  readonly at: number;
  readonly toolVersion: string;
  readonly reportSha256: string;
  readonly probability: number;
  readonly state: CaseState;
  /** What of it that run's evidence shows, epoch ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** A case over all runs that are kept. */
export interface CasePast {
  readonly id: string;
  /** Epoch ms, in evidence. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Oldest first. */
  readonly runs: readonly CaseInRun[];
}
