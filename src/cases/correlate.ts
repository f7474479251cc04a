// One thing seen twice is one thing: a connection in the capture and again in a connection table, a request on the
// wire and again in the proxy's log, count their bytes once. The capture is the authority, then the connection table,
// then the proxy. Firewall lines carry no volume of their own.

import { LIMITS } from '../model/limits.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  RequestObservation,
} from '../model/observation.ts';

/** `counts`: the bytes are new. `seen before`: better evidence counted them already. */
export type Counting = 'counts' | 'seen before';

/** Clocks of sensors differ a little, and logs are written at the end of what they tell. */
const SLACK_MS = 5000;

interface Span {
  at: number;
  until: number;
}

export class Correlator {
  private readonly spans = new Map<string, Span[]>();
  private readonly proxied = new Map<string, Span[]>();
  private size = 0;
  /** False when only captures are given: nothing can be seen twice, and nothing is remembered. */
  private readonly active: boolean;

  constructor(active: boolean) {
    this.active = active;
  }

  see(observation: Observation): Counting {
    if (!this.active) return 'counts';
    if (observation.kind === 'flow') return this.flow(observation);
    if (observation.kind === 'connection') return this.connection(observation);
    if (observation.kind === 'request') return this.request(observation);
    return 'counts';
  }

  private flow(flow: FlowObservation): Counting {
    this.remember(this.spans, tuple(flow), flow);
    const carrier = flow.facts?.carrier;
    if (carrier?.['proxy'] === true || flow.via.includes('http-connect'))
      this.remember(this.proxied, flow.source, flow);
    return 'counts';
  }

  private connection(connection: CountedObservation): Counting {
    const span = { at: connection.at, until: connection.until ?? connection.at };
    const keys = [tuple(connection)];
    if (connection.translated) keys.push(tuple({ ...connection, ...connection.translated }));
    if (keys.some((key) => this.met(this.spans, key, span))) return 'seen before';
    this.remember(this.spans, keys[0]!, span);
    this.remember(this.proxied, `${connection.source}|${connection.destinationPort ?? 0}`, span);
    return 'counts';
  }

  private request(request: RequestObservation): Counting {
    const span = { at: request.at - (request.durationMs ?? 0), until: request.at };
    return this.met(this.proxied, request.source, span) ? 'seen before' : 'counts';
  }

  private remember(map: Map<string, Span[]>, key: string, { at, until }: Span): void {
    if (this.size >= LIMITS.correlatedMax) return;
    this.size++;
    const spans = map.get(key);
    if (spans) spans.push({ at, until });
    else map.set(key, [{ at, until }]);
  }

  private met(map: Map<string, Span[]>, key: string, span: Span): boolean {
    return (map.get(key) ?? []).some(
      (known) => span.at <= known.until + SLACK_MS && span.until >= known.at - SLACK_MS,
    );
  }
}

interface Tuple {
  readonly transport: string;
  readonly source: string;
  readonly sourcePort?: number;
  readonly destination: string;
  readonly destinationPort?: number;
}

/** The same text for both directions. */
const tuple = (t: Tuple): string => {
  const one = `${t.source}|${t.sourcePort ?? 0}`;
  const other = `${t.destination}|${t.destinationPort ?? 0}`;
  return one < other ? `${t.transport}|${one}|${other}` : `${t.transport}|${other}|${one}`;
};
