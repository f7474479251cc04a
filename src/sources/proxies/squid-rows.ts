// Lines of Squid's native access.log as rows of numbers: the way of nearly all lines of a long log. What is not plain (no
// duration, no client, a far end that is inside, an address that may prove a system) is left to the parser of observations,
// whose reading this repeats byte by byte; the two are compared by a test.
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { type BlankFields, COLON, decimal, is, SLASH } from '../fields.ts';
import { Interner } from '../interner.ts';
import {
  METHOD,
  type Method,
  type RequestReceiver,
  RequestRow,
  UNFOLLOWED,
  UNSAID,
} from '../request-row.ts';
import { targetNumber } from '../target-number.ts';
import { Authority, hostInterner } from '../url.ts';
import {
  actionOf,
  capitalsEnd,
  isCode,
  isDash,
  isDirect,
  SQUID,
  userName,
} from './squid-fields.ts';

const { TIME, ELAPSED, CLIENT, RESULT, SIZE, METHOD: ASKED, URL, USER, HIERARCHY } = SQUID;
/** Longest part of a URL up to its path that is looked up by its bytes. */
const FAR_END_BYTES_MAX = 64;

export class SquidRows {
  readonly #receiver: RequestReceiver;
  readonly #row = new RequestRow();
  readonly #clients: Interner<number>;
  readonly #users: Interner<number>;
  /** By `host:port` of CONNECT, and by `http://host:port`. */
  readonly #connected: Interner<number>;
  readonly #fetched: Interner<number>;
  /** By address of a server: whether it is outside, and nothing more is to be told of it. */
  readonly #outside: Interner<boolean>;

  constructor(receiver: RequestReceiver, evidence: number) {
    this.#receiver = receiver;
    this.#row.format = 'squid';
    this.#row.evidence = evidence;
    const slots = LIMITS.farEndsInternedMax;
    this.#clients = new Interner((text) => this.#clientNumber(text), 48);
    this.#users = new Interner((text) => receiver.user(userName(text)), 64);
    const farEndOf = farEnds(receiver);
    this.#connected = new Interner((text) => farEndOf(text, true), FAR_END_BYTES_MAX, slots);
    this.#fetched = new Interner((text) => farEndOf(text, false), FAR_END_BYTES_MAX, slots);
    this.#outside = new Interner(
      (text) => {
        const address = canonicalAddress(text.replace(/%[\w.-]*$/, ''));
        return address === null || !receiver.isInside(address);
      },
      48,
      slots,
    );
  }

  /** False when the line is to be read as an observation, also because it is wrong. */
  take(bytes: Uint8Array, { starts, ends }: BlankFields, line: number): boolean {
    const row = this.#row;
    row.line = line;
    return (
      this.#numbers(bytes, starts, ends) &&
      this.#asked(bytes, starts, ends) &&
      this.#who(bytes, starts, ends) &&
      this.#receiver.row(row)
    );
  }

  /** When, with what result, and how much. */
  #numbers(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
    const row = this.#row;
    const dot = ends[TIME]! - 4;
    const elapsed = decimal(bytes, starts[ELAPSED]!, ends[ELAPSED]!);
    const slash = capitalsEnd(bytes, starts[RESULT]!, ends[RESULT]!);
    const status = slash + 4 === ends[RESULT]! ? decimal(bytes, slash + 1, ends[RESULT]!) : -1;
    const size = decimal(bytes, starts[SIZE]!, ends[SIZE]!);
    if (elapsed < 0 || status < 0 || size < 0) return false;
    if (!isCode(bytes, starts[RESULT]!, slash, ends[RESULT]!)) return false;
    row.until = decimal(bytes, starts[TIME]!, dot) * 1000 + decimal(bytes, dot + 1, ends[TIME]!);
    row.at = row.until - elapsed;
    row.durationMs = elapsed;
    row.status = status;
    row.bytesIn = size;
    row.denied = actionOf(bytes, starts[RESULT]!, slash) === 'denied';
    return true;
  }

  /** What for. */
  #asked(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
    const row = this.#row;
    const start = starts[URL]!;
    const end = ends[URL]!;
    if (isDash(bytes, start, end) || isDash(bytes, starts[ASKED]!, ends[ASKED]!)) return false;
    row.method = methodOf(bytes, starts[ASKED]!, ends[ASKED]!);
    row.bytes = bytes;
    row.methodStart = starts[ASKED]!;
    row.methodEnd = ends[ASKED]!;
    row.urlStart = start;
    row.urlEnd = end;
    if (row.method === METHOD.CONNECT) {
      row.farEnd = this.#connected.get(bytes, start, end);
      return row.farEnd !== UNFOLLOWED;
    }
    const path = authorityEnd(bytes, start, end);
    if (path < 0 || this.#receiver.hasTrace(bytes, start, end)) return false;
    row.farEnd = this.#fetched.get(bytes, start, path);
    if (row.method !== METHOD.OTHER)
      row.target = targetNumber(bytes, start, Math.min(end, start + LIMITS.urlCharsMax));
    return row.farEnd !== UNFOLLOWED;
  }

  /** Who asked, and which server answered. */
  #who(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
    const row = this.#row;
    const peer = capitalsEnd(bytes, starts[HIERARCHY]!, ends[HIERARCHY]!);
    if (!isCode(bytes, starts[HIERARCHY]!, peer, ends[HIERARCHY]!)) return false;
    if (
      isDirect(bytes, starts[HIERARCHY]!, peer) &&
      !this.#outside.get(bytes, peer + 1, ends[HIERARCHY]!)
    )
      return false;
    row.client = this.#clients.get(bytes, starts[CLIENT]!, ends[CLIENT]!);
    row.user = isDash(bytes, starts[USER]!, ends[USER]!)
      ? UNSAID
      : this.#users.get(bytes, starts[USER]!, ends[USER]!);
    return row.client !== UNFOLLOWED && row.user !== UNFOLLOWED;
  }

  #clientNumber(text: string): number {
    const address = canonicalAddress(text.replace(/%[\w.-]*$/, ''));
    return address === null ? UNFOLLOWED : this.#receiver.client(address);
  }
}

const methodOf = (bytes: Uint8Array, start: number, end: number): Method => {
  if (is(bytes, start, end, 'CONNECT')) return METHOD.CONNECT;
  if (is(bytes, start, end, 'GET')) return METHOD.GET;
  return is(bytes, start, end, 'POST') || is(bytes, start, end, 'PUT') ? METHOD.SENT : METHOD.OTHER;
};

/** Where the path of `scheme://host…` begins, or -1. */
const authorityEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let i = start;
  while (i < end && bytes[i] !== COLON) i++;
  if (i + 3 >= end || bytes[i + 1] !== SLASH || bytes[i + 2] !== SLASH) return -1;
  for (i += 3; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 47 || byte === 63 || byte === 35) break;
  }
  return i;
};

/** Number of the far end that a URL up to its path names; UNFOLLOWED when it names none, or one that is inside. */
const farEnds = (receiver: RequestReceiver) => {
  const authority = new Authority();
  const hosts = hostInterner();
  const encoder = new TextEncoder();
  return (text: string, connects: boolean): number => {
    const bytes = encoder.encode(text);
    const known =
      authority.absolute(bytes, 0, bytes.length) ||
      (connects && authority.hostAndPort(bytes, 0, bytes.length));
    if (!known) return UNFOLLOWED;
    const host = hosts.get(bytes, authority.hostStart, authority.hostEnd);
    if (host.address !== null && receiver.isInside(host.address)) return UNFOLLOWED;
    const port = authority.port > 0 ? authority.port : connects ? 443 : 80;
    return receiver.farEnd(host.name, port, connects);
  };
};
