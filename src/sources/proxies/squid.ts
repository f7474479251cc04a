// Squid's native access.log: `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`
// (https://wiki.squid-cache.org/Features/LogFormat), also behind a syslog prefix and with fields added at the end.
//
//   1795327626.361    148 10.20.1.12 TCP_MISS/201 235 PUT http://203.0.113.15/dav/x alice HIER_DIRECT/203.0.113.15 -
//   end of request    ms  client     result/status bytes to client    URL         user   hierarchy/peer            type
//
// Why the signature is sound: epoch seconds with milliseconds, an address, CAPITALS/ddd, and CAPITALS/peer after the
// URL. Looks alike: Cisco WSA's access log (same first fields, more behind; it is told by its decision tag and left
// alone); e2guardian in its squid mode (the same format, and read as such); formats of
// one's own, with other fields between these (squid-custom.ts).
// Does not see: request bytes, agents, addresses of clients when Squid logs their names instead; the far address when
// a parent proxy fetched (hierarchy *_PARENT): that peer is the parent.
import { LIMITS } from '../../model/limits.ts';
import type { Origin, RequestObservation } from '../../model/observation.ts';
import {
  addressInterner,
  BlankFields,
  COLON,
  DASH,
  DOT,
  decimal,
  fieldEnd,
  isDigit,
  SPACE,
  skipBlanks,
  textInterner,
} from '../fields.ts';
import { Interner, plainText } from '../interner.ts';
import { understoodShare } from '../recognise.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { prefixLimit } from '../syslog.ts';
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
import { SquidRows } from './squid-rows.ts';

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

const { TIME, ELAPSED, CLIENT, RESULT, SIZE, METHOD, URL, USER, HIERARCHY, FIELDS_MIN } = SQUID;
/** Longer URLs hardly come twice. */
const URL_KEY_BYTES = 128;

class SquidParser implements LineParser {
  readonly #context: SourceContext;
  readonly #evidence: number;
  readonly #fields = new BlankFields();
  readonly #addresses = addressInterner();
  readonly #hosts = hostInterner();
  readonly #users = userInterner();
  readonly #methods = textInterner();
  readonly #sensors = textInterner();
  readonly #urls = textInterner(URL_KEY_BYTES, 1024);
  readonly #authority = new Authority();

  readonly #rows: SquidRows | null;

  constructor(context: SourceContext) {
    this.#context = context;
    this.#rows = context.requests ? new SquidRows(context.requests, context.evidence.index) : null;
    this.#evidence = context.evidence.index;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    const first = skipBlanks(bytes, start, end);
    if (first === end || bytes[first] === 35) return OK;
    const record = isStamp(bytes, first, end) ? first : behindSyslog(bytes, first, end);
    if (record < 0) return NO_STAMP;
    const fields = this.#fields;
    if (!fields.split(bytes, record, end)) return CONTROLS;
    if (fields.count < FIELDS_MIN) return NOT_SQUID;
    const fault = tailFault(bytes, fields);
    if (fault !== OK) return fault;
    if (this.#rows?.take(bytes, fields, lineNumber)) return OK;
    const source = this.#addresses.get(bytes, fields.starts[CLIENT]!, fields.ends[CLIENT]!);
    const out = this.#request(bytes, lineNumber, source ?? '');
    if (out === null) return NOT_SQUID;
    if (source === null) return NO_CLIENT;
    if (record > first) {
      const sensor = this.#sensor(bytes, first, record);
      if (sensor !== '') out.sensor = sensor;
    }
    this.#context.emit(out);
    return OK;
  }

  /** Null when a field is not what Squid writes there. */
  #request(bytes: Uint8Array, line: number, source: string): SquidRequest | null {
    const { starts, ends } = this.#fields;
    const dot = ends[TIME]! - 4;
    const until = decimal(bytes, starts[TIME]!, dot) * 1000 + decimal(bytes, dot + 1, ends[TIME]!);
    // A clock set back during the request makes the time negative: it says nothing.
    const negative = bytes[starts[ELAPSED]!] === DASH;
    const elapsed = decimal(bytes, starts[ELAPSED]! + (negative ? 1 : 0), ends[ELAPSED]!);
    const slash = capitalsEnd(bytes, starts[RESULT]!, ends[RESULT]!);
    const status = slash + 4 === ends[RESULT]! ? decimal(bytes, slash + 1, ends[RESULT]!) : -1;
    const size = decimal(bytes, starts[SIZE]!, ends[SIZE]!);
    const peer = capitalsEnd(bytes, starts[HIERARCHY]!, ends[HIERARCHY]!);
    if (elapsed < 0 || status < 0 || size < 0) return null;
    if (!isCode(bytes, starts[RESULT]!, slash, ends[RESULT]!)) return null;
    if (!isCode(bytes, starts[HIERARCHY]!, peer, ends[HIERARCHY]!)) return null;
    const origin = { evidence: this.#evidence, line };
    const at = negative ? until : until - elapsed;
    const out = new SquidRequest(at, until, origin, source, status, size);
    if (!negative) out.durationMs = elapsed;
    const action = actionOf(bytes, starts[RESULT]!, slash);
    if (action !== '') out.action = action;
    if (!isDash(bytes, starts[METHOD]!, ends[METHOD]!))
      out.method = this.#methods.get(bytes, starts[METHOD]!, ends[METHOD]!);
    if (!isDash(bytes, starts[USER]!, ends[USER]!))
      out.user = this.#users.get(bytes, starts[USER]!, ends[USER]!);
    this.#target(out, bytes, starts[URL]!, ends[URL]!);
    if (isDirect(bytes, starts[HIERARCHY]!, peer)) {
      const address = this.#addresses.get(bytes, peer + 1, ends[HIERARCHY]!);
      if (address !== null) out.destination = address;
    }
    return out;
  }

  /** URL, and from it host, port and the far address where the host is one. */
  #target(out: RequestObservation, bytes: Uint8Array, start: number, end: number): void {
    if (isDash(bytes, start, end)) return;
    out.url =
      end - start > URL_KEY_BYTES
        ? plainText(bytes, start, end, LIMITS.urlCharsMax)
        : this.#urls.get(bytes, start, end);
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

const userInterner = (): Interner<string> => new Interner(userName);

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

/**
 * A second hierarchy field behind the first means that spaces were smuggled into the URL or the user name (Squid
 * itself escapes them): then nothing in the line can be trusted.
 */
const tailFault = (bytes: Uint8Array, fields: BlankFields): Reason | typeof OK => {
  for (let field = HIERARCHY + 1; field < fields.count; field++) {
    const start = fields.starts[field]!;
    const end = fields.ends[field]!;
    const capitals = capitalsEnd(bytes, start, end);
    if (capitals > start + 2 && isCode(bytes, start, capitals, end)) return FORGED;
    // WSA's decision tag: `DEFAULT_CASE_12-AccessPolicy-…`, `OTHER-NONE-… <…>`.
    const tagged =
      capitals > start + 8 || (capitals > start && isVerdicts(bytes, fields, field + 1));
    if (tagged && capitals < end && bytes[capitals] === DASH) return WSA;
  }
  return OK;
};

/** WSA's verdicts begin with `<`. */
const isVerdicts = (bytes: Uint8Array, fields: BlankFields, field: number): boolean =>
  field < fields.count && bytes[fields.starts[field]!] === 60;
