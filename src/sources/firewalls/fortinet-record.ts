// The record of a FortiGate or FortiProxy, in each form that `config log syslogd setting` offers (`format default`,
// `csv`, `cef`, `rfc5424`, `json`), as fields under the names of the default form.
import { type CefRecord, cefRecord } from '../text/cef.ts';
import { type Fields, jsonObject, keyValues } from '../text/fields.ts';
import { account } from './account.ts';

/** A record with what all kinds share. */
export interface Fortinet {
  readonly fields: Fields;
  readonly at: number;
  readonly base: ReturnType<typeof baseOf>;
}

/** Null when the line holds no such record. */
export const fortinetRecord = (text: string): Fields | null => {
  // What stands in JSON of others is escaped and theirs to read.
  if (/^\s*\{/.test(text)) return fromJson(text);
  const header = /\|Fortinet\|Forti(?:gate|proxy)[^|]{0,40}\|/i.exec(text.slice(0, HEAD_CHARS_MAX));
  if (header) return fromCef(text);
  const brace = text.slice(0, HEAD_CHARS_MAX).indexOf('{"');
  if (brace >= 0 && /"(?:logid|subtype)":/.test(text)) return fromJson(text.slice(brace));
  return keyValues(text, COMMAS.test(text) ? ',' : ' ');
};

export const baseOf = (fields: Fields) => ({
  sensor: fields.get('devname'),
  transport: fields.get('proto'),
  source: fields.get('srcip') ?? fields.get('src'),
  sourcePort: fields.get('srcport') ?? fields.get('src_port'),
  destination: fields.get('dstip') ?? fields.get('dst'),
  destinationPort: fields.get('dstport') ?? fields.get('dst_port'),
  user: account(userOf(fields)),
  // Without a name FortiOS 4 writes the address.
  device: fields.get('srcname') === fields.get('src') ? undefined : fields.get('srcname'),
  mac: fields.get('srcmac') ?? fields.get('mastersrcmac'),
});

/** In CEF, the account is `duser` or `suser`; in those about mail and calls they are the addresses of the message. */
const userOf = (fields: Fields): string | undefined => {
  for (const name of ['user', 'suser', 'duser', 'unauthuser']) {
    const user = fields.get(name);
    if (user && user !== 'N/A') return user;
  }
  return undefined;
};

const fromJson = (text: string): Fields | null => {
  const record = jsonObject(text);
  if (!record) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(record))
    if (typeof value === 'string' || typeof value === 'number') fields.set(name, String(value));
  return fields;
};

const fromCef = (text: string): Fields | null => {
  const record = cefRecord(text);
  if (!record) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of record.fields) {
    const own = name.replace(/^(?:FTNTF[GP]\w|FortinetForti(?:Gate|Proxy))/, '');
    // `app` is the service unless the product's own prefix stands before it.
    const known = own === name ? (CEF_NAMES[name] ?? name) : own;
    if (!fields.has(known)) fields.set(known, value);
  }
  labelled(record, fields);
  topic(record, fields);
  return fields;
};

/** `cn1=7 cn1Label=Duration`. */
const labelled = ({ fields: from }: CefRecord, fields: Map<string, string>): void => {
  for (const [name, label] of from) {
    const known = name.endsWith('Label') ? LABELS[label] : undefined;
    const value = from.get(name.slice(0, -'Label'.length));
    if (known !== undefined && value !== undefined) fields.set(known, value);
  }
};

/** `cat=traffic:forward` and the name `traffic:forward close` tell type and subtype; FortiAnalyzer writes them apart. */
const topic = (record: CefRecord, fields: Map<string, string>): void => {
  const [type, subtype] = (fields.get('cat') ?? record.name).split(' ', 1)[0]!.split(':');
  if (type && !fields.has('type')) fields.set('type', type);
  if (subtype && !fields.has('subtype')) fields.set('subtype', subtype);
  if (!fields.has('level')) fields.set('level', record.severity);
};

const HEAD_CHARS_MAX = 400;
/** `format csv`: `date=2026-11-22,time=05:52:09,devname="gate",…`. */
const COMMAS = /^[^"]{0,200}\b(?:date|devname|logid|type)="?[\w-]{1,40}"?,\w{1,20}=/;

/** FortiOS Log Message Reference, "CEF support: log field mapping". */
const CEF_NAMES: Readonly<Record<string, string>> = {
  act: 'action',
  app: 'service',
  destinationTranslatedAddress: 'tranip',
  destinationTranslatedPort: 'tranport',
  deviceExternalId: 'devid',
  dhost: 'hostname',
  dmac: 'dstmac',
  dpt: 'dstport',
  dst: 'dstip',
  dvchost: 'devname',
  externalId: 'sessionid',
  fname: 'filename',
  fsize: 'filesize',
  in: 'rcvdbyte',
  out: 'sentbyte',
  outcome: 'status',
  request: 'url',
  requestClientApplication: 'agent',
  requestMethod: 'httpmethod',
  shost: 'srcname',
  smac: 'srcmac',
  sourceTranslatedAddress: 'transip',
  sourceTranslatedPort: 'transport',
  spt: 'srcport',
  sproc: 'ui',
  src: 'srcip',
};

const LABELS: Readonly<Record<string, string>> = {
  Duration: 'duration',
  'Packets Sent': 'sentpkt',
  'Packets Received': 'rcvdpkt',
  'Policy Id': 'policyid',
};
