// The contract of a detection technique: observations in, findings out. One file a technique, one line in index.ts.
// A detector judges single addresses; the cases layer joins the addresses of one device, leaves out those that are
// not inside, and decides how sure all findings together make us.

import type { Finding, Technique } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { Exchanges } from './exchanges.ts';

export interface DetectContext {
  readonly policy: Policy | null;
  /** What clients exchanged with far ends through a proxy; filled for all detectors by whoever opens them. */
  readonly exchanges: Exchanges;
}

export interface DetectorRun {
  /** Sees every observation once, in the order of the evidence. */
  see(observation: Observation): void;
  findings(): Finding[];
}

export interface Detector {
  readonly id: string;
  readonly technique: Technique;
  /** What it looks for, one sentence for people. */
  readonly title: string;
  open(context: DetectContext): DetectorRun;
}
