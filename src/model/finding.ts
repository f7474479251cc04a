// Findings: one detector's claim about one subject and one activity.
import type { SystemId } from './systems.ts';

/** Detection techniques of requirements.md, table D. */
export type Technique = 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'D7' | 'D8' | 'D9';

/** Kinds of evidence that are not independent within themselves; weights are capped per plane. */
export type Plane = 'payload' | 'endpoint' | 'shape' | 'behaviour' | 'log' | 'host' | 'file';

/** Pointer to what was seen: an observation, as evidence index plus place. */
export interface Seen {
  readonly evidence: number;
  readonly line?: number;
  readonly offset?: number;
  readonly at: number;
  /** One line for people, made from the observation; may hold text from an adversary. */
  readonly text: string;
}

export interface Finding {
  /** Detector id, as in the registry. */
  readonly detector: string;
  readonly technique: Technique;
  /** Address of the subject. */
  readonly subject: string;
  readonly activity: SystemId;
  readonly plane: Plane;
  /** Decibans: ten times the decimal logarithm of the likelihood ratio, measured on labelled evidence. */
  readonly weight: number;
  readonly for: boolean;
  /** A sentence for people. */
  readonly text: string;
  /** The innocent explanation that was weighed, if there is one. */
  readonly rival?: string;
  /** Examples, the first few; `count` says how many there were in all. */
  readonly evidence: readonly Seen[];
  readonly count: number;
  /** What it went over, where the observations themselves are not named: it counts when nothing better does. */
  readonly extent?: Extent;
}

/** Seen from the subject. */
export interface Extent {
  readonly from: number;
  readonly until: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly connections: number;
  /** Far end, by name or address. */
  readonly peer: string;
  readonly user?: string;
}
