// What a readable flow teaches about its own ends: the server's port, over UDP both sockets, and who speaks the system.

import type { FlowTable } from '../wire/flow-table.ts';
import type { Endpoints } from './endpoints.ts';
import type { FlowNotes } from './flow-notes.ts';

/** A lesson is repeated after this long, so that long flows keep what they taught alive. */
const REPEAT_MS = 60_000;

export const teach = (
  endpoints: Endpoints,
  table: FlowTable,
  row: number,
  notes: FlowNotes,
): void => {
  const { system, transport } = notes;
  if (system === null) return;
  const until = table.last(row);
  const asked = table.payload(row, 0) > 0 && !notes.bystander[0];
  const answered = table.payload(row, 1) > 0 && !notes.bystander[1];
  const ends = (asked ? 1 : 0) | (answered ? 2 : 0);
  const known = notes.taught === system && notes.taughtEnds === ends;
  if (known && until - notes.taughtAt < REPEAT_MS) return;
  const first = notes.taught === null;
  notes.taught = system;
  notes.taughtEnds = ends;
  notes.taughtAt = until;
  if (asked && answered) {
    endpoints.speaks(notes.clientAddress, system, until);
    endpoints.speaks(notes.serverAddress, system, until);
  }
  if (!notes.native || (transport !== 'tcp' && transport !== 'udp')) return;
  const how = `spoke ${notes.protocol} in a flow that could be read`;
  for (const at of first ? [table.first(row), until] : [until]) {
    if (answered)
      endpoints.proven(notes.serverAddress, notes.serverPort, transport, system, at, how);
    if (asked && transport === 'udp') {
      endpoints.proven(notes.clientAddress, notes.clientPort, 'udp', system, at, how);
    }
  }
};

/**
 * A flow is over and nobody answered in it: whoever spoke the system there took the other end for one that does. That is
 * hearsay, which names only flows of hosts that speak the system.
 */
export const tellSought = (
  endpoints: Endpoints,
  table: FlowTable,
  row: number,
  notes: FlowNotes,
): void => {
  const { system, transport } = notes;
  if (system === null || !notes.native || (transport !== 'tcp' && transport !== 'udp')) return;
  if (table.payload(row, 0) === 0 || table.payload(row, 1) > 0) return;
  const how = `was spoken to in ${notes.protocol}, and did not answer`;
  endpoints.told(notes.serverAddress, notes.serverPort, transport, system, table.last(row), how);
};
