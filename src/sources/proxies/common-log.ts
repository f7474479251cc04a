// The common and the combined log format, shared by proxies and web servers
// (https://httpd.apache.org/docs/2.4/logs.html#combined):
//
//   10.20.1.12 - alice [22/Nov/2026:06:07:06 +0000] "PUT http://h/x HTTP/1.1" 201 235 "-" "curl/7.88.1" TCP_MISS:HIER_DIRECT
//   client     ident user [time]                    "request"                  status bytes "referer" "agent" Squid's result
//
// In front may stand what a syslog relay writes, or the name of a virtual host (Apache's `vhost_combined`).
// A quote inside a quoted field is written \" (Apache, nginx) or %22 (Squid), so the first bare quote ends it.
import { LIMITS } from '../../model/limits.ts';
import type { Clock } from '../clock.ts';
import {
  BACKSLASH,
  BRACKET_CLOSE,
  BRACKET_OPEN,
  COLON,
  DOT,
  decimal,
  fieldEnd,
  is,
  isUpper,
  QUOTE,
  SLASH,
  SPACE,
  skipBlanks,
} from '../fields.ts';
import { SyslogPrefix } from '../syslog.ts';
import type { Authority } from '../url.ts';

/** Positions of the fields of one line. Reused: read before the next line. */
export class CommonLog {
  at = 0;
  clientStart = 0;
  clientEnd = 0;
  userStart = 0;
  userEnd = 0;
  methodStart = 0;
  methodEnd = 0;
  urlStart = 0;
  urlEnd = 0;
  /** -1 when it is `-`. */
  status = -1;
  /** Bytes of the answer, -1 when it is `-`. */
  size = -1;
  /** Empty when the line has no agent. */
  agentStart = 0;
  agentEnd = 0;
  /** Squid's `TCP_MISS:HIER_DIRECT`; empty when there is none. */
  resultStart = 0;
  resultEnd = 0;
  /** The host that a syslog prefix names; empty when there is none. */
  sensorStart = 0;
  sensorEnd = 0;
  readonly #clock: Clock;
  readonly #prefix: SyslogPrefix;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#prefix = new SyslogPrefix(clock);
  }

  /** False when the line is in neither format. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.sensorStart = this.sensorEnd = start;
    if (this.#record(bytes, start, end)) return true;
    const record = this.#behindPrefix(bytes, start, end);
    return record > start && this.#record(bytes, record, end);
  }

  /** Where the client stands behind a syslog prefix or a virtual host, or -1. */
  #behindPrefix(bytes: Uint8Array, start: number, end: number): number {
    const limit = Math.min(end, start + PREFIXED_BYTES_MAX);
    let time = start + 1;
    while (time < limit && !this.#isTime(bytes, time, end)) time++;
    if (time >= limit) return -1;
    let at = time;
    for (let field = 0; field < FIELDS_BEFORE_TIME; field++) at = fieldBefore(bytes, at, start);
    if (at <= start) return -1;
    const first = fieldEnd(bytes, start, at);
    if (skipBlanks(bytes, first, at) === at) return isVirtualHost(bytes, start, first) ? at : -1;
    this.#prefix.read(bytes, start, at);
    if (Number.isNaN(this.#prefix.at)) return -1;
    this.sensorStart = this.#prefix.hostStart;
    this.sensorEnd = this.#prefix.hostEnd;
    return at;
  }

  #isTime(bytes: Uint8Array, at: number, end: number): boolean {
    return (
      bytes[at] === BRACKET_OPEN &&
      bytes[at - 1] === SPACE &&
      this.#clock.common(bytes, at + 1, end)
    );
  }

  #record(bytes: Uint8Array, start: number, end: number): boolean {
    this.clientStart = start;
    this.clientEnd = fieldEnd(bytes, start, end);
    const identStart = skipBlanks(bytes, this.clientEnd, end);
    const identEnd = fieldEnd(bytes, identStart, end);
    this.userStart = skipBlanks(bytes, identEnd, end);
    this.userEnd = fieldEnd(bytes, this.userStart, end);
    const time = skipBlanks(bytes, this.userEnd, end);
    if (time >= end || bytes[time] !== BRACKET_OPEN || !this.#clock.common(bytes, time + 1, end))
      return false;
    this.at = this.#clock.stamp.at;
    const timeEnd = this.#clock.stamp.end;
    if (timeEnd >= end || bytes[timeEnd] !== BRACKET_CLOSE) return false;
    const request = skipBlanks(bytes, timeEnd + 1, end);
    const requestEnd = quotedEnd(bytes, request, end);
    if (requestEnd < 0) return false;
    this.#request(bytes, request + 1, requestEnd);
    const statusStart = skipBlanks(bytes, requestEnd + 1, end);
    const statusEnd = fieldEnd(bytes, statusStart, end);
    this.status = decimal(bytes, statusStart, statusEnd);
    const sizeStart = skipBlanks(bytes, statusEnd, end);
    const sizeEnd = fieldEnd(bytes, sizeStart, end);
    this.size = decimal(bytes, sizeStart, sizeEnd);
    if (this.status > 999 || (this.status < 0 && !is(bytes, statusStart, statusEnd, '-')))
      return false;
    if (this.size < 0 && !is(bytes, sizeStart, sizeEnd, '-')) return false;
    this.#tail(bytes, sizeEnd, end);
    return true;
  }

  /** True when a proxy wrote it: Squid's own result field, an absolute URL, or CONNECT. */
  isProxied(bytes: Uint8Array, authority: Authority): boolean {
    if (this.resultEnd > this.resultStart) return true;
    if (is(bytes, this.methodStart, this.methodEnd, 'CONNECT'))
      return bytes[this.urlStart] !== SLASH && this.urlEnd > this.urlStart;
    return authority.absolute(bytes, this.urlStart, this.urlEnd);
  }

  /** `GET http://h/x HTTP/1.1`: method to the first space, version after the last. */
  #request(bytes: Uint8Array, start: number, end: number): void {
    this.methodStart = start;
    this.methodEnd = fieldEnd(bytes, start, end);
    this.urlStart = skipBlanks(bytes, this.methodEnd, end);
    let last = end;
    while (last > this.urlStart && bytes[last - 1]! > 32) last--;
    this.urlEnd = last > this.urlStart ? last - 1 : end;
  }

  #tail(bytes: Uint8Array, start: number, end: number): void {
    this.agentStart = this.agentEnd = this.resultStart = this.resultEnd = end;
    let at = skipBlanks(bytes, start, end);
    const refererEnd = quotedEnd(bytes, at, end);
    if (refererEnd > 0) {
      at = skipBlanks(bytes, refererEnd + 1, end);
      const agentEnd = quotedEnd(bytes, at, end);
      if (agentEnd > 0) {
        this.agentStart = at + 1;
        this.agentEnd = agentEnd;
        at = skipBlanks(bytes, agentEnd + 1, end);
      }
    }
    const resultEnd = fieldEnd(bytes, at, end);
    let colon = at;
    while (colon < resultEnd && (isUpper(bytes[colon]) || bytes[colon] === 95)) colon++;
    if (
      colon > at &&
      colon + 1 < resultEnd &&
      bytes[colon] === COLON &&
      isUpper(bytes[colon + 1])
    ) {
      this.resultStart = at;
      this.resultEnd = resultEnd;
    }
  }
}

/** Bytes in which the stamp of a line with a prefix begins. */
const PREFIXED_BYTES_MAX = LIMITS.logPrefixBytesMax * 2;
const FIELDS_BEFORE_TIME = 3;

/** Start of the field in front of `at`. */
const fieldBefore = (bytes: Uint8Array, at: number, start: number): number => {
  let i = at;
  while (i > start && bytes[i - 1]! <= SPACE) i--;
  while (i > start && bytes[i - 1]! > SPACE) i--;
  return i;
};

/** A name with a dot, or with a port. */
const isVirtualHost = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start + 1; i < end - 1; i++) if (bytes[i] === DOT || bytes[i] === COLON) return true;
  return false;
};

/** Position of the quote that ends the field whose opening quote is at `start`; -1 when there is none. */
const quotedEnd = (bytes: Uint8Array, start: number, end: number): number => {
  if (bytes[start] !== QUOTE || start >= end) return -1;
  for (let i = start + 1; i < end; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return -1;
};
