// Weights of evidence that no labelled evidence could measure yet (ADR 5): inventories with a truth beside them would be
// needed, of machines with and without the activity. Until there are some, these are assumed, low on purpose, and every
// finding that uses one says so. The prior of 2 % is -16.9 decibans: below that, a finding alone is a lead.
import type { Presence } from '../model/observation.ts';

/** Decibans, assumed 2026-11-22. */
export const ASSUMED_PRESENCE: Readonly<Record<Presence, number>> = {
  // A file that was fetched and perhaps never started.
  present: 8,
  // Three in four who have a client installed would have to be idle for this to mislead.
  installed: 12,
  // An installer asked the firewall to let it in: rules outlive programs.
  'let-in': 14,
  // It starts with the machine or with the session.
  starts: 16,
  // It ran when the inventory was taken: 84 % alone.
  running: 24,
  // It ran and waited for others: 91 % alone.
  listening: 27,
};

/**
 * Requests as only a client makes them, which a web page could have made a browser ask: no labelled evidence has such pages.
 * Alone 6 % and 34 %.
 */
export const ASSUMED_PLANTED = { browser: 5, unnamed: 14 } as const;

/** Taken from the weight of programs that most people have for something else. */
export const ALSO_FOR_LESS = 8;

/**
 * A listener that answered a scan in the words of a system: its signature is that of the wire formats, which were measured at
 * 38 (from 26), less what a program that only waits says of what its user does. One of which only the shape is known: a lead.
 */
export const ASSUMED_LISTENER = { proven: 20, shape: 8 } as const;
