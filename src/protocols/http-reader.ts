// Reads an HTTP/1.x connection: pairs answers with requests, asks the systems' signatures, follows CONNECT and Upgrade.

import { LIMITS } from '../model/limits.ts';
import type { SystemId } from '../model/systems.ts';
import { utf8 } from '../wire/codec/ascii.ts';
import { base64Bytes } from '../wire/codec/base64.ts';
import { inflateBounded } from '../wire/codec/inflate.ts';
import type {
  Direction,
  FlowSink,
  HttpRequest,
  HttpResponse,
  HttpSignature,
  StreamReader,
  WebSocketSignature,
} from '../wire/dissector.ts';
import {
  CHUNKED,
  HOLD,
  HttpFraming,
  type HttpFramingOwner,
  STOP,
  UNTIL_CLOSE,
} from './http-framing.ts';
import {
  AUTHORIZATION,
  CONTENT_ENCODING,
  CONTENT_LENGTH,
  HOST,
  type HttpHead,
  PROXY_AUTHORIZATION,
  REFERER,
  TRANSFER_ENCODING,
  UPGRADE,
  USER_AGENT,
  WEBSOCKET_EXTENSIONS,
} from './http-head.ts';
import { HttpInterest, isAsked } from './http-interest.ts';
import { WebSocketReader } from './websocket.ts';

export interface HttpSignatures {
  readonly http: readonly HttpSignature[];
  readonly websocket: readonly WebSocketSignature[];
}

/** A request whose answer has not come. */
interface Exchange {
  readonly method: typeof CONNECT | typeof HEAD | typeof ANY;
  /** Null when nobody will ask for it. */
  readonly request: HttpRequest | null;
  readonly signature: HttpSignature | null;
}

const ANY = 0;
const HEAD = 1;
const CONNECT = 2;
/** What most requests are once they are read, by method. */
const PLAIN: readonly Exchange[] = ([ANY, HEAD, CONNECT] as const).map((method) =>
  Object.freeze({ method, request: null, signature: null }),
);

/** The signatures, and what is known of them once for all connections. */
export class HttpKnowledge {
  readonly http: readonly HttpSignature[];
  readonly websocket: readonly WebSocketSignature[];
  readonly interest: HttpInterest;
  /** A signature that recognises answers and reads their bodies wants the request that nobody recognised. */
  readonly keepsRequests: boolean;

  constructor({ http, websocket }: HttpSignatures) {
    this.http = http;
    this.websocket = websocket;
    this.interest = new HttpInterest(http);
    this.keepsRequests = http.some(({ answers, body }) => answers === 'all' && body);
  }
}

export class HttpReader implements StreamReader, HttpFramingOwner {
  readonly #flow: FlowSink;
  readonly #signatures: HttpKnowledge;
  readonly #framings: readonly [HttpFraming, HttpFraming];
  #waiting: Exchange[] = [];
  #webSocket: WebSocketReader | null = null;
  /** What the body being collected answers, and how it is encoded. */
  #collected: Exchange | null = null;
  #encoding = '';
  #named: SystemId | null = null;
  #first = true;
  #userSeen = false;

  constructor(flow: FlowSink, signatures: HttpKnowledge) {
    this.#flow = flow;
    this.#signatures = signatures;
    this.#framings = [new HttpFraming(this, 0), new HttpFraming(this, 1)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#webSocket) return this.#webSocket.push(direction, bytes, start, end);
    const framing = this.#framings[direction];
    const more = framing.push(bytes, start, end);
    const switched = this.#webSocket as WebSocketReader | null;
    return switched ? switched.push(direction, bytes, framing.stoppedAt, end) : more;
  }

  gap(direction: Direction, lost: number): boolean {
    return this.#webSocket ? false : this.#framings[direction].gap(lost);
  }

  close(): void {
    if (this.#webSocket) return;
    for (const framing of this.#framings) framing.close();
  }

  anomaly(code: string): void {
    this.#flow.anomaly(code);
  }

  head(framing: HttpFraming, head: HttpHead): number {
    return head.isAnswer ? this.#answered(framing, head) : this.#asked(framing, head);
  }

  body(_framing: HttpFraming, body: Uint8Array | null): void {
    const exchange = this.#collected;
    this.#collected = null;
    if (!exchange?.request) return;
    const encoded = this.#encoding !== '' && this.#encoding !== 'identity';
    const bytes = body && encoded ? inflateBounded(body, LIMITS.bodyBytesMax) : body;
    if (!bytes) this.#flow.anomaly(body ? 'http-body-encoding' : 'http-body-too-long');
    else exchange.signature?.body?.(bytes, exchange.request, this.#flow);
  }

  #asked(framing: HttpFraming, head: HttpHead): number {
    if (this.#waiting.length >= LIMITS.httpPipelineMax) {
      this.#flow.anomaly('http-pipeline');
      return STOP;
    }
    if (this.#first) this.#tellFirst(head);
    if (!this.#userSeen) this.#tellUser(head);
    const exchange = this.#recognise(head, framing.direction);
    this.#waiting.push(exchange);
    if (exchange.method === CONNECT || asksWebSocket(head)) return HOLD;
    return bodyLength(head) ?? 0;
  }

  #recognise(head: HttpHead, direction: Direction): Exchange {
    const method = methodOf(head);
    const { http, interest, keepsRequests } = this.#signatures;
    const asked = interest.of(head);
    if (asked === 0 && !keepsRequests) return PLAIN[method]!;
    const request = requestOf(head, direction);
    for (let i = 0; i < http.length; i++) {
      const signature = http[i]!;
      if (!isAsked(asked, i) || !signature.request(request, this.#flow)) continue;
      this.#name(signature);
      this.#flow.takesPart?.(direction === 0 ? 1 : 0, false);
      return { method, request, signature };
    }
    return keepsRequests ? { method, request, signature: null } : PLAIN[method]!;
  }

  #name(signature: { readonly id: string; readonly system: SystemId }): void {
    this.#named = signature.system;
    this.#flow.name(signature.id, signature.system);
  }

  #answered(framing: HttpFraming, head: HttpHead): number {
    const { status } = head;
    if (status < 200 && status !== 101) return 0;
    const exchange = this.#waiting.shift() ?? null;
    const signature = this.#recogniseAnswer(head, exchange);
    const other = this.#framings[framing.direction === 0 ? 1 : 0];
    if (status === 101) return this.#upgraded(other, head);
    if (exchange?.method === CONNECT && status < 300) return this.#connected(other);
    if (other.held) other.resume();
    if (exchange?.method === HEAD || status === 204 || status === 304) return 0;
    framing.collect = exchange !== null && signature?.body !== undefined;
    if (framing.collect && exchange) {
      this.#collected = { ...exchange, signature };
      this.#encoding = (head.value(CONTENT_ENCODING) ?? '').toLowerCase();
    }
    return bodyLength(head) ?? UNTIL_CLOSE;
  }

  #recogniseAnswer(head: HttpHead, exchange: Exchange | null): HttpSignature | null {
    const own = exchange?.signature ?? null;
    const { http, interest } = this.#signatures;
    const asked = interest.of(head);
    if (own === null && asked === 0) return null;
    const response: HttpResponse = { status: head.status, headers: head.headers };
    const request = exchange?.request ?? null;
    if (own !== null && !own.asksAnybody && grants(response))
      this.#flow.takesPart?.(request?.direction === 1 ? 0 : 1, true);
    if (own?.answers !== 'all' && own?.response?.(response, request, this.#flow)) this.#name(own);
    let found = own;
    for (let i = 0; i < http.length; i++) {
      const signature = http[i]!;
      if (signature.answers !== 'all' || (signature !== own && !isAsked(asked, i))) continue;
      const known = signature === own ? request : null;
      if (!signature.response?.(response, known, this.#flow)) continue;
      this.#name(signature);
      found ??= signature;
    }
    return found;
  }

  #connected(other: HttpFraming): number {
    this.#flow.inner('http-connect', [this.#framings[0].offset, this.#framings[1].offset]);
    other.stop();
    return STOP;
  }

  #upgraded(other: HttpFraming, head: HttpHead): number {
    const held = other.held ? other.takeHeld() : null;
    other.stop();
    if (!asksWebSocket(head)) return STOP;
    if (!this.#named) this.#flow.name('websocket', null);
    if (this.#signatures.websocket.length === 0) return STOP;
    const extensions = head.value(WEBSOCKET_EXTENSIONS) ?? '';
    this.#webSocket = new WebSocketReader(
      this.#flow,
      this.#signatures.websocket,
      extensions.includes('permessage-deflate'),
    );
    if (held) this.#webSocket.push(other.direction, held, 0, held.length);
    return STOP;
  }

  #tellFirst(head: HttpHead): void {
    this.#first = false;
    const flow = this.#flow;
    const { method, target } = head;
    const { path, host, isAbsolute } = placeOf(head, method, target);
    flow.carrier('method', method);
    flow.carrier('host', host);
    flow.carrier('path', path);
    const agent = head.value(USER_AGENT);
    if (agent) flow.carrier('agent', agent);
    const referer = head.value(REFERER);
    if (referer) flow.carrier('referer', referer);
    if (method === 'CONNECT' || isAbsolute) flow.carrier('proxy', true);
  }

  /** The user name alone; a password is never kept. */
  #tellUser(head: HttpHead): void {
    const credentials = head.value(PROXY_AUTHORIZATION) ?? head.value(AUTHORIZATION);
    if (!credentials) return;
    const user = userOf(credentials);
    if (user === '') return;
    this.#userSeen = true;
    this.#flow.carrier('user', user);
  }
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,15}:\/\/([^/?#]*)/i;

const placeOf = (
  head: HttpHead,
  method: string,
  target: string,
): { path: string; host: string; isAbsolute: boolean } => {
  const absolute = target.startsWith('/') ? null : ABSOLUTE.exec(target);
  const path = absolute ? target.slice(absolute[0].length) || '/' : target;
  const authority = method === 'CONNECT' ? target : absolute?.[1];
  return { path, host: authority ?? head.value(HOST) ?? '', isAbsolute: absolute !== null };
};

const requestOf = (head: HttpHead, direction: Direction): HttpRequest => {
  const { method, target, headers } = head;
  const { path, host } = placeOf(head, method, target);
  return { method, target, path, host, headers, direction };
};

const methodOf = (head: HttpHead): Exchange['method'] => {
  const { method } = head;
  return method === 'CONNECT' ? CONNECT : method === 'HEAD' ? HEAD : ANY;
};

const asksWebSocket = (head: HttpHead): boolean =>
  head.has(UPGRADE) && /\bwebsocket\b/i.test(head.value(UPGRADE) ?? '');

/**
 * Who grants a request that only the system makes is part of it. Any web server has error pages, redirections and a
 * page of its own for whatever is asked; 503 is what servents say while all their slots are taken.
 */
const grants = ({ status, headers }: HttpResponse): boolean =>
  ((status >= 200 && status < 300) || status === 503) &&
  !/\bhtml\b/i.test(headers.get('content-type') ?? '');

/** RFC 9112 §6.3; null when neither field says. */
const bodyLength = (head: HttpHead): number | null => {
  if (/\bchunked\s*$/i.test(head.value(TRANSFER_ENCODING) ?? '')) return CHUNKED;
  const length = /^\d{1,15}/.exec(head.value(CONTENT_LENGTH) ?? '');
  return length ? Number(length[0]) : null;
};

const userOf = (credentials: string): string => {
  const basic = /^basic\s+(\S+)/i.exec(credentials);
  if (!basic) return /^digest\s.*\busername="([^"]*)"/i.exec(credentials)?.[1] ?? '';
  const bytes = base64Bytes(basic[1]!);
  const colon = bytes.indexOf(0x3a);
  return colon < 0 ? '' : utf8(bytes, 0, colon);
};
