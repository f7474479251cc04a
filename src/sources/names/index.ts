// Name servers: who asked for which name.
import type { Source } from '../source.ts';

export const NAMES: readonly Source[] = [];
