// Network sensors that say what they recognised.
import type { Source } from '../source.ts';

export const SENSORS: readonly Source[] = [];
