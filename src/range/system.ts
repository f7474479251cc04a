// What one folder of the range brings: its programs, its scenarios, its experiments.
import type { Experiment } from './experiment.ts';
import type { Role } from './role.ts';
import type { Scenario } from './scenario.ts';

export interface RangeSystem {
  /** Folder and system id: `gnutella`. */
  readonly id: string;
  readonly roles: readonly Role[];
  readonly scenarios: readonly Scenario[];
  readonly experiments: readonly Experiment[];
}
