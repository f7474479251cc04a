// HAProxy's logs (https://docs.haproxy.org/3.0/configuration.html#8.2): the default, TCP, HTTP and HTTPS formats, errors of
// connections, `option httplog clf`; with or without syslog.
//
//   Connect from 10.20.1.12:33312 to 10.20.0.31:8012 (www/HTTP)
//   10.20.1.12:33313 [22/Nov/2026:06:07:06.655] in out/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0                       TCP
//   10.20.1.12:33317 [22/Nov/2026:06:07:06.655] in~ out/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /x HTTP/1.1"
//   10.20.1.12:33317 [22/Nov/2026:06:07:06.655] in/1: SSL handshake failure
//
// Sound because: address:port, the stamp in brackets, a front and a back name with `/`, five or three timers, five counters.
// Looks alike: the common log format (no port, the stamp in the fourth place). Does not see: the address of the far server
// (only its name, which is not a host name), bytes that the client sent (%U is not in the formats of its own).
import type { Reason, Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { targetOf } from './target.ts';

const NOT_HAPROXY: Reason = 'not a line of HAProxy';
const STATUS_OF_SERVERS = 'not kept: state of a server or of HAProxy itself';

export const haproxy: Source = textSource({
  id: 'haproxy',
  title: 'HAProxy',
  looks:
    /Connect from |:\d{1,5} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:|haproxy\[\d{1,10}\]|\] "[^"]{1,}" \d{3} \d{1,15} "" "" \d/,
  otherwise: NOT_HAPROXY,
  broken: { begins: / "[A-Z]{3,10} ?$/, goesOn: /^\/\S{0,8000} HTTP\/\d(?:\.\d)?"$/ },
  open: (context) => (text) => {
    const head = syslogHead(text.trimStart(), context.stamps);
    const { message, at, host: sensor, program } = head;
    const session = SESSION.exec(message);
    if (session) return readSession(session, message, sensor, context);
    const accepted = ACCEPTED.exec(message);
    if (accepted) {
      const [, source, sourcePort, destination, destinationPort] = accepted;
      return context.emit({
        kind: 'connection',
        at: Number.isNaN(at) ? context.undated() : at,
        transport: 'tcp',
        source,
        sourcePort,
        destination,
        destinationPort,
        sensor,
      });
    }
    const clf = CLF.exec(message);
    if (clf) return readClf(clf, sensor, context);
    return program === 'haproxy' ? STATUS_OF_SERVERS : NOT_HAPROXY;
  },
});

const readSession = (
  session: RegExpExecArray,
  message: string,
  sensor: string,
  context: TextContext,
): Outcome => {
  const [whole, source, sourcePort, stamp] = session;
  const at = context.stamps.any(stamp!);
  const rest = message.slice(whole.length);
  const ends = { source, sourcePort, sensor };
  const http = HTTP.exec(rest);
  if (http) {
    const [, timers, status, bytesIn, state = '', between] = http;
    const { method, url } = requestIn(between!);
    const asked = hostIn(between!);
    return context.emit({
      kind: 'request',
      at,
      ...ends,
      ...spanOf(at, timers!),
      ...targetOf(url),
      ...(asked === undefined ? {} : { host: asked }),
      method,
      status: status === '-1' ? undefined : status,
      bytesIn: bytesIn!.replace('+', ''),
      action: state.startsWith('PR') || state.startsWith('PT') ? 'denied' : 'allowed',
    });
  }
  const tcp = TCP.exec(rest);
  if (tcp) {
    const [, timers, bytesIn, state = ''] = tcp;
    return context.emit({
      kind: 'request',
      at,
      ...ends,
      ...spanOf(at, timers!),
      bytesIn: bytesIn!.replace('+', ''),
      action: state.startsWith('PR') ? 'denied' : 'allowed',
    });
  }
  const fault = FAULT.exec(rest);
  if (!fault) return NOT_HAPROXY;
  return context.emit({ kind: 'alert', at, ...ends, transport: 'tcp', text: fault[1] });
};

/** The last timer is the whole; `+` in front: the log was written before the end. */
const spanOf = (at: number, timers: string): { durationMs?: number; until?: number } => {
  const total = /\/\+?(\d{1,12})$/.exec(timers)?.[1];
  return total === undefined ? {} : { durationMs: Number(total), until: at + Number(total) };
};

/** The request stands in quotes; a long one is cut, and its last quote with it. */
const requestIn = (text: string): { method?: string; url?: string } => {
  const found = /"([A-Z][A-Z_-]{0,31})\s([^\s"]{1,}|[^"]{1,}?)(?: HTTP\/\d(?:\.\d)?)?(?:"|$)/.exec(
    text,
  );
  return found ? { method: found[1]!, url: found[2]! } : {};
};

/** Captured headers stand in braces; one that is a host name is what was asked for. */
const hostIn = (text: string): string | undefined =>
  /^ ?\{((?=[^}|]{0,253}[A-Za-z])[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?::\d{1,5})?[|}]/.exec(
    text,
  )?.[1];

const readClf = (clf: RegExpExecArray, sensor: string, context: TextContext): Outcome => {
  const [, source, stamp, request = '', status, bytesIn, sourcePort] = clf;
  const { method, url } = requestIn(`"${request}"`);
  return context.emit({
    kind: 'request',
    at: context.stamps.any(stamp!),
    source,
    sourcePort,
    sensor,
    ...targetOf(url),
    method,
    status,
    bytesIn,
  });
};

const ADDRESS = '([0-9A-Fa-f:.]{3,45})';
const SESSION = new RegExp(
  String.raw`^\s{0,4}${ADDRESS}:(\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?)\] `,
);
const ACCEPTED = new RegExp(
  String.raw`^\s{0,4}Connect from ${ADDRESS}:(\d{1,5}) to ${ADDRESS}:(\d{1,5}) \(`,
);
const NAMES = String.raw`\S{1,255} \S{1,255}\/\S{0,255}`;
const COUNTERS = String.raw`(?:\d{1,9}\/){4}\+?\d{1,9} \d{1,9}\/\d{1,9}`;
const TIMER = String.raw`[+-]?\d{1,12}`;
const HTTP = new RegExp(
  String.raw`^${NAMES} ((?:${TIMER}\/){4}${TIMER}) (-1|\d{3}) (\+?\d{1,15}) \S{1,255} \S{1,255} ([A-Za-z-]{4}) ${COUNTERS}( .*)?$`,
  's',
);
const TCP = new RegExp(
  String.raw`^${NAMES} ((?:${TIMER}\/){2}${TIMER}) (\+?\d{1,15}) ([A-Za-z-]{2}) ${COUNTERS}`,
);
/** `frontend/bind: words`. */
const FAULT = /^\S{1,255}\/\S{1,255}: (.{1,512})/;
/** `option httplog clf`: the common log format with the client's port and HAProxy's own fields behind it. */
const CLF = new RegExp(
  String.raw`^\s{0,4}${ADDRESS} - \S{1,255} \[([^\]]{20,40})\] "([^"]*)" (\d{3}) (\d{1,15}) "" "" (\d{1,5}) \d{3} "[^"]{0,255}" "[^"]{0,255}" "[^"]{0,255}" `,
);
