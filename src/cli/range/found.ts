// Scenarios and experiments of the range by name.
import { PeerwardenError } from '../../model/errors.ts';
import type { Experiment } from '../../range/experiment.ts';
import { RANGE, RANGE_EXPERIMENTS, RANGE_SCENARIOS } from '../../range/index.ts';
import type { Scenario } from '../../range/scenario.ts';
import { nearestName } from '../nearest.ts';

/** @throws PeerwardenError PW_RANGE_UNKNOWN */
export const scenarioOf = (text: string): Scenario => {
  const found = RANGE_SCENARIOS.find(({ id }) => id === text);
  if (found) return found;
  throw unknown('scenario', text, RANGE_SCENARIOS);
};

/** One experiment, or all of a system. @throws PeerwardenError PW_RANGE_UNKNOWN */
export const experimentsOf = (text: string): readonly Experiment[] => {
  const found = RANGE_EXPERIMENTS.filter(({ id, system }) => id === text || system === text);
  if (found.length > 0) return found;
  const measured = RANGE.filter(({ experiments }) => experiments.length > 0);
  throw unknown('experiment', text, [...RANGE_EXPERIMENTS, ...measured]);
};

const unknown = (
  kind: string,
  text: string,
  known: readonly { readonly id: string }[],
): PeerwardenError => {
  const ids = known.map(({ id }) => id);
  const nearest = nearestName(text, ids);
  return new PeerwardenError('PW_RANGE_UNKNOWN', {
    message: `The range has no ${kind} ${text}. It has: ${ids.join(', ')}.`,
    remedy: nearest === null ? '`peerwarden range list` tells more.' : `Did you mean ${nearest}?`,
  });
};
