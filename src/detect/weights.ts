// Weights of evidence in decibans, from the measured table.

import { WEIGHTS } from './weights.data.ts';

export type WeightId = keyof typeof WEIGHTS;

export const weightOf = (id: WeightId): number => WEIGHTS[id].decibans;

/**
 * Weights that no labelled evidence could measure yet, set low on purpose; `explain` and docs/accuracy.md call them assumed.
 * A listener that answered in the words of a system: its signature is that of the wire formats, which were measured at 38
 * (from 26), less what a program that only waits says of what its user does. One of which only the shape is known: a lead.
 */
export const ASSUMED_WEIGHTS = { listener: 20, 'listener-shape': 8 } as const;
