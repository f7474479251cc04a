// RADIUS on one line: FreeRADIUS's log, and accounting as syslog or JSON.
//
//   Sun Nov 22 05:52:09 2026 : Auth: (12) Login OK: [alice] (from client ap-7 port 0 cli AA-BB-CC-DD-EE-FF)
//   Nov 22 05:52:09 gate radiusd[812]: Acct-Status-Type = Start, User-Name = "alice", Framed-IP-Address = 10.20.1.5, …
//   {"Acct-Status-Type":"Start","User-Name":"alice","Framed-IP-Address":"10.20.1.5","Event-Timestamp":"Nov 22 2026 05:52:09 UTC"}
//
// Sound because: `Login OK: [` with a client, or attributes of RADIUS by their full names. Looks alike: nothing known. What is
// kept: radius-attributes.ts. Does not see: the end of a session in the log of logins.
import type { Source } from '../source.ts';
import { isObject, type JsonObject, jsonObject } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { type Attributes, observeRadius } from './radius-attributes.ts';

const OTHERWISE = 'not a line of a RADIUS server';
const ROUTINE = 'not kept: line of a RADIUS server that tells of no session';

export const radius: Source = textSource({
  id: 'radius',
  title: 'RADIUS server (log, accounting as syslog or JSON)',
  looks:
    /\bLogin (?:OK|incorrect|attempt)|\bInvalid user\b.{0,80}: \[|\bAcct-Status-Type\b|\bradiusd|\bfreeradius|\) +(?:Accounting|Access)-|[ :] (?:Auth|Info|Error|Warning): |\bUser-Name\b/,
  otherwise: OTHERWISE,
  open: (context) => (text) => {
    const object = text.startsWith('{') ? jsonObject(text) : null;
    if (object) return json(object, context);
    const own = OWN.exec(text);
    const head = own
      ? {
          at: context.stamps.any(own[1]!),
          host: '',
          program: 'radiusd',
          message: text.slice(own[0].length),
        }
      : syslogHead(text, context.stamps);
    const at = Number.isNaN(head.at) ? context.undated() : head.at;
    const login = LOGIN.exec(head.message);
    if (login) return signIn(login, at, head.host, context);
    if (head.message.includes('Acct-Status-Type'))
      return observeRadius(attributesOf(head.message), at, context.emit);
    const of = PROGRAM.test(head.program) && (!own || LEVEL.test(head.message));
    return of ? ROUTINE : OTHERWISE;
  },
});

/** `Login OK: [alice/<via Auth-Type = eap>] (from client ap-7 port 0 cli AA-BB-… via TLS tunnel)`. */
const signIn = (
  found: RegExpExecArray,
  at: number,
  host: string,
  { emit }: TextContext,
): Outcome => {
  const [, words, named = '', station = ''] = found;
  // Behind the name may stand `<via …>` or the password, which is nobody's business.
  const user = named.replace(/^(host\/[^/]+|(?!host\/)[^/]+)\/.*$/s, '$1');
  const attributes = new Map([
    ['User-Name', user],
    ['Calling-Station-Id', station],
    ['Packet-Type', words === 'OK' ? 'Access-Accept' : 'Access-Reject'],
  ]);
  return observeRadius(attributes, at, (draft) => emit({ ...draft, sensor: host }));
};

const json = (object: JsonObject, { emit, stamps, undated }: TextContext): Outcome => {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const text = textOf(value);
    if (text !== undefined && ATTRIBUTE_NAME.test(name)) attributes.set(name, text);
  }
  if (!attributes.has('Acct-Status-Type') && !attributes.has('Packet-Type')) return OTHERWISE;
  const told = TIMES.map((name) => textOf(object[name])).find((time) => time !== undefined);
  const at =
    told === undefined ? undated() : stamps.any(told.replace(/ (?!UTC|GMT)[A-Z]{3,4}$/, ''));
  return observeRadius(attributes, at, emit);
};

/** Values stand as they are, or as rlm_json writes them: `{"type":"string","value":["alice"]}`. */
const textOf = (value: unknown): string | undefined => {
  const inner = isObject(value) ? value['value'] : value;
  const one: unknown = Array.isArray(inner) ? inner[0] : inner;
  return typeof one === 'string' || typeof one === 'number' ? String(one) : undefined;
};

const attributesOf = (message: string): Attributes => {
  const attributes = new Map<string, string>();
  for (const [, name, quoted, bare] of message.matchAll(PAIR))
    if (!attributes.has(name!)) attributes.set(name!, quoted?.replace(/\\(["\\])/g, '$1') ?? bare!);
  return attributes;
};

const TIMES = ['Event-Timestamp', 'Timestamp', '@timestamp', 'timestamp', 'time', 'date'];
const OWN = /^([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) : /;
const LEVEL = /^(?:Auth|Info|Error|Warning|Debug|Proxy|Acct|ERROR|WARNING): /;
const PROGRAM = /^(?:radiusd|freeradius|radius)$/;
const LOGIN =
  /^(?:Auth: )?(?:\(\d{1,12}\) +)?Login (OK|incorrect)[^[]{0,300}: \[(.{1,384}?)\] \(from client \S{1,128} port \d{1,10}(?: cli ([^)\s]{1,64}))?(?: via .{1,40})?\)/s;
const ATTRIBUTE_NAME = /^[A-Z][A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,30}){1,6}$/;
const PAIR =
  /(?<![\w-])([A-Z][A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,30}){1,6}) ?= ?(?:"((?:[^"\\]|\\.){0,1024})"|([^\s,;"]{1,512}))/g;
