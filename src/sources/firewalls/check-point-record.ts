// One log of Check Point in each form in which Log Exporter and older exports write it, under Check Point's own names
// ("Logging and Monitoring Administration Guide", sk144192):
//
//   [action:"Drop"; ifdir:"inbound"; src:"10.20.1.13"; s_port:"51022"; …]    syslog, `\]` and `\"` escaped
//   time=1795326729|product=Firewall|action=Drop|src=10.20.1.13|…            for Splunk
//   CEF:0|Check Point|VPN-1 & FireWall-1|…, LEEF:2.0|Check Point|…, JSON
//   "1" "22Nov2026" "05:52:09" "eth1" "gate-1" "Log" "Drop" "443" "51022" …  SmartView Tracker's text
import { cefRecord } from '../text/cef.ts';
import { type Fields, jsonObject, keyValues } from '../text/fields.ts';

/** Null when the line holds no such log. */
export const checkPointRecord = (text: string): Fields | null => {
  // What stands in JSON of others is escaped and theirs to read.
  if (/^\s*\{/.test(text)) return fromJson(text);
  const head = text.slice(0, HEAD_CHARS_MAX);
  if (VENDOR.test(head)) return fromCef(text) ?? fromLeef(text);
  const bracket = BRACKET.exec(head);
  if (bracket) return sound(quoted(text.slice(bracket.index + 1)));
  if (/^\s*"\d{1,12}" "\d{1,2}[A-Z][a-z]{2}\d{4}" /.test(head)) return fromTracker(text);
  const brace = head.indexOf('{"');
  if (brace >= 0) return fromJson(text.slice(brace));
  return sound(keyValues(text, '|'));
};

const HEAD_CHARS_MAX = 300;
const VENDOR = /\|Check ?Point\|/;
const BRACKET = /\[(?=[a-z_]{2,32}::?")/;

/** Every log has its identity; those of other products have no `loguid`. */
const sound = (fields: Fields): Fields | null =>
  fields.has('loguid') || (fields.has('action') && fields.has('product') && fields.has('origin'))
    ? fields
    : null;

/** `name:"value"; name::"value"; `. */
const quoted = (text: string): Fields => {
  const fields = new Map<string, string>();
  PAIR.lastIndex = 0;
  for (let found = PAIR.exec(text); found && fields.size < FIELDS_MAX; found = PAIR.exec(text))
    if (!fields.has(found[1]!)) fields.set(found[1]!, found[2]!.replace(/\\(["\]\\=])/g, '$1'));
  return fields;
};

const FIELDS_MAX = 256;
const PAIR = /(?:^|; ?|\s)([\w.-]{1,64}):{1,2}"((?:[^"\\]|\\.)*)"/g;

const fromJson = (text: string): Fields | null => {
  const record = jsonObject(text);
  if (!record) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(record)) {
    const one: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof one !== 'string' && typeof one !== 'number') continue;
    const known =
      JSON_NAMES[name.replace(/_\._\._match_table$/, '')] ??
      name.replace(/_\._\._match_table$/, '');
    if (!fields.has(known)) fields.set(known, String(one));
  }
  return sound(fields);
};

const fromCef = (text: string): Fields | null => {
  // Some exporters write an empty field before the vendor.
  const record = cefRecord(text.replace(/(CEF: ?0\|)\|/, '$1'));
  if (!record) return null;
  const fields = new Map<string, string>();
  fields.set('product', record.product);
  for (const [name, value] of record.fields) {
    const label = record.fields.get(`${name}Label`);
    const known = CEF_NAMES[name] ?? (label === undefined ? undefined : LABELS[label]) ?? name;
    if (value !== '' && !fields.has(known)) fields.set(known, value);
  }
  return fields;
};

/** `LEEF:2.0|Check Point|product|version|event|` and pairs separated by tabs. */
const fromLeef = (text: string): Fields | null => {
  const header = /LEEF:[12]\.0\|Check ?Point\|([^|]{0,128})\|[^|]{0,64}\|[^|]{0,128}\|/.exec(text);
  if (!header) return null;
  const fields = new Map<string, string>([['product', header[1]!]]);
  for (const [name, value] of keyValues(text.slice(header.index + header[0].length), '\t')) {
    const known = LEEF_NAMES[name] ?? name;
    if (!fields.has(known)) fields.set(known, value);
  }
  return fields;
};

/** Columns as SmartView Tracker's `Export` writes them unless told otherwise. */
const fromTracker = (text: string): Fields | null => {
  const cells = Array.from(
    text.slice(0, TRACKER_CHARS_MAX).matchAll(/"([^"]*)"/g),
    (cell) => cell[1]!,
  );
  if (cells.length < TRACKER.length || !/^\d\d:\d\d:\d\d$/.test(cells[2]!)) return null;
  const fields = new Map<string, string>();
  for (const [i, name] of TRACKER.entries()) fields.set(name, cells[i]!);
  const day = /^(\d{1,2})([A-Z][a-z]{2})(\d{4})$/.exec(cells[1]!);
  if (!day) return null;
  return fields.set('time', `${day[1]} ${day[2]} ${day[3]} ${cells[2]}`);
};

const TRACKER_CHARS_MAX = 4000;
const TRACKER = [
  'number',
  'date',
  'clock',
  'ifname',
  'origin',
  'type',
  'action',
  'service',
  's_port',
  'src',
  'dst',
  'proto',
  'rule',
  'rule_name',
];

const CEF_NAMES: Readonly<Record<string, string>> = {
  act: 'action',
  app: 'service_id',
  destinationTranslatedAddress: 'xlatedst',
  destinationTranslatedPort: 'xlatedport',
  dpt: 'service',
  fileHash: 'file_md5',
  fname: 'file_name',
  in: 'received_bytes',
  out: 'sent_bytes',
  request: 'resource',
  requestMethod: 'method',
  rt: 'time',
  shost: 'src_machine_name',
  sourceTranslatedAddress: 'xlatesrc',
  sourceTranslatedPort: 'xlatesport',
  spt: 's_port',
  suser: 'src_user_name',
};

const LABELS: Readonly<Record<string, string>> = {
  'Application Name': 'appi_name',
  'Protection Name': 'protection_name',
  'Rule Name': 'rule_name',
};

const LEEF_NAMES: Readonly<Record<string, string>> = {
  devTime: 'time',
  dstPort: 'service',
  dstPostNAT: 'xlatedst',
  dstPostNATPort: 'xlatedport',
  srcPort: 's_port',
  srcPostNAT: 'xlatesrc',
  srcPostNATPort: 'xlatesport',
  url: 'resource',
  usrName: 'user',
};

const JSON_NAMES: Readonly<Record<string, string>> = {
  Action: 'action',
  ProductName: 'product',
  UUid: 'loguid',
  application: 'appi_name',
  bytesin: 'received_bytes',
  bytesout: 'sent_bytes',
  dip: 'dst',
  dnatip: 'xlatedst',
  dnatport: 'xlatedport',
  dport: 'service',
  login: 'user',
  protnum: 'proto',
  sip: 'src',
  snatip: 'xlatesrc',
  snatport: 'xlatesport',
  sport: 's_port',
  threatname: 'protection_name',
  url: 'resource',
};
