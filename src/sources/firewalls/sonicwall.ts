// SonicOS in its own form (SonicWall, "SonicOS Log Events Reference Guide": tags, message numbers `m`):
//
//   id=firewall sn=18B169000001 time="2026-11-22 05:52:09 UTC" fw=192.0.2.1 pri=6 c=1024 m=537 msg="Connection Closed"
//     n=1 src=10.20.1.5:51022:X0:pc5 dst=198.51.100.7:6881:X1 proto=tcp/6881 sent=400 rcvd=9000 usr="ada" rule="5 (LAN->WAN)"
//
// Sound because: a serial number `sn`, the firewall's address `fw`, a message number `m` and its text. Looks alike: WatchGuard
// and other key=value logs, which have no `sn` and `m`. SonicOS also writes CEF, which is read there. Does not see: what
// was decided, where neither `fw_action` nor the text says so: such lines are told as connections.
import type { Source } from '../source.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { type Decision, decision } from './decision.ts';

const NOT_SONICOS = 'not a message of SonicOS';
const OTHER = 'not kept: message of SonicOS that names no traffic';

export const sonicwall: Source = textSource({
  id: 'sonicwall',
  title: 'SonicWall (SonicOS)',
  looks: /\bsn=\w{6,20}\b/,
  otherwise: NOT_SONICOS,
  open: (context) => (text) => {
    const fields = keyValues(text.replace(PRIORITY, ''));
    if (!/^\d{1,5}$/.test(fields.get('m') ?? '') || !fields.has('fw') || !fields.has('id'))
      return NOT_SONICOS;
    const own = context.stamps.any(fields.get('time') ?? '');
    const at = Number.isNaN(own) ? syslogHead(text, context.stamps).at : own;
    return message(fields, { at: Number.isNaN(at) ? context.undated() : at, ...context });
  },
});

type Dated = Pick<TextContext, 'emit'> & { readonly at: number };

const message = (fields: Fields, { at, emit }: Dated): Outcome => {
  const text = fields.get('msg') ?? '';
  const ends = endsOf(fields);
  const event = { at, sensor: fields.get('fw'), ...ends };
  const user = ends.user;
  if (SIGN_IN.test(text) && user) {
    const gone = /logged out|logout|disconnect/i.test(text) ? 'signed-out' : 'signed-in';
    const failed = /denied|fail|bad |invalid|not allowed|lock/i.test(text);
    return emit({ kind: 'sign-in', ...event, user, event: failed ? 'failed' : gone });
  }
  const host = fields.get('dstname');
  const action = decided(fields, text);
  const counted = { bytesOut: fields.get('sent'), bytesIn: fields.get('rcvd') };
  if (host !== undefined && WEB.test(text)) return emit(request(fields, event, action, host));
  if (!ends.source && !ends.destination) return OTHER;
  if (!ends.source || !ends.destination || THREAT.test(text) || SIGN_IN.test(text))
    return emit({ kind: 'alert', ...event, text: fields.get('note') ?? text, action });
  const ms = Number(fields.get('cdur') ?? 0);
  const began = ms > 0 ? at - ms : at;
  const times = { at: began, until: began < at ? at : undefined };
  const { translated, rule } = { translated: translatedOf(fields), rule: fields.get('rule') };
  if (action === undefined)
    return emit({ kind: 'connection', ...event, ...times, ...counted, translated });
  return emit({ kind: 'verdict', ...event, ...times, ...counted, translated, rule, action });
};

const request = (
  fields: Fields,
  event: { readonly at: number },
  action: Decision | undefined,
  host: string,
) => ({
  kind: 'request' as const,
  ...event,
  action: action ?? 'allowed',
  host,
  url: `${host}${fields.get('arg') ?? ''}`,
  method: METHODS[Number(fields.get('op'))] ?? null,
  status: fields.get('result'),
  bytesOut: fields.get('sent'),
  bytesIn: fields.get('rcvd'),
});

const decided = (fields: Fields, text: string): Decision | undefined => {
  const named = decision(fields.get('fw_action'));
  if (named) return named;
  if (DENIED.test(text)) return 'denied';
  return ALLOWED.test(text) ? 'allowed' : undefined;
};

/** `10.20.1.5:51022:X0:name`; of IPv6 the address stands apart (`srcV6`). */
const endsOf = (fields: Fields) => {
  const [source, sourcePort, , device] = parts(fields.get('src'));
  const [destination, destinationPort] = parts(fields.get('dst'));
  const user = fields.get('usr') ?? fields.get('user');
  return {
    source: fields.get('srcV6') ?? source,
    sourcePort: sourcePort || fields.get('srcPort'),
    destination: fields.get('dstV6') ?? destination,
    destinationPort: destinationPort || fields.get('dstPort'),
    transport:
      fields.get('proto')?.replace(/\/.*$/s, '') ??
      /^(?:TCP|UDP|ICMP)\b/.exec(fields.get('msg') ?? '')?.[0],
    application: fields.get('appName'),
    mac: fields.get('srcMac'),
    user: user === undefined || /^unknown/i.test(user) ? undefined : user,
    device,
  };
};

const parts = (end: string | undefined): string[] => {
  if (end === undefined) return [];
  if (/^[\da-fA-F]*:[\da-fA-F]*:[\da-fA-F:]*$/.test(end) && /[a-fA-F]|::.*:|:.*::/.test(end))
    return [end];
  return end.split(':', 4);
};

/** SonicOS names them in tags, or in the note of message 1197. */
const translatedOf = (fields: Fields) => {
  const note = NAT_NOTE.exec(fields.get('note') ?? '');
  const [source, sourcePort] = parts(fields.get('natSrc'));
  const [destination, destinationPort] = parts(fields.get('natDst'));
  const icmp = note?.[5] === '1';
  return {
    source: source ?? note?.[1],
    sourcePort: sourcePort ?? fields.get('snpt') ?? (icmp ? undefined : note?.[2]),
    destination: destination ?? note?.[3],
    destinationPort: destinationPort ?? fields.get('dnpt') ?? (icmp ? undefined : note?.[4]),
  };
};

const PRIORITY = /^<\d{1,3}>/;
const SIGN_IN = /\blog(?:ged)?[ -]?(?:in|out)\b|authentication|SSL ?VPN.{0,40}(?:dis)?connect/i;
const WEB = /web ?site|url|http|content filter|application/i;
const THREAT =
  /attack|detection|prevention|spoof|flood|scan|virus|spyware|botnet|malware|decryption failed|replay|sweep|smurf|possible/i;
const DENIED =
  /\b(?:drop(?:ped)?|denied|block(?:ed)?|reject(?:ed)?|discarded|not allowed|refused)\b/i;
const ALLOWED =
  /\bconnection (?:opened|closed)|\b(?:allowed|accessed|permitted|forwarded|site hit)\b/i;
const NAT_NOTE =
  /^Source: ([\d.]{7,15}), (\d{1,5}), Destination: ([\d.]{7,15}), (\d{1,5}), Protocol: (\d{1,3})/;
/** Codes of `op`. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'GET',
  2: 'POST',
  3: 'HEAD',
  4: 'PUT',
  5: 'CONNECT',
};
