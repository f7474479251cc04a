// What ISC BIND's named writes about its clients, and the products that are built on it (Infoblox NIOS, EfficientIP
// SOLIDserver). BIND 9 Administrator Reference Manual, "logging"; lib/ns/client.c (ns_client_logv), lib/ns/query.c.
//
//   22-Nov-2026 05:52:09.123 queries: info: client @0x7f01 10.20.1.5#4711 (www.example): view in: query: www.example IN A +E(0)K (10.20.0.53)
//   time, or a syslog head   category severity     client          name asked            view     message                    server
import { LIMITS } from '../../model/limits.ts';
import type { Draft } from '../text/draft.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';

/** A line about a client, taken apart as far as its message. */
export interface ClientLine {
  /** Epoch ms, or NaN. */
  readonly at: number;
  readonly sensor: string;
  readonly source: string;
  readonly sourcePort: string;
  /** The name asked for, where it stands in parentheses behind the client. */
  readonly name: string | undefined;
  readonly message: string;
}

/** Null when it is no line about a client. */
export const clientLine = (text: string, stamps: Stamps): ClientLine | null => {
  for (let at = text.indexOf(MARK); at >= 0 && at <= PREFIX_MAX; at = text.indexOf(MARK, at + 1)) {
    CLIENT.lastIndex = at;
    const found = CLIENT.exec(text);
    if (!found) continue;
    const head = namedHead(text.slice(0, at).trimEnd(), stamps);
    if (head === null) return null;
    const [, source = '', sourcePort = '', name] = found;
    return { ...head, source, sourcePort, name, message: text.slice(CLIENT.lastIndex) };
  }
  return null;
};

const MARK = 'client ';
const PREFIX_MAX = LIMITS.logPrefixBytesMax;

export interface NamedHead {
  readonly at: number;
  readonly sensor: string;
}

/** What stands in front of a message: the time of named, a syslog head, both or none, then category and severity. */
export const namedHead = (prefix: string, stamps: Stamps): NamedHead | null => {
  const bare = prefix.replace(CATEGORIES, '');
  if (bare === '' || COUNTED.test(bare)) return { at: Number.NaN, sensor: '' };
  const own = OWN_STAMP.exec(bare);
  if (own && own[1] === '') return { at: stamps.any(own[2]!), sensor: '' };
  const head = syslogHead(own ? own[1]! : `${bare} `, stamps);
  if (Number.isNaN(head.at) && head.program === '') return null;
  return { at: own ? stamps.any(own[2]!) : head.at, sensor: head.host };
};

/**
 * What the server tells of its own errands, which name the other server: whom it asked in vain (lib/dns/resolver.c), and
 * where a zone came from (lib/dns/xfrin.c); null for everything else.
 */
export const errandLine = (text: string, stamps: Stamps): Draft | null => {
  const found = ERRAND.exec(text.slice(0, LIMITS.logPrefixBytesMax + ERRAND_CHARS_MAX));
  if (!found) return null;
  const head = namedHead(text.slice(0, found.index).trimEnd(), stamps);
  if (head === null) return null;
  const { trouble, asked, server, port, zone, from, fromPort, told } = found.groups!;
  if (trouble !== undefined)
    return {
      kind: 'alert',
      ...head,
      text: `${trouble} resolving`,
      query: bare(asked!),
      destination: server,
      destinationPort: port,
    };
  const own = OWN_END.exec(told!);
  const ends = { source: from, sourcePort: fromPort };
  if (!own) return { kind: 'alert', ...head, text: `transfer of '${zone}': ${told}`, ...ends };
  const [, source, sourcePort] = own;
  const to = { destination: from, destinationPort: fromPort, transport: 'tcp' };
  return { kind: 'connection', ...head, source, sourcePort, ...to };
};

export const NOT_A_LOOKUP = 'not kept: message of a name server that is no question of a client';

export type Lookup = Pick<Draft, 'query' | 'answer' | 'action' | 'destination'>;

/** What a message about a client says of its question, or null when it says nothing of one. */
export const lookupOf = (line: ClientLine): Lookup | null => {
  const message = line.message.replace(VIEW, '');
  const space = message.indexOf(' ');
  const read = READERS.get(message.slice(0, space));
  return read?.(message.slice(space + 1), line) ?? null;
};

/** Of the messages that this one begins with. */
type Reader = (rest: string, line: ClientLine) => Lookup | null;

/** `www.example IN A +E(0)K (10.20.0.53)` */
const asked: Reader = (rest) => {
  const found = ASKED.exec(rest);
  return found && { query: bare(found[1]!), destination: found[2] };
};

/** `(cache) 'www.example/A/IN' denied`, `failed (SERVFAIL) for www.example/IN/A at query.c:7094` */
const refused: Reader = (rest, line) => {
  const failed = FAILED.exec(rest);
  if (failed) return { query: bare(failed[2]!), answer: failed[1] };
  const denied = DENIED.exec(rest);
  const query = denied?.[1] ?? line.name;
  return denied && query !== undefined ? { query: bare(query), action: 'denied' } : null;
};

/** `www.example IN A +EDC (10.20.0.53) -> NOERROR 300 A 192.0.2.1` */
const answered: Reader = (rest) => {
  const found = ANSWERED.exec(rest);
  if (!found) return null;
  const [, name, destination, code, records] = found;
  return { query: bare(name!), destination, answer: answerOf(code!, records!) };
};

/** `www.example IN A NOERROR +E(0)K 1 0 1 (10.20.0.53)` (`responselog`, BIND 9.20) */
const responded: Reader = (rest) => {
  const found = RESPONDED.exec(rest);
  if (!found) return null;
  return { query: bare(found[1]!), answer: answerOf(found[2]!, ''), destination: found[3] };
};

/** `transfer 'example/AXFR/IN' denied` */
const transferDenied: Reader = (rest) => {
  const found = TRANSFER.exec(rest);
  return found && { query: bare(found[1]!), action: 'denied' };
};

/** `QNAME NXDOMAIN rewrite …`; a rule that is disabled or lets pass changes nothing. */
export const rewritten = (rest: string, disabled: boolean): Lookup | null => {
  const found = REWRITTEN.exec(rest);
  if (!found) return null;
  const [, policy, name] = found;
  const passes = disabled || policy === 'PASSTHRU' || policy === 'TCP-Only';
  const failed = policy === undefined || / failed\b/.test(rest);
  return { query: bare(name!), action: failed ? undefined : passes ? 'allowed' : 'blocked' };
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['query:', asked],
  ['query', refused],
  ['answer:', answered],
  ['response:', responded],
  ['rpz', (rest) => rewritten(rest, false)],
  ['disabled', (rest) => (rest.startsWith('rpz ') ? rewritten(rest.slice(4), true) : null)],
  ['zone', transferDenied],
]);

/** Addresses and other names among the records of an answer, or its code where there are none. */
export const answerOf = (code: string, records: string): string => {
  const found = new Set<string>();
  RECORD.lastIndex = 0;
  for (let one = RECORD.exec(records); one && found.size < ANSWERS_MAX; one = RECORD.exec(records))
    found.add(bare(one[1]!));
  return found.size > 0 ? [...found].join(', ') : code;
};

/** A name without its final dot. */
export const bare = (name: string): string =>
  name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;

const ANSWERS_MAX = 16;
const ADDRESS = String.raw`[0-9A-Fa-f.:]{2,45}(?:%[\w.-]{1,16})?`;
const NAME = String.raw`([^\s()]{1,1100})`;
/** Up to the colon; `(name)` may hold escaped parentheses. */
const CLIENT = new RegExp(
  String.raw`client (?:@0x[0-9a-f]{1,16} )?(${ADDRESS})#(\d{1,6})(?:/key [^\s(]{1,255})?(?: \((\S{1,1100})\))?(?: (?=(?:UDP|TCP): )|: )`,
  'y',
);
/** `timed out resolving 'www.example/A/IN': 192.0.2.53#53`, `transfer of 'example/IN' from 10.20.0.53#53: Transfer completed: …` */
const ERRAND = new RegExp(
  String.raw`(?:(?<trouble>timed out|[a-z]{4,16} unreachable|connection refused|[A-Z]{4,12}|(?:[A-Z]{4,12} )?unexpected RCODE(?: \([^)]{1,16}\))?|unexpected RCODE|broken trust chain|[a-z]{4,16} [a-z]{4,16}) resolving '(?<asked>\S{1,1100}?)/[A-Z0-9-]{1,16}(?:/[A-Z0-9]{2,16})?': (?<server>${ADDRESS})#(?<port>\d{1,5})|transfer of '(?<zone>\S{1,1100}?/IN\S{0,64})' from (?<from>${ADDRESS})#(?<fromPort>\d{1,5}): (?<told>.{1,400}))`,
);
const ERRAND_CHARS_MAX = 2000;
/** `connected using 10.20.0.54#41143` */
const OWN_END = new RegExp(String.raw`^connected using (${ADDRESS})#(\d{1,5})`);
const OWN_STAMP =
  /^(.*?)(\d{1,2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z?)$/;
/** `queries: info: `, at the end of what stands in front. */
const CATEGORIES = /(?:^|\s)(?:[a-z][a-z-]{1,30}:(?: |$)){0,2}$/;
/** A number that a relay put in front. */
const COUNTED = /^\d{1,10}:?$/;
const VIEW = /^view [^\s:]{1,64}: /;
const SERVER = String.raw`\((${ADDRESS})(?:#\d{1,5})?\)`;
const QUESTION = `${NAME} [A-Z][A-Z0-9]{1,15} [A-Z][A-Z0-9-]{0,15}`;
const ASKED = new RegExp(String.raw`^${QUESTION}(?: [+-]\S{0,32})?(?: ${SERVER})?(?: |$)`);
const ANSWERED = new RegExp(
  String.raw`^${QUESTION}(?: [+-]\S{0,32})? ${SERVER} -> ([A-Z]{4,12})(.*)$`,
);
const RESPONDED = new RegExp(
  String.raw`^${QUESTION} ([A-Z]{4,12}) [+-]\S{0,32}(?: \d{1,5}){0,4}(?: ${SERVER})?`,
);
const FAILED = /^failed \(([^)]{1,40})\) for ([^\s]{1,1100}?)\/[A-Z0-9]{2,16}\/[A-Z0-9-]{1,16} at /;
const DENIED = /^(?:\(cache\) ?)?(?:'(\S{1,1100})\/[A-Z0-9-]{1,16}\/[A-Z0-9]{2,16}' )?denied\b/;
const REWRITTEN =
  /^[A-Z][\w/-]{1,20} (?:([A-Z][\w-]{1,20}) )?rewrite (\S{1,1100}?)(?:\/[A-Z0-9-]{1,16}\/[A-Z0-9]{2,16}| \[[A-Z0-9-]{1,16}\])? via /;
const TRANSFER = /^transfer '(\S{1,1100})\/[AI]XFR\/[A-Z0-9]{2,16}' denied\b/;
/** A record's data must hold a dot or a colon: `RRSIG A 13 3 300 …` is no address. */
const RECORD =
  /(?:^|\s)(?:A|AAAA|CNAME|PTR|MX \d{1,5}|SRV \d{1,5} \d{1,5} \d{1,5}) ([^\s;,]{0,255}[.:][^\s;,]{0,255})/g;
