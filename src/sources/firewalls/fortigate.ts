// FortiGate and FortiProxy (FortiOS, FortiProxy: Log Message Reference; both write the same fields): key=value, comma-
// separated, CEF and JSON, with or without a syslog head:
//
//   date=2026-11-22 time=05:52:09 devname="gate" devid="FG…" eventtime=1795326729000000000 tz="+0100" logid="0000000013"
//   type="traffic" subtype="forward" level="notice" vd="root" srcip=10.20.1.13 srcport=51022 dstip=198.51.100.14 …
//
// Sound because: `type` is one of FortiOS's words, and `subtype`, `level` (before FortiOS 5: `pri`) and `vd` (the virtual
// domain) or `logid` stand beside it. Looks alike: Sophos and SonicWall (`log_type`, `id=firewall`), FortiWeb and
// FortiMail, which know no `vd` and number their messages with `log_id` or `msg_id`.
// Times: `eventtime` (seconds to nanoseconds since 1970) before `date`, `time` and `tz`, which are local.
// Does not see: which packets a session's bytes were; long sessions are told in parts (`sentdelta`), each with its own.

import type { Fields } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';
import { fortinetEvent } from './fortinet-event.ts';
import { baseOf, type Fortinet, fortinetRecord } from './fortinet-record.ts';

const NOT_FORTIGATE = 'not a record of FortiGate';

export const fortigate = textSource({
  id: 'fortigate',
  title: 'FortiGate and FortiProxy',
  looks: /\bsubtype["=]|\|Fortinet\|Forti/i,
  otherwise: NOT_FORTIGATE,
  open: (context) => (text) => {
    const fields = fortinetRecord(text);
    if (!fields || !isFortinet(fields)) return NOT_FORTIGATE;
    const record: Fortinet = { fields, at: timeOf(fields, text, context), base: baseOf(fields) };
    const outcome = read(record, context);
    return outcome === null || outcome.startsWith('not kept: ') ? outcome : NO_ENDS;
  },
});

const NO_ENDS = 'not kept: record without the addresses of its ends';

const read = (record: Fortinet, context: TextContext): Outcome => {
  const type = record.fields.get('type')!;
  if (type === 'traffic') return traffic(record, context);
  if (type === 'event') return fortinetEvent(record, context);
  const topic = type === 'utm' ? record.fields.get('subtype')! : type;
  return (CONTENT[topic] ?? alert)(record, context);
};

const isFortinet = (fields: Fields): boolean =>
  TYPES.has(fields.get('type') ?? '') &&
  fields.has('subtype') &&
  (fields.has('level') || fields.has('pri')) &&
  (fields.has('vd') || (fields.has('logid') && !fields.has('log_id')));

/** FortiOS 5 to 7; FortiOS 4 has the names of `utm` subtypes as types. */
const TYPES: ReadonlySet<string> = new Set([
  'traffic',
  'event',
  'utm',
  'anomaly',
  'app-ctrl',
  'attack',
  'dlp',
  'dns',
  'emailfilter',
  'ips',
  'virus',
  'voip',
  'waf',
  'webfilter',
]);

const timeOf = (fields: Fields, text: string, { stamps, undated }: TextContext): number => {
  const exact = stamps.any(fields.get('eventtime') ?? '');
  if (!Number.isNaN(exact)) return exact;
  const zone = /^[+-]\d{4}$/.exec(fields.get('tz') ?? '')?.[0] ?? '';
  const local = stamps.any(`${fields.get('date')} ${fields.get('time')}${zone}`);
  if (!Number.isNaN(local)) return local;
  const received = stamps.any(fields.get('itime') ?? fields.get('start') ?? '');
  if (!Number.isNaN(received)) return received;
  const relayed = syslogHead(text, stamps).at;
  return Number.isNaN(relayed) ? undated() : relayed;
};

const DENIED = /^(?:den|block|drop|reset|violation|reject|discard|clear_session|quarantine)/i;

/** `policyname`, before FortiOS 5.6 only `policyid`; 0 is the implicit rule at the end. */
const ruleOf = (fields: Fields): string | undefined =>
  fields.get('policyname') ?? fields.get('policyid');

/** `appcat="unscanned"`: what stands in `app` is the name of the port. */
const applicationOf = (fields: Fields): string | undefined =>
  fields.get('appcat') === 'unscanned' ? undefined : fields.get('app');

const traffic = (record: Fortinet, context: TextContext): Outcome => {
  const { fields, base, at } = record;
  if (fields.get('subtype') === 'http-transaction') return request(record, context);
  const action = fields.get('action') ?? fields.get('status');
  const denied = DENIED.test(action ?? '') || DENIED.test(fields.get('utmaction') ?? '');
  const seconds = Number(fields.get('durationdelta') ?? fields.get('duration') ?? 0) || 0;
  return context.emit({
    kind: 'verdict',
    at: Math.max(0, at - seconds * 1000),
    until: seconds > 0 ? at : undefined,
    ...base,
    action: denied ? 'denied' : 'allowed',
    // Of a session that is told in parts only the part since the last line.
    bytesOut: fields.get('sentdelta') ?? fields.get('sentbyte') ?? fields.get('sent'),
    bytesIn: fields.get('rcvddelta') ?? fields.get('rcvdbyte') ?? fields.get('rcvd'),
    rule: ruleOf(fields),
    application: applicationOf(fields),
    translated: {
      source: fields.get('transip') ?? fields.get('tran_sip'),
      sourcePort: fields.get('transport') ?? fields.get('tran_sport'),
      destination: fields.get('tranip') ?? fields.get('tran_ip'),
      destinationPort: fields.get('tranport') ?? fields.get('tran_port'),
    },
  });
};

/** Web filter, HTTP transactions, TLS with a server's name. */
const request = ({ fields, base, at }: Fortinet, context: TextContext): Outcome =>
  context.emit({
    kind: 'request',
    at,
    ...base,
    action: fields.get('action') ?? fields.get('utmaction') ?? fields.get('status'),
    host: fields.get('hostname'),
    url: fields.get('url'),
    method: fields.get('httpmethod'),
    status: fields.get('statuscode'),
    agent: fields.get('agent'),
    application: applicationOf(fields),
    bytesOut: fields.get('sentbyte') ?? fields.get('reqlength'),
    bytesIn: fields.get('rcvdbyte') ?? fields.get('resplength'),
  });

/** Application control: what it took the traffic for, and whether it let it pass. */
const application = (record: Fortinet, context: TextContext): Outcome => {
  const { fields, base, at } = record;
  if (fields.get('url') || fields.get('hostname')) return request(record, context);
  return context.emit({
    kind: 'verdict',
    at,
    ...base,
    action: DENIED.test(fields.get('action') ?? '') ? 'denied' : 'allowed',
    rule: ruleOf(fields),
    application: fields.get('app'),
  });
};

/** `qname` is missing for the root; then two hosts spoke, and no more is known. */
const dns = ({ fields, base, at }: Fortinet, context: TextContext): Outcome => {
  const query = fields.get('qname')?.replace(/^\[(.*)\]$/, '$1');
  if (!query) return context.emit({ kind: 'connection', at, ...base });
  const answer = fields.get('ipaddr');
  return context.emit({ kind: 'lookup', at, ...base, query, answer, action: fields.get('action') });
};

const ssl = (record: Fortinet, context: TextContext): Outcome =>
  (record.fields.get('hostname') ? request : alert)(record, context);

/** Intrusions, viruses, leaks, anomalies; those that name a file tell of it as well. */
const alert = ({ fields, base, at }: Fortinet, context: TextContext): Outcome => {
  const outcome = context.emit({
    kind: 'alert',
    at,
    ...base,
    text: ALERT_TEXTS.map((name) => fields.get(name)).find((text) => text && text !== 'N/A'),
    action: fields.get('action') ?? fields.get('status'),
    host: fields.get('hostname'),
    url: fields.get('url'),
    application: applicationOf(fields),
  });
  const name = fields.get('filename') ?? fields.get('file');
  if (!name || typeof outcome === 'string') return outcome;
  const sum = fields.get('analyticscksum') ?? fields.get('filehash') ?? '';
  context.emit({
    kind: 'file',
    at,
    ...base,
    name,
    hash: /^[\da-f]{64}$/i.test(sum) ? `sha256:${sum.toLowerCase()}` : undefined,
    size: fields.get('filesize'),
    url: fields.get('url'),
    host: fields.get('hostname'),
  });
  return outcome;
};

const ALERT_TEXTS = ['attack', 'virus', 'msg', 'logdesc', 'eventtype', 'subtype'];

const CONTENT: Readonly<Record<string, (record: Fortinet, context: TextContext) => Outcome>> = {
  'app-ctrl': application,
  dns,
  ssl,
  webfilter: request,
};
