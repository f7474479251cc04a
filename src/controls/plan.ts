// A plan: the controls of every target that policy names, compiled but not applied.
import type { Control } from '../model/control.ts';
import { TARGETS } from './index.ts';
import { type IntentSources, intentsOf } from './intents.ts';
import type { Target } from './target.ts';

/** Targets of a policy that names none. */
const DEFAULT_TARGETS: readonly string[] = ['nftables', 'hosts'];

export interface PlannedTarget {
  readonly target: Target;
  readonly control: Control;
}

export interface Plan {
  readonly targets: readonly PlannedTarget[];
  /** Targets that policy names and this version does not compile for. */
  readonly missing: readonly string[];
}

/** Compiles everything; pure, so nothing is written or applied. Target names have been checked by the policy loader. */
export const planOf = (sources: IntentSources): Plan => {
  const named = [...new Set(sources.policy.targets ?? DEFAULT_TARGETS)];
  const intents = intentsOf(sources);
  return {
    targets: TARGETS.filter(({ id }) => named.includes(id)).map((target) => ({
      target,
      control: target.compile(intents, sources.context),
    })),
    missing: named.filter((name) => !TARGETS.some(({ id }) => id === name)),
  };
};
