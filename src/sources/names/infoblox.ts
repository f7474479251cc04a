// Infoblox NIOS: the lines of BIND inside it (names/named.ts), and what NIOS adds (NIOS Administrator Guide, "Capturing DNS
// Queries and Responses", "Viewing RPZ in the Syslog", "Viewing the DHCP log"), with or without a syslog head:
//
//   22-Nov-2026 05:52:09.123 client 10.20.1.5#57398: UDP: query: www.example IN A response: NOERROR +AED www.example. 300 IN A 192.0.2.7;
//   CEF:0|Infoblox|NIOS|9.0.3|RPZ-QNAME|NXDOMAIN|7|app=DNS dst=10.20.0.53 src=10.20.1.5 spt=39503 view=_default qtype=A msg="rpz QNAME …"
//   CEF:0|Infoblox|Data Connector|2.1.3|RPZ-QNAME|NODATA|8|app=DNS src=10.20.1.5 spt=46842 destinationDnsDomain=bad.example …
//   r-l-e:10.20.1.5,Issued,laptop-12,aa:bb:cc:dd:ee:ff,1795326729,1795330329,,$
//   2026-11-22 05:52:09.601Z [admin]: Login_Allowed - - to=AdminConnector ip=10.20.1.9 auth=LOCAL group=admins apparently_via=GUI
//   DHCPACK on 10.20.1.5 to aa:bb:cc:dd:ee:ff (laptop-12) via eth2 relay 10.20.1.1 lease-duration 172800
//
// Sound because: BIND's client with `UDP: query:` and `response:`; the name of the product in CEF; `lease-duration`,
// `TransID` or `Option 82: received` behind the words of dhcpd. Looks alike: BIND and dhcpd, of which it is made: files with
// nothing of NIOS in them are read as theirs, to the same effect. What DHCP offers or refuses is an alert: nobody has the
// address yet. Does not see: what the server itself asks of others.
import { SECOND_MS } from '../../model/time.ts';
import { relayIn } from '../identity/dhcpd.ts';
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { answerOf, bare, clientLine, lookupOf, NOT_A_LOOKUP, rewritten } from './named.ts';

const NOT_INFOBLOX = 'not a line of Infoblox NIOS';
const NO_REWRITE = 'not kept: event that is no question, rewrite or lease';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const infoblox: Source = textSource({
  id: 'infoblox',
  title: 'Infoblox NIOS and Data Connector (DNS, RPZ, DHCP, sign-ins)',
  looks: /client |CEF:0\|Infoblox\||DHCP[A-Z]|r-l-e:|Option 82: |\]: Log(?:in_|out)/,
  otherwise: NOT_INFOBLOX,
  open: (context) => {
    const { stamps, emit, undated } = context;
    return (text) => {
      const event = text.indexOf('CEF:0|Infoblox|');
      if (event >= 0) return common(text, event, context);
      const line = clientLine(text, stamps);
      if (line === null) return lease(text, context);
      const lookup = responded(line.message) ?? lookupOf(line);
      if (lookup === null) return NOT_A_LOOKUP;
      const { at, sensor, source, sourcePort } = line;
      const when = Number.isNaN(at) ? undated() : at;
      return emit({ kind: 'lookup', at: when, sensor, source, sourcePort, ...lookup });
    };
  },
});

/** `UDP: query: www.example IN A response: NOERROR +AED www.example. 300 IN A 192.0.2.7; …` */
const responded = (message: string): Pick<Draft, 'query' | 'answer'> | null => {
  const found = RESPONDED.exec(message);
  if (!found) return null;
  const [, name, code, records = ''] = found;
  return { query: bare(name!), answer: answerOf(code!, records) };
};

/** An event in CEF: `CEF:0|Infoblox|product|version|event|name|severity|fields`. */
const common = (text: string, start: number, context: TextContext): Outcome => {
  const [, , product, , event = '', , , ...rest] = text.slice(start).split('|');
  const fields = keyValues(rest.join('|'));
  const head = syslogHead(text.slice(0, start), context.stamps);
  const at = Number.isNaN(head.at) ? context.undated() : head.at;
  const found = product === 'NIOS' ? rewriting(event, fields) : connector(event, fields);
  return typeof found === 'string' ? found : context.emit({ at, sensor: head.host, ...found });
};

type Found = Omit<Draft, 'at'> | string;

/** `RPZ-QNAME`: `app=DNS dst= src=10.20.1.5 spt=39503 view=_default qtype=A msg="rpz QNAME NXDOMAIN rewrite …"` */
const rewriting = (event: string, fields: Fields): Found => {
  if (!event.startsWith('RPZ')) return NO_REWRITE;
  const said = /^(disabled )?rpz (.*)$/.exec(fields.get('msg') ?? '');
  const lookup = said && rewritten(said[2]!, said[1] !== undefined);
  return lookup ? { kind: 'lookup', ...endsOf(fields), ...lookup } : NOT_A_LOOKUP;
};

/** What the Data Connector sends on: DNS, rewrites and leases, of NIOS or of the cloud. */
const connector = (event: string, fields: Fields): Found => {
  const person = {
    user: fields.get('suser'),
    device: fields.get('shost'),
    mac: fields.get('smac'),
  };
  if (event.startsWith('DHCP-LEASE')) {
    const gone = /DELETE|RELEASE|EXPIRE/.test(event);
    const source = fields.get('src');
    return { kind: 'assignment', event: gone ? 'expired' : 'granted', source, ...person };
  }
  const query = fields.get('destinationDnsDomain');
  if (query === undefined) return NO_REWRITE;
  const policy = fields.get('InfobloxB1PolicyAction') ?? '';
  const blocks = /^(?:Block|Redirect)/i.test(policy);
  const action = policy === '' ? undefined : blocks ? 'blocked' : 'allowed';
  return { kind: 'lookup', ...endsOf(fields), ...person, query: bare(query), action };
};

const endsOf = (fields: Fields) => ({
  source: fields.get('src'),
  sourcePort: fields.get('spt'),
  destination: fields.get('dst'),
});

/** `[admin]: Login_Allowed - - to=AdminConnector ip=10.20.1.9 auth=LOCAL …`; blanks in names are written `\040`. */
const signIn = (text: string, { stamps, emit, undated }: TextContext): Outcome => {
  const found = SIGN_IN.exec(text);
  if (!found) return NOT_INFOBLOX;
  const [, prefix = '', stamp, user = '', word = '', source] = found;
  const own = stamp ? stamps.any(stamp) : Number.NaN;
  const head = syslogHead(prefix, stamps);
  return emit({
    kind: 'sign-in',
    at: stamp ? own : Number.isNaN(head.at) ? undated() : head.at,
    sensor: head.host,
    event: SIGN_INS.get(word)!,
    user: user.replace(/\\040/g, ' '),
    source,
    service: 'infoblox',
  });
};

/** `r-l-e:10.20.1.5,Issued,laptop-12,aa:bb:cc:dd:ee:ff,1795326729,1795330329,,$`: address, event, name, hardware, span. */
const leaseEvent = (
  message: string,
  when: number,
  sensor: string,
  context: TextContext,
): Outcome => {
  const [source, word = '', device, mac, from = '', to = ''] = message.slice(6).split(',');
  const event = LEASE_EVENTS.get(word);
  if (event === undefined) return NO_LEASE;
  const began = context.stamps.any(from);
  const at = !Number.isNaN(when) ? when : Number.isNaN(began) ? context.undated() : began;
  const until = event === 'granted' ? context.stamps.any(to) : undefined;
  return context.emit({ kind: 'assignment', at, until, sensor, event, source, mac, device });
};

const lease = (text: string, context: TextContext): Outcome => {
  const { stamps, emit, undated } = context;
  const head = syslogHead(text, stamps);
  const { message } = head;
  if (message.startsWith('r-l-e:')) return leaseEvent(message, head.at, head.host, context);
  if (!OF_DHCP.test(message)) return signIn(text, context);
  const at = Number.isNaN(head.at) ? undated() : head.at;
  const relayed = RELAYED.exec(message);
  if (relayed) {
    const [, source, mac] = relayed;
    return emit({ kind: 'alert', at, sensor: head.host, text: message, source, mac });
  }
  const found = LEASE.exec(message);
  if (!found) return NO_LEASE;
  const [, word = '', source, mac, device, rest = ''] = found;
  const event = EVENTS.get(word);
  const destination = relayIn(`via ${rest}`);
  // As in dhcpd, which it is: to a request that is refused the line adds why, one that is granted stands as it came.
  if (event === undefined || OBJECTION.test(rest)) {
    const said = { source, mac, device, destination };
    return emit({ kind: 'alert', at, sensor: head.host, text: message, ...said });
  }
  const seconds = /\blease-duration (\d{1,10})/.exec(rest)?.[1];
  const until = event === 'granted' && seconds ? at + Number(seconds) * SECOND_MS : undefined;
  const held = { source, mac, device, destination };
  return emit({ kind: 'assignment', at, until, sensor: head.host, event, ...held });
};

/** The relay's own mark (RFC 3046): what was asked for, not yet held. */
const RELAYED =
  /^Option 82: received an? \w+ DHCP packet .{0,400}? for ([0-9A-Fa-f.:]{2,45}) \(([0-9A-Fa-f:]{17})\)/;
const OBJECTION = /: [a-z]/i;
const EVENTS: ReadonlyMap<string, 'granted' | 'released' | 'seen'> = new Map([
  ['DHCPACK', 'granted'],
  ['DHCPRELEASE', 'released'],
  ['DHCPREQUEST', 'seen'],
]);

const LEASE_EVENTS: ReadonlyMap<string, 'granted' | 'released' | 'expired'> = new Map([
  ['Issued', 'granted'],
  ['Renewed', 'granted'],
  ['Fixed', 'granted'],
  ['Released', 'released'],
  ['Freed', 'expired'],
  ['Expired', 'expired'],
]);
const SIGN_INS: ReadonlyMap<string, 'signed-in' | 'signed-out' | 'failed'> = new Map([
  ['Login_Allowed', 'signed-in'],
  ['Login_Denied', 'failed'],
  ['Logout', 'signed-out'],
]);
const SIGN_IN =
  /^(.{0,200}?)(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}Z) )?\[([^\]\s]{1,255})\]: (Login_Allowed|Login_Denied|Logout) - - (?:.{0,400}?\bip=([0-9A-Fa-f.:]{2,45}))?/;
const RESPONDED =
  /^(?:view [^\s:]{1,64}: )?(?:UDP|TCP): (?:view:? [^\s:]{1,64}:? )?query: ([^\s]{1,1100}) [A-Z][A-Z0-9]{1,15} [A-Z][A-Z0-9-]{0,15} response: ([A-Z]{4,12})(?: [+-][A-Z]{0,8})?(.*)$/;
/** What NIOS adds to the messages of dhcpd. */
const OF_DHCP =
  /^(?:DHCP[A-Z]{3,10} (?=.{0,400}(?: lease-duration | TransID ))|Option 82: received an? \w+ DHCP packet )/;
const LEASE =
  /^(DHCP[A-Z]{3,10}) (?:on|of|for) ([0-9A-Fa-f.:]{2,45})(?: \([^\s)]{1,64}\))? (?:to|from) ([0-9A-Fa-f:]{17})(?: \(([^)]{0,255})\))? via (.*)$/;
