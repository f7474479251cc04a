// Squid's native access.log: `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`
// (https://wiki.squid-cache.org/Features/LogFormat), also behind a syslog prefix and with fields added at the end.
//
//   1795327626.361    148 10.20.1.12 TCP_MISS/201 235 PUT http://203.0.113.15/dav/x alice HIER_DIRECT/203.0.113.15 -
//   end of request    ms  client     result/status bytes to client    URL         user   hierarchy/peer            type
//
// Why the signature is sound: epoch seconds with milliseconds, an address, CAPITALS/ddd, and CAPITALS/peer after the
// URL. Looks alike: Cisco WSA's access log (same first fields, more behind; it is told by its decision tag and left
// alone); e2guardian in its squid mode (the same format, and read as such).
// Does not see: request bytes, agents, addresses of clients when Squid logs their names instead; the far address when
// a parent proxy fetched (hierarchy *_PARENT): that peer is the parent.
import { LIMITS } from '../model/limits.ts';
import type { Origin, RequestObservation } from '../model/observation.ts';
import {
  addressInterner,
  COLON,
  DASH,
  DOT,
  decimal,
  fieldEnd,
  isDigit,
  isUpper,
  SLASH,
  SPACE,
  skipBlanks,
  standsAt,
  textInterner,
} from './fields.ts';
import { Interner, plain } from './interner.ts';
import { understoodShare } from './recognise.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from './source.ts';
import { prefixLimit } from './syslog.ts';
import { Authority, hostInterner } from './url.ts';

export const squid: Source = Object.freeze<Source>({
  id: 'squid',
  title: 'Squid access.log (native)',
  recognise: (sample, lines) => understoodShare(squid, sample, lines),
  open: (context) => new SquidParser(context),
});

const NO_STAMP = 'no Squid time stamp';
const NOT_SQUID = 'fields are not those of Squid';
const NO_CLIENT = 'client is not an address';
const CONTROLS = 'control characters in a field';
const FORGED = 'more than one hierarchy field';
const WSA = 'Cisco Web Security Appliance line';

class SquidParser implements LineParser {
  readonly #context: SourceContext;
  readonly #addresses = addressInterner();
  readonly #hosts = hostInterner();
  readonly #users = userInterner();
  readonly #methods = textInterner();
  readonly #sensors = textInterner();
  readonly #urls = textInterner(128);
  readonly #authority = new Authority();

  constructor(context: SourceContext) {
    this.#context = context;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    let at = skipBlanks(bytes, start, end);
    if (at === end || bytes[at] === 35) return OK;
    let sensor = '';
    if (!isStamp(bytes, at, end)) {
      const record = behindSyslog(bytes, at, end);
      if (record < 0) return NO_STAMP;
      sensor = this.#sensor(bytes, at, record);
      at = record;
    }
    const stampEnd = fieldEnd(bytes, at, end);
    const dot = stampEnd - 4;
    const until = decimal(bytes, at, dot) * 1000 + decimal(bytes, dot + 1, stampEnd);

    const elapsedStart = skipBlanks(bytes, stampEnd, end);
    const elapsedEnd = fieldEnd(bytes, elapsedStart, end);
    const negative = bytes[elapsedStart] === DASH;
    // A clock set back during the request makes the time negative: it says nothing.
    const elapsed = decimal(bytes, negative ? elapsedStart + 1 : elapsedStart, elapsedEnd);
    const clientStart = skipBlanks(bytes, elapsedEnd, end);
    const clientEnd = fieldEnd(bytes, clientStart, end);
    const resultStart = skipBlanks(bytes, clientEnd, end);
    const slash = capitalsEnd(bytes, resultStart, end);
    const resultEnd = fieldEnd(bytes, slash, end);
    const status = decimal(bytes, slash + 1, resultEnd);
    if (elapsed < 0 || slash === resultStart || bytes[slash] !== SLASH) return NOT_SQUID;
    if (resultEnd - slash !== 4 || status < 0) return NOT_SQUID;
    const sizeStart = skipBlanks(bytes, resultEnd, end);
    const sizeEnd = fieldEnd(bytes, sizeStart, end);
    const size = decimal(bytes, sizeStart, sizeEnd);
    const methodStart = skipBlanks(bytes, sizeEnd, end);
    const methodEnd = fieldEnd(bytes, methodStart, end);
    const urlStart = skipBlanks(bytes, methodEnd, end);
    const urlEnd = fieldEnd(bytes, urlStart, end);
    const userStart = skipBlanks(bytes, urlEnd, end);
    const userEnd = fieldEnd(bytes, userStart, end);
    const hierarchyStart = skipBlanks(bytes, userEnd, end);
    const peerSlash = capitalsEnd(bytes, hierarchyStart, end);
    const peerEnd = fieldEnd(bytes, peerSlash, end);
    if (peerSlash === hierarchyStart || bytes[peerSlash] !== SLASH || peerSlash >= end)
      return size < 0 || !controlAt(bytes, peerEnd, end) ? NOT_SQUID : CONTROLS;
    if (size < 0) return NOT_SQUID;
    const fault = tailFault(bytes, peerEnd, end);
    if (fault !== OK) return fault;
    const source = this.#addresses.get(bytes, clientStart, clientEnd);
    if (source === null) return NO_CLIENT;

    const out = new SquidRequest(
      negative ? until : until - elapsed,
      until,
      { evidence: this.#context.evidence.index, line: lineNumber },
      source,
      status,
      size,
    );
    if (!negative) out.durationMs = elapsed;
    if (sensor !== '') out.sensor = sensor;
    const action = actionOf(bytes, resultStart, slash);
    if (action !== '') out.action = action;
    if (!isDash(bytes, methodStart, methodEnd))
      out.method = this.#methods.get(bytes, methodStart, methodEnd);
    if (!isDash(bytes, userStart, userEnd)) out.user = this.#users.get(bytes, userStart, userEnd);
    this.#target(out, bytes, urlStart, urlEnd);
    if (isDirect(bytes, hierarchyStart, peerSlash)) {
      const peer = this.#addresses.get(bytes, peerSlash + 1, peerEnd);
      if (peer !== null) out.destination = peer;
    }
    this.#context.emit(out);
    return OK;
  }

  /** URL, and from it host, port and the far address where the host is one. */
  #target(out: RequestObservation, bytes: Uint8Array, start: number, end: number): void {
    if (isDash(bytes, start, end)) return;
    out.url = this.#urls.get(bytes, start, end);
    const authority = this.#authority;
    const known =
      out.method === 'CONNECT'
        ? authority.absolute(bytes, start, end) || authority.hostAndPort(bytes, start, end)
        : authority.absolute(bytes, start, end);
    if (!known) return;
    const host = this.#hosts.get(bytes, authority.hostStart, authority.hostEnd);
    out.host = host.name;
    if (authority.port > 0) out.destinationPort = authority.port;
    if (host.address !== null) out.destination = host.address;
  }

  /** Host of `Nov 22 05:52:09 proxy squid[1]: …` and of RFC 5424: the field after the stamp. */
  #sensor(bytes: Uint8Array, start: number, record: number): string {
    let at = start;
    let before = start;
    for (let fields = 0; at < record && fields < LIMITS.logFieldsMax; fields++) {
      const end = fieldEnd(bytes, at, record);
      if (bytes[end - 1] === COLON && before > start) {
        const hostEnd = fieldEnd(bytes, before, record);
        return hostEnd > before ? this.#sensors.get(bytes, before, hostEnd) : '';
      }
      before = at;
      at = skipBlanks(bytes, end, record);
      if (end === at) at++;
    }
    return '';
  }
}

/** A class, so that the engine keeps the optional fields inside the object as well: half the garbage of a literal. */
class SquidRequest implements RequestObservation {
  readonly kind = 'request';
  readonly format = 'squid';
  at: number;
  until: number;
  readonly origin: Origin;
  source: string;
  status: number;
  bytesIn: number;
  declare durationMs?: number;
  declare sensor?: string;
  declare action?: string;
  declare method?: string;
  declare user?: string;
  declare url?: string;
  declare host?: string;
  declare destination?: string;
  declare destinationPort?: number;

  constructor(
    at: number,
    until: number,
    origin: Origin,
    source: string,
    status: number,
    bytesIn: number,
  ) {
    this.at = at;
    this.until = until;
    this.origin = origin;
    this.source = source;
    this.status = status;
    this.bytesIn = bytesIn;
  }
}

/** Squid writes names with `%XX` (RFC 1738); a backslash between domain and user comes as `%5C`. */
const userInterner = (): Interner<string> =>
  new Interner((text) => {
    if (!text.includes('%')) return text;
    try {
      return plain(decodeURIComponent(text));
    } catch {
      return text;
    }
  });

/** Epoch seconds, a dot, three digits: 9 to 11 digits before the dot are the years 1973 to 5138. */
const isStamp = (bytes: Uint8Array, at: number, end: number): boolean => {
  let dot = at;
  while (dot < end && isDigit(bytes[dot])) dot++;
  const digits = dot - at;
  if (digits < 9 || digits > 11 || bytes[dot] !== DOT || dot + 4 >= end) return false;
  for (let i = dot + 1; i <= dot + 3; i++) if (!isDigit(bytes[i])) return false;
  return bytes[dot + 4] === SPACE;
};

/** Where the record begins behind a syslog prefix, or -1. */
const behindSyslog = (bytes: Uint8Array, start: number, end: number): number => {
  const limit = prefixLimit(start, end);
  for (let i = start + 1; i < limit; i++)
    if (bytes[i - 1] === SPACE && isDigit(bytes[i]) && isStamp(bytes, i, end)) return i;
  return -1;
};

/** End of a run of `A-Z`, digits and `_`. */
const capitalsEnd = (bytes: Uint8Array, start: number, end: number): number => {
  if (start >= end || !isUpper(bytes[start])) return start;
  let i = start;
  while (i < end && (isUpper(bytes[i]) || bytes[i] === 95 || isDigit(bytes[i]))) i++;
  return i;
};

const isDash = (bytes: Uint8Array, start: number, end: number): boolean =>
  end <= start || (end === start + 1 && bytes[start] === DASH);

const controlAt = (bytes: Uint8Array, at: number, end: number): boolean =>
  at < end && bytes[at]! < SPACE && bytes[at] !== 9;

/**
 * A second hierarchy field behind the first means that spaces were smuggled into the URL or the user name (Squid
 * itself escapes them): then nothing in the line can be trusted.
 */
const tailFault = (bytes: Uint8Array, start: number, end: number): Reason | typeof OK => {
  let at = start;
  for (let fields = 0; at < end && fields < LIMITS.logFieldsMax; fields++) {
    if (controlAt(bytes, at, end)) return CONTROLS;
    const next = skipBlanks(bytes, at, end);
    const capitals = capitalsEnd(bytes, next, end);
    const behind = capitals < end ? bytes[capitals] : SPACE;
    if (capitals > next + 2 && behind === SLASH) return FORGED;
    // WSA's decision tag: `DEFAULT_CASE_12-AccessPolicy-…`.
    if (capitals > next + 8 && behind === DASH) return WSA;
    at = fieldEnd(bytes, capitals, end);
    if (at === next && !controlAt(bytes, at, end)) break;
  }
  return OK;
};

/** `TCP_DENIED…` is denied, other `TCP_…` went through; NONE and errors say neither. */
const actionOf = (bytes: Uint8Array, start: number, end: number): string => {
  if (!standsAt(bytes, start, end, 'TCP_')) return '';
  return standsAt(bytes, start + 4, end, 'DENIED') ? 'denied' : 'allowed';
};

/** The peer is the origin server itself: HIER_DIRECT, ORIGINAL_DST, PINNED, each with or without HIER_ or TIMEOUT_. */
const isDirect = (bytes: Uint8Array, start: number, end: number): boolean =>
  standsAt(bytes, end - 6, end, 'DIRECT') ||
  standsAt(bytes, end - 6, end, 'PINNED') ||
  (end - start >= 12 && standsAt(bytes, end - 12, end, 'ORIGINAL_DST'));
