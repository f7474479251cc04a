// Common Event Format (ArcSight, "Implementing ArcSight Common Event Format", version 0 and 1): a head of seven fields
// between bars, then `key=value` pairs separated by blanks, whose values may hold blanks:
//
//   CEF:0|Vendor|Product|1.2|100|Connection closed|3|src=10.20.1.5 spt=51022 dst=198.51.100.7 dpt=6881 proto=TCP act=allow
//
// `|` and `\` are escaped in the head, `=` and `\` in the pairs. Both the dictionary's short keys (`src`) and its long
// names (`sourceAddress`) are read, and keys of their own of Fortinet, Palo Alto Networks, SonicWall and Ubiquiti.
// The dictionary defines `in` as bytes towards the destination; Fortinet, Palo Alto Networks, Check Point and SonicWall
// all write what the source received there. Theirs is what is read.
//
// Sound because: `CEF:`, a version, six bars, and at least one key; not inside a JSON object. Looks alike: LEEF, which has a file of its own.
// Does not see: what an event is, where neither its fields nor the words of its name say so: that is an `alert`.
import type { Source } from '../source.ts';
import { BROKEN_CEF, type CefRecord, cefRecord } from '../text/cef.ts';
import type { Fields } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { emitEvent, type NeutralEvent } from './neutral-event.ts';
import { addressOnly, keyAt, nameOnly } from './neutral-fields.ts';

const NOT_CEF = 'not an event of CEF';

const events: Source = textSource({
  id: 'cef',
  title: 'Common Event Format (CEF)',
  looks: /CEF: ?[01]\||^\s{0,4}[01]\|[^|]+\|[^|]+\|/,
  otherwise: NOT_CEF,
  broken: BROKEN_CEF,
  open: (context) => (text) => {
    const record = text.startsWith('{') ? null : cefRecord(text.trimStart());
    if (record === null || record.fields.size === 0) return NOT_CEF;
    return read(record, text.slice(0, Math.max(0, text.search(MARK))), context);
  },
});

/** A product whose own format reads its CEF knows more of it. */
export const cef: Source = Object.freeze<Source>({
  ...events,
  recognise: (sample, lines) => 0.9 * events.recognise(sample, lines),
});

const read = (
  { product, signature: id, name: title, fields }: CefRecord,
  relayed: string,
  context: TextContext,
): Outcome => {
  const { at: relayedAt, host } = syslogHead(`${relayed}CEF`, context.stamps);
  const said = (name: string): string => cell(fields, name);
  const time = (names: readonly string[]): number =>
    names.reduce((at, name) => (Number.isNaN(at) ? timeOf(said(name), context) : at), Number.NaN);
  const stamped = time(BEGAN);
  const at = Number.isNaN(stamped) ? relayedAt : stamped;
  const event: NeutralEvent = {
    name: said('signature') || title || id,
    words: `${id}|${title}|${said('category')}|${product}`,
    at: Number.isNaN(at) ? context.undated() : at,
    until: time(ENDED),
    sensor: said('sensor') || host,
    action: said('action'),
    outcome: said('outcome'),
    transport: said('transport').replace(/\/.*$/s, ''),
    source: addressOnly(said('source')) || labelled(fields, 'c6a', /^source ipv6/i),
    sourcePort: said('sourcePort'),
    destination: addressOnly(said('destination')) || labelled(fields, 'c6a', /^destination ipv6/i),
    destinationPort: said('destinationPort'),
    bytesOut: said('bytesOut'),
    bytesIn: said('bytesIn'),
    user: said('user'),
    account: said('account'),
    device: nameOnly(said('device')) || nameOnly(said('source')),
    mac: said('mac'),
    rule: said('rule') || labelled(fields, 'cs', /rule|policy/i),
    application: said('application'),
    url: said('url'),
    host: said('host') || nameOnly(said('destination')),
    method: said('method'),
    agent: said('agent'),
    query: queryOf(fields, `${title}|${product}`),
    answer: said('answer'),
    translated: {
      source: said('translatedSource'),
      sourcePort: said('translatedSourcePort'),
      destination: said('translatedDestination'),
      destinationPort: said('translatedDestinationPort'),
    },
  };
  return emitEvent(event, context.emit);
};

const cell = (fields: Fields, name: string): string => keyAt(fields, KEYS[name] ?? []);

/** Value of a custom field by its label: `cs1=… cs1Label=Rule`. */
const labelled = (fields: Fields, kind: 'cs' | 'c6a', wanted: RegExp): string => {
  for (let i = 1; i <= CUSTOM_FIELDS; i++)
    if (wanted.test(fields.get(`${kind}${i}Label`) ?? '')) return fields.get(`${kind}${i}`) ?? '';
  return '';
};

const queryOf = (fields: Fields, words: string): string => {
  const named = keyAt(fields, QUERIES);
  if (named !== '') return named;
  const dns = /\bdns\b/i.test(words) || /^dns$/i.test(cell(fields, 'application'));
  return dns ? keyAt(fields, DOMAINS) : '';
};

const timeOf = (text: string, { stamps }: TextContext): number =>
  text === '' ? Number.NaN : stamps.any(text);

const MARK = /CEF: ?[01]\|/;
const CUSTOM_FIELDS = 6;
const BEGAN = ['began', 'received', 'ownTime', 'ended'];
const ENDED = ['ended'];
const QUERIES = ['FTNTFGTqname', 'FortinetFortiGateqname', 'dnsQuery', 'query'];
const DOMAINS = ['destinationDnsDomain', 'dhost', 'destinationHostName'];

const KEYS: Readonly<Record<string, readonly string[]>> = {
  began: ['start', 'startTime'],
  received: ['rt', 'deviceReceiptTime'],
  ended: ['end', 'endTime'],
  ownTime: ['UNIFIutcTime', 'FTNTFGTeventtime', 'FortinetFortiGateeventtime'],
  signature: [
    'UNIFIipsSignature',
    'FTNTFGTattack',
    'FortinetFortiGateattack',
    'FTNTFGTvirus',
    'FortinetFortiGatevirus',
  ],
  category: ['cat', 'deviceEventCategory', 'UNIFIsubCategory'],
  sensor: ['dvchost', 'deviceHostName', 'dvc', 'deviceAddress', 'UNIFIhost'],
  action: ['act', 'deviceAction', 'fw_action', 'FTNTFGTaction', 'FortinetFortiGateaction'],
  outcome: ['outcome', 'eventOutcome', 'reason', 'msg', 'message'],
  transport: ['proto', 'transportProtocol'],
  source: ['src', 'sourceAddress', 'UNIFIclientIp', 'PanOSSourceIP'],
  sourcePort: ['spt', 'sourcePort'],
  destination: ['dst', 'destinationAddress'],
  destinationPort: ['dpt', 'destinationPort'],
  bytesOut: ['out', 'bytesOut', 'UNIFIbytesSent'],
  bytesIn: ['in', 'bytesIn', 'UNIFIbytesReceived'],
  user: ['suser', 'sourceUserName', 'susr', 'suid', 'sourceUserId'],
  account: ['duser', 'destinationUserName', 'UNIFIadmin', 'PanOSSourceUserName'],
  device: ['shost', 'sourceHostName', 'UNIFIclientHostname', 'UNIFIclientAlias'],
  mac: ['smac', 'sourceMacAddress', 'UNIFIclientMac', 'FTNTFGTsrcmac', 'FortinetFortiGatesrcmac'],
  rule: ['UNIFIpolicyName', 'ruleName'],
  application: ['appName', 'FTNTFGTapp', 'FortinetFortiGateapp', 'app', 'applicationProtocol'],
  url: ['request', 'requestUrl', 'requestURL'],
  host: ['dhost', 'destinationHostName'],
  method: ['requestMethod'],
  agent: ['requestClientApplication'],
  answer: ['FTNTFGTipaddr', 'FortinetFortiGateipaddr'],
  translatedSource: ['sourceTranslatedAddress'],
  translatedSourcePort: ['sourceTranslatedPort'],
  translatedDestination: ['destinationTranslatedAddress'],
  translatedDestinationPort: ['destinationTranslatedPort'],
};
