// One thing seen twice is one thing: a connection in the capture and again in a connection table, a request on the
// wire and again in the proxy's log, count their bytes once. The capture is the authority, then the connection table,
// then the proxy. Firewalls that count the bytes of a session are connection tables; those that tell of single packets
// carry no volume of their own.

import { LIMITS } from '../model/limits.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  RequestObservation,
  VerdictObservation,
} from '../model/observation.ts';
import { servicePorts } from '../model/services.ts';
import { RequestCopies } from './copies.ts';
import { type Span, Spans } from './spans.ts';

/** `counts`: the bytes are new. `seen before`: better evidence counted them already. `copy`: the very same line again. */
export type Counting = 'counts' | 'seen before' | 'copy';

/** Clocks of sensors differ a little, and logs are written at the end of what they tell. */
const SLACK_MS = 5000;

export class Correlator {
  /** Connections of captures. */
  private readonly spans = new Map<string, Spans>();
  /** Sessions that others counted, by format. */
  private readonly sessions = new Map<string, Map<string, Spans>>();
  /** By client: when better evidence than a proxy's log counted what it had to do with a proxy. */
  private readonly proxied = new Map<string, Spans>();
  /** By client: when a proxy's log counted for it. */
  private readonly requested = new Map<string, Spans>();
  private readonly copies = new RequestCopies();
  private size = 0;
  /** False when one capture is given: nothing can be seen twice, and nothing is remembered. */
  private active: boolean;

  constructor(active: boolean) {
    this.active = active;
  }

  /** A capture may hold flow records of what it shows itself. */
  expectCopies(): void {
    this.active = true;
  }

  see(observation: Observation): Counting {
    if (!this.active) return 'counts';
    if (observation.kind === 'flow') return this.flow(observation);
    if (isSession(observation)) return this.connection(observation);
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

  private connection(connection: Session): Counting {
    const span = { at: connection.at, until: connection.until ?? connection.at };
    const keys = [tuple(connection)];
    if (connection.translated) keys.push(tuple({ ...connection, ...connection.translated }));
    if (keys.some((key) => this.met(this.spans, key, span))) return 'seen before';
    if (this.metSession(connection.format, keys, span)) return 'seen before';
    this.remember(this.sessionsOf(connection.format), keys[0]!, span);
    return isCountedToProxy(connection) ? this.toProxy(connection.source, span) : 'counts';
  }

  /**
   * Another format that told of it is another sensor, whose clock may differ. The same format goes on where it left off
   * (flow records of a long connection, rotated files): only what lies within is told again.
   */
  private metSession(format: string, keys: readonly string[], span: Span): boolean {
    for (const [other, spans] of this.sessions) {
      const asked = other === format ? inner(span) : span;
      if (asked && keys.some((key) => this.met(spans, key, asked))) return true;
    }
    return false;
  }

  private sessionsOf(format: string): Map<string, Spans> {
    const known = this.sessions.get(format);
    if (known) return known;
    const made = new Map<string, Spans>();
    this.sessions.set(format, made);
    return made;
  }

  /** Logs come in any order: whichever of the two was read first has counted. */
  private toProxy(client: string, span: Span): Counting {
    if (this.met(this.requested, client, span)) return 'seen before';
    this.remember(this.proxied, client, span);
    return 'counts';
  }

  private request(request: RequestObservation): Counting {
    if (this.copies.isCopy(request)) return 'copy';
    const span = { at: request.at, until: requestEnd(request) };
    if (this.met(this.proxied, request.source, span)) return 'seen before';
    this.remember(this.requested, request.source, span);
    return 'counts';
  }

  private remember(map: Map<string, Spans>, key: string, span: Span): void {
    if (this.size >= LIMITS.correlatedMax) return;
    let spans = map.get(key);
    if (!spans) {
      spans = new Spans(SLACK_MS);
      map.set(key, spans);
    }
    this.size += spans.add(span);
  }

  private met(map: ReadonlyMap<string, Spans>, key: string, span: Span): boolean {
    return map.get(key)?.meets(span) ?? false;
  }
}

/** What of a span is more than a clock's difference away from its ends; null for short ones, which are told once. */
const inner = ({ at, until }: Span): Span | null =>
  until - at > 4 * SLACK_MS ? { at: at + 2 * SLACK_MS, until: until - 2 * SLACK_MS } : null;

export type Session = CountedObservation | VerdictObservation;

/** A connection that somebody counted in both directions: a connection table, a flow record, a firewall's session. */
export const isSession = (observation: Observation): observation is Session =>
  observation.kind === 'connection' ||
  (observation.kind === 'verdict' &&
    observation.action === 'allowed' &&
    observation.bytesOut !== undefined &&
    observation.bytesIn !== undefined);

/** When a request ended, as far as the log tells. */
export const requestEnd = ({ at, until, durationMs }: RequestObservation): number =>
  until ?? at + (durationMs ?? 0);

/** Connection tables without accounting have no bytes, and then the proxy's log is the better evidence. */
const isCountedToProxy = (connection: Session): boolean =>
  (connection.bytesOut !== undefined || connection.bytesIn !== undefined) &&
  isToProxyPort(connection);

export const isToProxyPort = ({ destinationPort }: Session): boolean =>
  PROXY_PORTS.some(({ from, to }) => destinationPort! >= from && destinationPort! <= to);

const PROXY_PORTS = servicePorts('proxy')!;

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
