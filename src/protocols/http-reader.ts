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
import type { HttpHead } from './http-message.ts';
import { WebSocketReader } from './websocket.ts';

export interface HttpSignatures {
  readonly http: readonly HttpSignature[];
  readonly websocket: readonly WebSocketSignature[];
}

interface Exchange {
  readonly request: HttpRequest;
  readonly signature: HttpSignature | null;
}

export class HttpReader implements StreamReader, HttpFramingOwner {
  readonly #flow: FlowSink;
  readonly #signatures: HttpSignatures;
  readonly #framings: readonly [HttpFraming, HttpFraming];
  #waiting: Exchange[] = [];
  #webSocket: WebSocketReader | null = null;
  /** What the body being collected answers, and how it is encoded. */
  #collected: Exchange | null = null;
  #encoding = '';
  #named: SystemId | null = null;
  #first = true;
  #userSeen = false;

  constructor(flow: FlowSink, signatures: HttpSignatures) {
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
    return head.method === null ? this.#answered(framing, head) : this.#asked(framing, head);
  }

  body(_framing: HttpFraming, body: Uint8Array | null): void {
    const exchange = this.#collected;
    this.#collected = null;
    if (!exchange) return;
    const encoded = this.#encoding !== '' && this.#encoding !== 'identity';
    const bytes = body && encoded ? inflateBounded(body, LIMITS.bodyBytesMax) : body;
    if (!bytes) this.#flow.anomaly(body ? 'http-body-encoding' : 'http-body-too-long');
    else exchange.signature?.body?.(bytes, exchange.request, this.#flow);
  }

  #asked(framing: HttpFraming, head: HttpHead): number {
    const request = requestOf(head, framing.direction);
    if (this.#waiting.length >= LIMITS.httpPipelineMax) {
      this.#flow.anomaly('http-pipeline');
      return STOP;
    }
    if (this.#first) this.#tellFirst(request);
    if (!this.#userSeen) this.#tellUser(request);
    this.#waiting.push({ request, signature: this.#recognise(request) });
    if (request.method === 'CONNECT' || asksWebSocket(head.headers)) return HOLD;
    return bodyLength(head.headers) ?? 0;
  }

  #recognise(request: HttpRequest): HttpSignature | null {
    for (const signature of this.#signatures.http)
      if (signature.request(request, this.#flow)) {
        this.#name(signature);
        return signature;
      }
    return null;
  }

  #name(signature: { readonly id: string; readonly system: SystemId }): void {
    this.#named = signature.system;
    this.#flow.name(signature.id, signature.system);
  }

  #answered(framing: HttpFraming, head: HttpHead): number {
    const { status, headers } = head;
    if (status < 200 && status !== 101) return 0;
    const exchange = this.#waiting.shift() ?? null;
    const signature = this.#recogniseAnswer({ status, headers }, exchange);
    const other = this.#framings[framing.direction === 0 ? 1 : 0];
    if (status === 101) return this.#upgraded(other, head);
    if (exchange?.request.method === 'CONNECT' && status < 300) return this.#connected(other);
    if (other.held) other.resume();
    if (exchange?.request.method === 'HEAD' || status === 204 || status === 304) return 0;
    framing.collect = exchange !== null && signature?.body !== undefined;
    if (framing.collect && exchange) this.#collected = { request: exchange.request, signature };
    this.#encoding = (headers.get('content-encoding') ?? '').toLowerCase();
    return bodyLength(headers) ?? UNTIL_CLOSE;
  }

  #recogniseAnswer(response: HttpResponse, exchange: Exchange | null): HttpSignature | null {
    const request = exchange?.request ?? null;
    const own = exchange?.signature ?? null;
    if (own?.answers !== 'all' && own?.response?.(response, request, this.#flow)) this.#name(own);
    let found = own;
    for (const signature of this.#signatures.http) {
      if (signature.answers !== 'all') continue;
      const asked = signature === own ? request : null;
      if (!signature.response?.(response, asked, this.#flow)) continue;
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
    if (!asksWebSocket(head.headers)) return STOP;
    if (!this.#named) this.#flow.name('websocket', null);
    if (this.#signatures.websocket.length === 0) return STOP;
    const extensions = head.headers.get('sec-websocket-extensions') ?? '';
    this.#webSocket = new WebSocketReader(
      this.#flow,
      this.#signatures.websocket,
      extensions.includes('permessage-deflate'),
    );
    if (held) this.#webSocket.push(other.direction, held, 0, held.length);
    return STOP;
  }

  #tellFirst(request: HttpRequest): void {
    this.#first = false;
    const flow = this.#flow;
    flow.carrier('method', request.method);
    flow.carrier('host', request.host);
    flow.carrier('path', request.path);
    const agent = request.headers.get('user-agent');
    if (agent) flow.carrier('agent', agent);
    const referer = request.headers.get('referer');
    if (referer) flow.carrier('referer', referer);
    if (request.method === 'CONNECT' || ABSOLUTE.test(request.target)) flow.carrier('proxy', true);
  }

  /** The user name alone; a password is never kept. */
  #tellUser(request: HttpRequest): void {
    const credentials =
      request.headers.get('proxy-authorization') ?? request.headers.get('authorization');
    if (!credentials) return;
    const user = userOf(credentials);
    if (user === '') return;
    this.#userSeen = true;
    this.#flow.carrier('user', user);
  }
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,15}:\/\/([^/?#]*)/i;

const requestOf = (head: HttpHead, direction: Direction): HttpRequest => {
  const target = head.target;
  const absolute = ABSOLUTE.exec(target);
  const method = head.method ?? '';
  const path = absolute ? target.slice(absolute[0].length) || '/' : target;
  const authority = method === 'CONNECT' ? target : absolute?.[1];
  const host = authority ?? head.headers.get('host') ?? '';
  return { method, target, path, host, headers: head.headers, direction };
};

const asksWebSocket = (headers: ReadonlyMap<string, string>): boolean =>
  /\bwebsocket\b/i.test(headers.get('upgrade') ?? '');

/** RFC 9112 §6.3; null when neither field says. */
const bodyLength = (headers: ReadonlyMap<string, string>): number | null => {
  if (/\bchunked\s*$/i.test(headers.get('transfer-encoding') ?? '')) return CHUNKED;
  const length = /^\d{1,15}/.exec(headers.get('content-length') ?? '');
  return length ? Number(length[0]) : null;
};

const userOf = (credentials: string): string => {
  const basic = /^basic\s+(\S+)/i.exec(credentials);
  if (!basic) return /^digest\s.*\busername="([^"]*)"/i.exec(credentials)?.[1] ?? '';
  const bytes = base64Bytes(basic[1]!);
  const colon = bytes.indexOf(0x3a);
  return colon < 0 ? '' : utf8(bytes, 0, colon);
};
