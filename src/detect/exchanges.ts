// What one client exchanged with one far end through a proxy, gathered from the proxy's log: the features by which
// tunnels in HTTP differ from pages, and enough of each to tell it to people. No content is needed, only what an ordinary
// line has: method, address, status, bytes, duration.
import { isPrivate, parseAddress } from '../model/address.ts';
import type { Extent, Seen } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type { RequestObservation } from '../model/observation.ts';
import { seenOf } from './flow-findings.ts';

interface Span {
  readonly target: string;
  readonly at: number;
  readonly until: number;
}

export class Exchange {
  readonly client: string;
  /** Host as asked for, and port. */
  readonly host: string;
  readonly port: number;
  /** CONNECTs and plain requests to one far end are two exchanges. */
  readonly connects: boolean;
  /** True when the host is an address of the Internet, not a name. */
  readonly bare: boolean;
  requests = 0;
  gets = 0;
  /** POST and PUT. */
  sends = 0;
  /** CONNECTs that were let through. */
  tunnels = 0;
  denied = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Longest request in ms, and all together. */
  longestMs = 0;
  totalMs = 0;
  /** Sending requests that were never answered, though the far end was reached. */
  unanswered = 0;
  /** Sending and fetching requests for one and the same address that were under way at the same time. */
  crossed = 0;
  /** Most sending requests that were made while one fetching request went on. */
  sendsInOneGet = 0;
  /** Longest row of fetched answers of the very same size, each following the other at once. */
  equalRow = 0;
  firstSeen = Number.POSITIVE_INFINITY;
  lastSeen = Number.NEGATIVE_INFINITY;
  readonly examples: Seen[] = [];
  user: string | undefined;
  /** Requests that named a program, and that named none though the log has a place for it. */
  named = 0;
  unnamed = 0;
  readonly #recentGets: Span[] = [];
  readonly #recentSends: Span[] = [];
  #row = 0;
  #rowSize = -1;
  #rowEnd = 0;

  constructor(client: string, host: string, port: number, connects: boolean) {
    this.client = client;
    this.host = host;
    this.port = port;
    this.connects = connects;
    const words = parseAddress(host);
    this.bare = words !== null && !isPrivate(words);
  }

  add(request: RequestObservation): void {
    const { at, status } = request;
    const until = Math.max(at + (request.durationMs ?? 0), request.until ?? at);
    this.requests++;
    this.user ??= request.user;
    this.note(request);
    this.bytesIn += request.bytesIn ?? 0;
    this.bytesOut += request.bytesOut ?? 0;
    this.firstSeen = Math.min(this.firstSeen, at);
    this.lastSeen = Math.max(this.lastSeen, until);
    if (this.examples.length < LIMITS.seenMax && (this.requests < 4 || until - at > this.longestMs))
      this.examples.push(seenOf(request, requestText(request)));
    this.longestMs = Math.max(this.longestMs, until - at);
    this.totalMs += until - at;
    if (request.action === 'denied') {
      this.denied++;
      return;
    }
    const method = request.method ?? '';
    if (method === 'CONNECT') {
      if (status === undefined || status === 0 || status === 200) this.tunnels++;
      return;
    }
    const span = { target: targetOf(request), at, until };
    if (method === 'GET') this.#get(span, request.bytesIn ?? 0);
    else if (method === 'POST' || method === 'PUT') this.#send(span, status === 0);
  }

  /** What a request, or a copy of it in another log, says of the program that sent it. */
  note({ agent }: RequestObservation): void {
    if (agent === undefined) return;
    if (agent === '') this.unnamed++;
    else this.named++;
  }

  get extent(): Extent {
    const { firstSeen, lastSeen, bytesOut, bytesIn, requests, host, user } = this;
    return {
      from: firstSeen,
      until: lastSeen,
      bytesOut,
      bytesIn,
      connections: requests,
      peer: host,
      ...(user === undefined ? {} : { user }),
    };
  }

  #get(span: Span, size: number): void {
    this.gets++;
    if (meets(this.#recentSends, span)) this.crossed++;
    this.sendsInOneGet = Math.max(this.sendsInOneGet, within(this.#recentSends, span));
    push(this.#recentGets, span);
    const goesOn =
      size >= CHUNK_MIN && size === this.#rowSize && span.at - this.#rowEnd < AT_ONCE_MS;
    this.#row = goesOn ? this.#row + 1 : 1;
    this.#rowSize = size;
    this.#rowEnd = span.until;
    if (size >= CHUNK_MIN) this.equalRow = Math.max(this.equalRow, this.#row);
  }

  #send(span: Span, unanswered: boolean): void {
    this.sends++;
    if (unanswered) this.unanswered++;
    if (meets(this.#recentGets, span)) this.crossed++;
    push(this.#recentSends, span);
  }
}

/** All exchanges of the evidence, by client and far end; one for all detectors of proxy logs. */
export class Exchanges {
  readonly #all: Exchange[] = [];
  /** By client, then host: no text is made for a line. */
  readonly #byClient = new Map<string, Map<string, Exchange[]>>();

  /** A request that was seen in another log before. */
  copy(request: RequestObservation): void {
    this.#find(request)?.note(request);
  }

  see(request: RequestObservation): void {
    const { source, host } = request;
    if (host === undefined) return;
    let exchange = this.#find(request);
    if (!exchange) {
      if (this.#all.length >= LIMITS.exchangesMax) return;
      exchange = new Exchange(source, host, portOf(request), request.method === 'CONNECT');
      this.#all.push(exchange);
      this.#keep(exchange);
    }
    exchange.add(request);
  }

  values(): Exchange[] {
    return [...this.#all];
  }

  #find(request: RequestObservation): Exchange | undefined {
    const { source, host, method } = request;
    if (host === undefined) return undefined;
    const list = this.#byClient.get(source)?.get(host);
    if (list === undefined) return undefined;
    const port = portOf(request);
    const connects = method === 'CONNECT';
    for (const one of list) if (one.port === port && one.connects === connects) return one;
    return undefined;
  }

  #keep(exchange: Exchange): void {
    const { client, host } = exchange;
    let hosts = this.#byClient.get(client);
    if (!hosts) {
      hosts = new Map();
      this.#byClient.set(client, hosts);
    }
    const list = hosts.get(host);
    if (list) list.push(exchange);
    else hosts.set(host, [exchange]);
  }
}

const portOf = ({ destinationPort, method }: RequestObservation): number =>
  destinationPort ?? (method === 'CONNECT' ? 443 : 80);

/** The address without what follows `?`, which proxies often leave out. */
const targetOf = ({ url = '' }: RequestObservation): string => {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
};

const requestText = (request: RequestObservation): string => {
  const { method = 'GET', url, host = '', destinationPort, status, bytesIn, durationMs } = request;
  const target = url ?? `${host}${destinationPort === undefined ? '' : `:${destinationPort}`}`;
  const answer = status === 0 ? 'not answered' : status === undefined ? '' : String(status);
  const size = bytesIn === undefined ? '' : `${bytesIn} bytes`;
  const time = durationMs === undefined ? '' : `${Math.round(durationMs)} ms`;
  return [`${method} ${target.slice(0, 160)}`, answer, size, time].filter(Boolean).join(', ');
};

const meets = (spans: readonly Span[], { at, until, target }: Span): boolean => {
  for (const one of spans)
    if (one.at < until && one.until > at && one.target === target) return true;
  return false;
};

const within = (spans: readonly Span[], { at, until }: Span): number =>
  until - at < LONG_GET_MS ? 0 : spans.filter((one) => one.at >= at && one.at <= until).length;

const push = (spans: Span[], span: Span): void => {
  spans.push(span);
  if (spans.length > RECENT_MAX) spans.shift();
};

const RECENT_MAX = 24;
const AT_ONCE_MS = 1000;
const CHUNK_MIN = 1024;
const LONG_GET_MS = 3000;
