// Infoblox NIOS: the lines of BIND inside it (names/named.ts), and what NIOS adds (NIOS Administrator Guide, "Capturing DNS
// Queries and Responses", "Viewing RPZ in the Syslog", "Viewing the DHCP log"), with or without a syslog head:
//
//   22-Nov-2026 05:52:09.123 client 10.20.1.5#57398: UDP: query: www.example IN A response: NOERROR +AED www.example. 300 IN A 192.0.2.7;
//   CEF:0|Infoblox|NIOS|9.0.3|RPZ-QNAME|NXDOMAIN|7|app=DNS dst=10.20.0.53 src=10.20.1.5 spt=39503 view=_default qtype=A msg="rpz QNAME …"
//   DHCPACK on 10.20.1.5 to aa:bb:cc:dd:ee:ff (laptop-12) via eth2 relay 10.20.1.1 lease-duration 172800
//
// Sound because: BIND's client with `UDP: query:` and `response:`; the name of the product in CEF; `lease-duration`,
// `TransID` or `Option 82: received` behind the words of dhcpd. Looks alike: BIND and dhcpd, of which it is made: files with
// nothing of NIOS in them are read as theirs, to the same effect. Does not see: what DHCP offers and asks (the lease tells).
import { SECOND_MS } from '../../model/time.ts';
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { keyValues } from '../text/fields.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { answerOf, bare, clientLine, lookupOf, NOT_A_LOOKUP, rewritten } from './named.ts';

const NOT_INFOBLOX = 'not a line of Infoblox NIOS';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const infoblox: Source = textSource({
  id: 'infoblox',
  title: 'Infoblox NIOS (DNS queries and responses, RPZ, DHCP)',
  looks: /client |\|Infoblox\|NIOS|DHCP[A-Z]|Option 82: /,
  otherwise: NOT_INFOBLOX,
  open: (context) => {
    const { stamps, emit, undated } = context;
    return (text) => {
      const threat = text.indexOf('CEF:0|Infoblox|NIOS');
      if (threat >= 0) return rewriting(text, threat, context);
      const line = clientLine(text, stamps);
      if (line === null) return lease(text, stamps, context);
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

/** `…|RPZ-QNAME|NXDOMAIN|7|app=DNS dst= src=10.20.1.5 spt=39503 view=_default qtype=A msg="rpz QNAME NXDOMAIN rewrite …"` */
const rewriting = (text: string, start: number, context: TextContext): Outcome => {
  const cells = text.slice(start).split('|');
  if (cells.length < 8 || !/^RPZ/.test(cells[4]!))
    return 'not kept: threat that is no rewrite of a name';
  const fields = keyValues(cells.slice(7).join('|'));
  const said = /^(disabled )?rpz (.*)$/.exec(fields.get('msg') ?? '');
  const lookup = said && rewritten(said[2]!, said[1] !== undefined);
  if (!lookup) return NOT_A_LOOKUP;
  const head = syslogHead(text.slice(0, start), context.stamps);
  return context.emit({
    kind: 'lookup',
    at: Number.isNaN(head.at) ? context.undated() : head.at,
    sensor: head.host,
    source: fields.get('src'),
    sourcePort: fields.get('spt'),
    destination: fields.get('dst'),
    ...lookup,
  });
};

const lease = (text: string, stamps: Stamps, { emit, undated }: TextContext): Outcome => {
  const head = syslogHead(text, stamps);
  const { message } = head;
  if (!OF_DHCP.test(message)) return NOT_INFOBLOX;
  const found = LEASE.exec(message);
  if (!found) return NO_LEASE;
  const [, word = '', source, mac, device, rest = ''] = found;
  // A client that renews holds the address; any other request may be refused.
  const event = word === 'DHCPREQUEST' && !/\(RENEW\)/.test(rest) ? undefined : EVENTS.get(word);
  if (event === undefined || /: (?:ignored|unknown|wrong|not )/.test(rest)) return NO_LEASE;
  const at = Number.isNaN(head.at) ? undated() : head.at;
  const seconds = /\blease-duration (\d{1,10})/.exec(rest)?.[1];
  const until = event === 'granted' && seconds ? at + Number(seconds) * SECOND_MS : undefined;
  return emit({ kind: 'assignment', at, until, sensor: head.host, event, source, mac, device });
};

const EVENTS: ReadonlyMap<string, 'granted' | 'released' | 'seen'> = new Map([
  ['DHCPACK', 'granted'],
  ['DHCPRELEASE', 'released'],
  ['DHCPREQUEST', 'seen'],
]);

const RESPONDED =
  /^(?:view [^\s:]{1,64}: )?(?:UDP|TCP): (?:view:? [^\s:]{1,64}:? )?query: ([^\s]{1,1100}) [A-Z][A-Z0-9]{1,15} [A-Z][A-Z0-9-]{0,15} response: ([A-Z]{4,12})(?: [+-][A-Z]{0,8})?(.*)$/;
/** What NIOS adds to the messages of dhcpd. */
const OF_DHCP =
  /^(?:DHCP[A-Z]{3,10} (?=.{0,400}(?: lease-duration | TransID ))|Option 82: received an? \w+ DHCP packet )/;
const LEASE =
  /^(DHCP[A-Z]{3,10}) (?:on|of|for) ([0-9A-Fa-f.:]{2,45})(?: \([^\s)]{1,64}\))? (?:to|from) ([0-9A-Fa-f:]{17})(?: \(([^)]{0,255})\))? via (.*)$/;
