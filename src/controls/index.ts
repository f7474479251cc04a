// The registry of enforcement targets: one line each.
import { hosts } from './hosts.ts';
import { nftables } from './nftables/nftables.ts';
import type { Target } from './target.ts';

export const TARGETS: readonly Target[] = Object.freeze([nftables, hosts]);

/** Targets that a policy may name already; this version compiles nothing for them, and a plan says so. */
export const TARGETS_TO_COME: readonly string[] = Object.freeze(['squid', 'unbound']);
