// Log Event Extended Format (IBM QRadar, "LEEF event components"), versions 1.0 and 2.0: a head between bars, then
// `key=value` pairs between tabs, or in version 2.0 between the character that the head names (`^`, `x5E`, `0x7c`):
//
//   LEEF:1.0|Vendor|Product|1.2|Deny|src=10.20.1.5⇥srcPort=51022⇥dst=198.51.100.7⇥dstPort=6881⇥proto=TCP⇥usrName=ada
//   LEEF:2.0|Vendor|Product|1.2|Deny|^|src=10.20.1.5^dst=198.51.100.7
//
// Sound because: `LEEF:`, a version, the bars, and at least one key. Looks alike: CEF. Does not see: what an event is,
// where neither its fields nor the words of its identifier say so; times in the zones of `devTimeFormat` other than UTC.
import type { Source } from '../source.ts';
import { cefPairs } from '../text/cef.ts';
import type { Fields } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { emitEvent, type NeutralEvent } from './neutral-event.ts';
import { addressOnly, dayFirst, delimitedFields, keyAt, nameOnly } from './neutral-fields.ts';

const NOT_LEEF = 'not an event of LEEF';

const events: Source = textSource({
  id: 'leef',
  title: 'Log Event Extended Format (LEEF)',
  looks: /LEEF: ?[12]\.0\|/,
  otherwise: NOT_LEEF,
  open: (context) => (line) => {
    const start = line.search(/LEEF: ?[12]\.0\|/);
    const head = start < 0 || line.startsWith('{') ? null : headOf(line, start);
    if (head === null) return NOT_LEEF;
    const fields = fieldsOf(line.slice(head.end), head.cells[0]!.endsWith('2.0'));
    if (fields.size === 0) return NOT_LEEF;
    return read(head.cells, fields, line.slice(0, start), context);
  },
});

/** A product whose own format reads its LEEF knows more of it. */
export const leef: Source = Object.freeze<Source>({
  ...events,
  recognise: (sample, lines) => 0.9 * events.recognise(sample, lines),
});

interface Head {
  /** `LEEF:1.0`, vendor, product, version, event. */
  readonly cells: readonly string[];
  /** Where the pairs begin. */
  readonly end: number;
}

/** Each field is closed by a bar; `\|` and `\\` stand for themselves. */
const headOf = (text: string, from: number): Head | null => {
  const cells: string[] = [];
  let start = from;
  for (let at = from; at < text.length && at - from <= HEAD_CHARS_MAX; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '|') {
      cells.push(text.slice(start, at).replace(/\\([|\\])/g, '$1'));
      start = at + 1;
      if (cells.length === HEAD_CELLS) return { cells, end: start };
    }
  }
  return null;
};

const fieldsOf = (text: string, named: boolean): Fields => {
  const delimiter = named ? /^(?:(\S)|0?x([0-9a-fA-F]{1,4}))?\|/.exec(text) : null;
  const pairs = delimiter ? text.slice(delimiter[0].length) : text;
  const char =
    delimiter?.[1] ??
    (delimiter?.[2] ? String.fromCharCode(Number.parseInt(delimiter[2], 16)) : TAB);
  if (pairs.includes(char)) return delimitedFields(pairs, char);
  // rsyslog writes a tab as `#011`; other relays make blanks of tabs.
  return pairs.includes('#011') ? delimitedFields(pairs, '#011') : cefPairs(pairs);
};

const read = (
  head: readonly string[],
  fields: Fields,
  relayed: string,
  context: TextContext,
): Outcome => {
  const relay = syslogHead(`${relayed}LEEF`, context.stamps);
  const said = (name: string): string => keyAt(fields, KEYS[name] ?? []);
  const stamped = timeOf(said('time'), said('timeForm'), context);
  const at = Number.isNaN(stamped) ? relay.at : stamped;
  const [, , product = '', , id = ''] = head;
  const name = said('name') || id;
  const event: NeutralEvent = {
    name,
    words: `${id}|${name}|${said('category')}|${product}`,
    at: Number.isNaN(at) ? context.undated() : at,
    until: timeOf(said('ended'), said('timeForm'), context),
    sensor: said('sensor') || relay.host,
    action: said('action') || id,
    outcome: said('outcome'),
    transport: said('transport'),
    source: addressOnly(said('source')),
    sourcePort: said('sourcePort'),
    destination: addressOnly(said('destination')),
    destinationPort: said('destinationPort'),
    bytesOut: said('bytesOut'),
    bytesIn: said('bytesIn'),
    user: said('user'),
    account: '',
    device: said('device') || nameOnly(said('source')),
    mac: said('mac'),
    rule: said('rule'),
    application: said('application'),
    url: said('url'),
    host: said('host') || nameOnly(said('destination')),
    method: said('method'),
    agent: said('agent'),
    query: said('query'),
    answer: '',
    translated: {
      source: said('translatedSource'),
      sourcePort: said('translatedSourcePort'),
      destination: said('translatedDestination'),
      destinationPort: said('translatedDestinationPort'),
    },
  };
  return emitEvent(event, context.emit);
};

const timeOf = (text: string, form: string, { stamps }: TextContext): number => {
  if (text === '') return Number.NaN;
  if (/^d{1,2}[/.-]M{1,2}\D/.test(form)) return stamps.european(text);
  return /^M{1,2}[/.-]d/.test(form) ? stamps.american(text) : stamps.any(dayFirst(text));
};

const HEAD_CELLS = 5;
const HEAD_CHARS_MAX = 4096;
const TAB = '\t';

const KEYS: Readonly<Record<string, readonly string[]>> = {
  time: ['devTime', 'startTime', 'start', 'eventTime'],
  timeForm: ['devTimeFormat'],
  ended: ['endTime', 'end'],
  name: ['name', 'eventName', 'msg', 'eventDesc', 'Subtype'],
  category: ['cat', 'category', 'Type'],
  sensor: ['devName', 'dvchost', 'DeviceName', 'deviceName', 'dvc'],
  action: ['action', 'act', 'Action'],
  outcome: ['outcome', 'reason', 'msg'],
  transport: ['proto', 'protocol'],
  source: ['src', 'identSrc', 'srcIp'],
  sourcePort: ['srcPort', 'spt'],
  destination: ['dst', 'dstIp'],
  destinationPort: ['dstPort', 'dpt'],
  bytesOut: ['srcBytes', 'bytesOut', 'out'],
  bytesIn: ['dstBytes', 'bytesIn', 'in'],
  user: ['usrName', 'accountName', 'SourceUser', 'suser'],
  device: ['identHostName', 'srcHostName', 'shost'],
  mac: ['srcMAC', 'identMAC', 'smac'],
  rule: ['policy', 'RuleName', 'rule'],
  application: ['Application', 'application', 'app', 'appName'],
  url: ['url', 'request', 'URL'],
  host: ['dstHostName', 'dhost', 'host'],
  method: ['method', 'requestMethod'],
  agent: ['userAgent', 'requestClientApplication'],
  query: ['dnsQuery', 'query', 'qname'],
  translatedSource: ['srcPostNAT'],
  translatedSourcePort: ['srcPostNATPort'],
  translatedDestination: ['dstPostNAT'],
  translatedDestinationPort: ['dstPostNATPort'],
};
