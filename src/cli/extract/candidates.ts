// First reading: the flows that may belong to the case. Which addresses the subject has is known only at the end, so
// flows of the activity are kept by the addresses that take part in them.

import { isNobody, takesPart } from '../../detect/part.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  Transport,
} from '../../model/observation.ts';
import { activityOf, type SystemId } from '../../model/systems.ts';
import { tupleKey } from './tuple.ts';

export interface Candidate {
  readonly transport: Transport;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly at: number;
  readonly until: number;
  /** The same, widened to what a connection table says of the connection. */
  logAt: number;
  logUntil: number;
}

/** Flows kept; more are counted, left out and said. 200 bytes each. */
const CANDIDATES_MAX = 500_000;

/** Clocks of sensors differ a little, as in cases/correlate.ts. */
export const SLACK_MS = 5000;

export class Candidates {
  /** Flows that were not kept because there were too many. */
  dropped = 0;
  readonly #activity: SystemId;
  readonly #byAddress = new Map<string, Candidate[]>();
  readonly #byTuple = new Map<string, Candidate[]>();
  #size = 0;

  constructor(activity: SystemId) {
    this.#activity = activity;
  }

  see(observation: Observation): void {
    if (observation.kind === 'flow') this.#flow(observation);
    else if (observation.kind === 'connection') this.#connection(observation);
  }

  /** Flows in which one of the addresses takes part, each once. */
  of(addresses: readonly string[]): Candidate[] {
    return [...new Set(addresses.flatMap((address) => this.#byAddress.get(address) ?? []))];
  }

  #flow(flow: FlowObservation): void {
    if (flow.system === null || activityOf(flow.system) !== this.#activity) return;
    const parts = [
      ...(takesPart(flow, 'source') ? [flow.source] : []),
      ...(takesPart(flow, 'destination') && !isNobody(flow.destination) ? [flow.destination] : []),
    ];
    if (parts.length === 0) return;
    if (this.#size >= CANDIDATES_MAX) {
      this.dropped++;
      return;
    }
    this.#size++;
    const { transport, source, sourcePort, destination, destinationPort, at, until } = flow;
    const ends = { transport, source, sourcePort, destination, destinationPort };
    const candidate: Candidate = { ...ends, at, until, logAt: at, logUntil: until };
    for (const address of parts) append(this.#byAddress, address, candidate);
    append(this.#byTuple, tupleKey(candidate), candidate);
  }

  /** A connection table tells of a connection long after its last packet, until its time-out. */
  #connection(connection: CountedObservation): void {
    const until = connection.until ?? connection.at;
    const keys = [tupleKey(connection)];
    if (connection.translated) keys.push(tupleKey({ ...connection, ...connection.translated }));
    for (const candidate of keys.flatMap((key) => this.#byTuple.get(key) ?? [])) {
      if (connection.at > candidate.until + SLACK_MS || until < candidate.at - SLACK_MS) continue;
      candidate.logAt = Math.min(candidate.logAt, connection.at);
      candidate.logUntil = Math.max(candidate.logUntil, until);
    }
  }
}

const append = (map: Map<string, Candidate[]>, key: string, candidate: Candidate): void => {
  const list = map.get(key);
  if (list) list.push(candidate);
  else map.set(key, [candidate]);
};
