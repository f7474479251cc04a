// Weights of evidence in decibans, from the measured table.

import { WEIGHTS } from './weights.data.ts';

export type WeightId = keyof typeof WEIGHTS;

export const weightOf = (id: WeightId): number => WEIGHTS[id].decibans;
