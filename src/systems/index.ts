// The registry of systems: one line each, in the order in which dissectors are asked.
import { gnutella } from './gnutella/system.ts';
import { gnutella2 } from './gnutella2/system.ts';
import type { System } from './system.ts';

export const SYSTEMS: readonly System[] = Object.freeze([gnutella2, gnutella]);
