// Fireware of WatchGuard, as syslog and in the LEEF that it writes itself (WatchGuard, "Fireware Log Catalog"):
//
//   Nov 22 05:52:09 gate 80BE0 (2026-11-22T05:52:09) firewall: msg_id="3000-0148" Allow Trusted External 52 tcp 20 127
//     10.20.1.5 198.51.100.7 51022 6881 offset 8 S 1234 win 8192 src_ip_nat="192.0.2.1" (Office-00)
//   2026-11-22 05:52:09 Allow 10.20.1.5 198.51.100.7 http/tcp 51022 80 Trusted External Allowed (HTTP-00) msg_id="3000-0176" …
//   LEEF:1.0|WatchGuard|XTM|12.8.2.B666661|30000151|policy=DNS-00⇥disp=Allow⇥src=10.20.1.5⇥srcPort=38547⇥dst=8.8.4.4⇥…
//
// Traffic, proxies (HTTP, HTTPS, DNS), sign-ins and leases. Sound because: `msg_id="hhhh-hhhh"`, or WatchGuard's name in
// LEEF. Looks alike: nothing known. The name of an authentication server after `@` is left off an account. Does not
// see: requests for an address (DHCPREQUEST) that were refused.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';
import { dayFirst, delimitedFields } from './neutral-fields.ts';
import { saidByFireware } from './watchguard-words.ts';

const NOT_FIREWARE = 'not a message of Fireware';
const OTHER = 'not kept: message of Fireware that names no traffic';

export const watchguard: Source = textSource({
  id: 'watchguard',
  title: 'WatchGuard (Fireware)',
  looks: /\bmsg_id="|\|WatchGuard\|/,
  otherwise: NOT_FIREWARE,
  open: (context) => (text) => {
    if (text.startsWith('{')) return NOT_FIREWARE;
    const shown = MONITOR.exec(text);
    if (shown) {
      const fields = shownFields(shown, text);
      const draft = traffic(fields);
      if (draft === null) return OTHER;
      return context.emit({ ...draft, ...seen('', fields, context) });
    }
    const event = NATIVE.exec(text) ?? LEEF.exec(text);
    if (!event) return NOT_FIREWARE;
    const rest = text.slice(event.index + event[0].length);
    const fields = event[1] === 'msg_id' ? nativeFields(rest) : leefFields(rest);
    const draft = traffic(fields) ?? saidByFireware(fields.get('msg') ?? rest);
    if (draft === null) return OTHER;
    return context.emit({ ...draft, ...seen(text.slice(0, event.index), fields, context) });
  },
});

type Untimed = Omit<Draft, 'at' | 'until' | 'sensor'>;

const traffic = (fields: Fields): Untimed | null => {
  const action = decision(fields.get('disp'));
  if (action === undefined || !fields.has('src')) return null;
  if (fields.has('question')) return { ...lookup(fields), action };
  if (fields.has('dstname') || fields.has('sni')) return { ...request(fields), action };
  return {
    kind: 'verdict',
    ...ends(fields),
    action,
    ...bytes(fields),
    rule: fields.get('policy'),
    translated: {
      source: fields.get('src_ip_nat') ?? fields.get('srcPostNAT'),
      sourcePort: fields.get('src_port_nat') ?? fields.get('srcPostNATPort'),
      destination: fields.get('dst_ip_nat') ?? fields.get('dstPostNAT'),
      destinationPort: fields.get('dst_port_nat') ?? fields.get('dstPostNATPort'),
    },
  };
};

const request = (fields: Fields): Untimed => {
  const host = fields.get('dstname') ?? fields.get('sni') ?? '';
  return {
    kind: 'request',
    ...ends(fields),
    ...bytes(fields),
    host,
    url: fields.has('arg') ? `${host}${fields.get('arg')}` : undefined,
    method: fields.get('op'),
  };
};

const lookup = (fields: Fields): Untimed => ({
  kind: 'lookup',
  ...ends(fields),
  query: fields.get('question'),
});

const bytes = (fields: Fields) => ({
  bytesOut: fields.get('sent_bytes'),
  bytesIn: fields.get('rcvd_bytes'),
});

const ends = (fields: Fields) => ({
  transport: fields.get('proto') ?? fields.get('pr'),
  source: fields.get('src'),
  sourcePort: fields.get('srcPort'),
  destination: fields.get('dst'),
  destinationPort: fields.get('dstPort'),
  user: (fields.get('src_user') ?? fields.get('usrName'))?.replace(/@.*$/s, ''),
  mac: fields.get('src_mac'),
  application: fields.get('app_name'),
});

/** Traffic Monitor's own order: `Allow 10.20.1.5 198.51.100.7 http/tcp 51022 80 Trusted External …`. */
const shownFields = (shown: RegExpExecArray, text: string): Fields => {
  const [, time, member, disp, src, dst, proto, srcPort, dstPort] = shown;
  const fields = new Map(keyValues(text));
  const placed = { devTime: time, host_name: member, disp, src, dst, proto, srcPort, dstPort };
  for (const [name, value] of Object.entries(placed)) if (value) fields.set(name, value);
  const policy = SHOWN_POLICY.exec(text);
  if (policy) fields.set('policy', policy[1]!);
  return fields;
};

/** The fields before the named ones have places: disposition, interfaces, [length] protocol [header, TTL], ends. */
const nativeFields = (text: string): Fields => {
  const found = PLACES.exec(text);
  const fields = new Map(keyValues(text));
  if (!found) return fields;
  const [, disp, , , proto, src, dst, srcPort, dstPort] = found;
  const icmp = proto!.startsWith('icmp');
  const placed = { disp, proto, src, dst, ...(icmp ? {} : { srcPort, dstPort }) };
  for (const [name, value] of Object.entries(placed)) if (value) fields.set(name, value);
  const policy = POLICY.exec(text.slice(-POLICY_CHARS_MAX));
  if (policy) fields.set('policy', policy[1]!);
  return fields;
};

/** Tabs, or what relays make of them. */
const leefFields = (text: string): Fields => {
  if (text.includes('\t')) return delimitedFields(text, '\t');
  return text.includes('#011') ? delimitedFields(text, '#011') : keyValues(text);
};

const seen = (head: string, fields: Fields, { stamps, undated }: TextContext) => {
  const own = OWN_TIME.exec(head)?.[1] ?? dayFirst(fields.get('devTime') ?? '');
  const relay = syslogHead(head, stamps);
  // Fireware's own time is in UTC, the relay's in the zone of the evidence.
  const read = stamps.any(own.includes('T') ? `${own}Z` : own);
  const at = Number.isNaN(read) ? relay.at : read;
  const ended = Number.isNaN(at) ? undated() : at;
  const seconds = Number(fields.get('duration') ?? 0);
  const sensor = fields.get('sys_name') ?? fields.get('host_name') ?? relay.host;
  return seconds > 0 ? { at: ended - seconds * 1000, until: ended, sensor } : { at: ended, sensor };
};

const NATIVE = /\b(msg_id)="[\dA-F]{4}-[\dA-F]{4}" /;
const MONITOR =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:(\S{1,64}) )?(Allow|Deny) ([\da-fA-F:.]{2,45}) ([\da-fA-F:.]{2,45}) [^\s/]{1,64}\/([a-z][a-z\d-]{1,15}) (?:(\d{1,5}) (\d{1,5}) )?(?=\S{1,64} \S{1,64} .{0,400}\bmsg_id=")/;
const SHOWN_POLICY = /^.{0,400}? \(([^()]{1,120})\) /;
const LEEF = /(?:^|LEEF:|\s)[12]\.0\|WatchGuard\|[^|]{1,40}\|[^|]{1,40}\|[\dA-Fa-f-]{1,12}\|/;
const OWN_TIME = /\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)/;
const POLICY_CHARS_MAX = 200;
const POLICY = /\(([^()]{1,120})\)\s*$/;
const PLACES =
  /^(Allow|Deny|Drop|Block|Reset) (\S{1,64}) (\S{1,64}) (?:\d{1,6} )?([a-z][a-z\d-]{1,15}) (?:\d{1,3} \d{1,3} )?([\da-fA-F:.]{2,45}) ([\da-fA-F:.]{2,45})(?: (\d{1,5}) (\d{1,5}))?(?: |$)/;
