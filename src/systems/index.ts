// The registry of systems: one line each, in the order in which dissectors are asked.
import type { System } from './system.ts';

export const SYSTEMS: readonly System[] = Object.freeze([]);
