// The contract of a detection technique: observations in, findings out. One file a technique, one line in index.ts.
// A detector judges single addresses; the cases layer joins the addresses of one device, leaves out those that are
// not inside, and decides how sure all findings together make us.

import type { Finding, Technique } from '../model/finding.ts';
import type { Observation, RequestObservation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';

export interface DetectContext {
  readonly policy: Policy | null;
}

export interface DetectorRun {
  /** Sees every observation once, in the order of the evidence. */
  see(observation: Observation): void;
  /** A request that other evidence told of before: it may add fields, and is no further request. */
  copy?(request: RequestObservation): void;
  findings(): Finding[];
}

export interface Detector {
  readonly id: string;
  readonly technique: Technique;
  /** What it looks for, one sentence for people. */
  readonly title: string;
  open(context: DetectContext): DetectorRun;
}
