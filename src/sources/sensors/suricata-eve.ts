// Suricata's eve.json, one object an event (Suricata user guide, "EVE JSON Format"), and sensors that are Suricata inside
// (GateWatcher AIONIQ, Stamus, SELKS):
//
//   {"timestamp":"2026-11-22T05:52:09.123456+0000","flow_id":1,"event_type":"flow","src_ip":"10.20.1.5","src_port":51022,
//    "dest_ip":"192.0.2.7","dest_port":6881,"proto":"TCP","app_proto":"bittorrent-dht","flow":{"pkts_toserver":10,…}}
//
// Sound because: `event_type` or an alert with its signature, a time, and an address or a flow. Looks alike: Zeek as JSON.
// src is the client in events of flows and transactions; in alerts and files it is who sent the packet, so what the event
// says of its direction is heeded. Does not see: hosts behind a sensor's own router (`ether` is that of the next hop).
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { isObject, type JsonObject, jsonAt, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { hostName, webAddress } from './web-address.ts';

const NOTHING_KEPT = 'not kept: counters and other events without two ends';
const KNOWN_FLOW = 'not kept: another event of a flow that is known';
const NO_NAME = 'not kept: DNS without a question';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const suricataEve: Source = jsonSource({
  id: 'suricata-eve',
  title: 'Suricata eve.json',
  looks: /"event_type"\s*:|"signature"\s*:/,
  is: (record) => {
    const type = record['event_type'];
    const timed =
      typeof record['timestamp'] === 'string' || typeof record['@timestamp'] === 'string';
    const alert = jsonText(record, 'alert.signature') !== null;
    if (!timed || (typeof type !== 'string' && !alert)) return false;
    return typeof record['src_ip'] === 'string' || 'flow_id' in record || type === 'stats';
  },
  read: (record, context) => event(record, context),
});

type Found = Omit<Draft, 'at'> & { readonly at?: number };
type Reader = (record: JsonObject, ends: Ends, context: TextContext) => Found | string;

const event = (record: JsonObject, context: TextContext): Outcome => {
  const type = jsonText(record, 'event_type') ?? 'alert';
  const ends = endsOf(record);
  if (ends.source === null || ends.destination === null) return NOTHING_KEPT;
  const read = READERS.get(String(type)) ?? (isFinding(record) ? finding : talk);
  const found = read(record, ends, context);
  if (typeof found === 'string') return found;
  const at = context.stamps.any(
    String(jsonText(record, 'timestamp') ?? jsonText(record, '@timestamp')),
  );
  return context.emit({
    at,
    sensor: jsonText(record, 'host') ?? jsonText(record, 'gcap'),
    ...found,
  });
};

interface Ends {
  readonly source: string | number | null;
  readonly sourcePort: string | number | null;
  readonly destination: string | number | null;
  readonly destinationPort: string | number | null;
  readonly transport: string | number | null;
}

const endsOf = (record: JsonObject): Ends => {
  const transport = jsonText(record, 'proto');
  const icmp = /icmp/i.test(String(transport));
  return {
    source: jsonText(record, 'src_ip'),
    destination: jsonText(record, 'dest_ip'),
    sourcePort: icmp ? null : jsonText(record, 'src_port'),
    destinationPort: icmp ? null : jsonText(record, 'dest_port'),
    transport,
  };
};

const turned = (ends: Ends): Ends => ({
  ...ends,
  source: ends.destination,
  sourcePort: ends.destinationPort,
  destination: ends.source,
  destinationPort: ends.sourcePort,
});

/** What talks from a well-known port to a high one is the server. */
const fromServer = ({ sourcePort, destinationPort }: Ends): boolean =>
  Number(sourcePort ?? 0) > 0 && Number(sourcePort) < 1024 && Number(destinationPort) >= 1024;

const withoutTransport = ({ transport: _transport, ...ends }: Ends): Omit<Ends, 'transport'> =>
  ends;

const flow: Reader = (record, ends, { stamps }) => {
  const counted = jsonAt(record, 'flow');
  const start = stamps.any(String(jsonText(counted, 'start')));
  const back = jsonText(counted, 'pkts_toclient');
  return {
    kind: 'connection',
    ...(Number.isNaN(start) ? {} : { at: start }),
    until: stamps.any(String(jsonText(counted, 'end'))),
    ...ends,
    bytesOut: jsonText(counted, 'bytes_toserver'),
    bytesIn: jsonText(counted, 'bytes_toclient'),
    packetsOut: jsonText(counted, 'pkts_toserver'),
    packetsIn: back,
    unanswered: back === 0,
    refused: isRefusal(record),
    application: application(record),
  };
};

/** All that the server sent was resets: RST (04), or RST and ACK (14). */
const isRefusal = (record: JsonObject): boolean => {
  const flags = jsonText(record, 'tcp.tcp_flags_tc');
  return flags === '04' || flags === '14';
};

const oneWay: Reader = (record, ends, { stamps }) => {
  const counted = jsonAt(record, 'netflow');
  const start = stamps.any(String(jsonText(counted, 'start')));
  const back = fromServer(ends);
  const bytes = jsonText(counted, 'bytes');
  const packets = jsonText(counted, 'pkts');
  return {
    kind: 'connection',
    ...(Number.isNaN(start) ? {} : { at: start }),
    until: stamps.any(String(jsonText(counted, 'end'))),
    ...(back ? turned(ends) : ends),
    ...(back ? { bytesIn: bytes, packetsIn: packets } : { bytesOut: bytes, packetsOut: packets }),
    application: application(record),
  };
};

const application = (record: JsonObject): string | undefined => {
  const name = jsonText(record, 'app_proto');
  return typeof name === 'string' && name !== 'failed' && name !== 'unknown' ? name : undefined;
};

/** The packet that matched may be the server's: since version 6 the event says so, since 7 it names the ends of the flow. */
const wayOf = (record: JsonObject, ends: Ends): Ends => {
  const client = jsonText(record, 'flow.src_ip');
  const back =
    jsonText(record, 'direction') === 'to_client' ||
    (client !== null &&
      client === ends.destination &&
      jsonText(record, 'flow.src_port') === ends.destinationPort);
  return back ? turned(ends) : ends;
};

const alert: Reader = (record, ends) => ({
  kind: 'alert',
  ...wayOf(record, ends),
  text: jsonText(record, 'alert.signature') ?? jsonText(record, 'alert.category'),
  action: jsonText(record, 'verdict.action') ?? jsonText(record, 'alert.action'),
  application: application(record),
  host: jsonText(record, 'http.hostname') ?? jsonText(record, 'tls.sni'),
  url: jsonText(record, 'http.url'),
});

const dropped: Reader = (record, ends) => ({
  kind: 'verdict',
  action: 'denied',
  ...wayOf(record, ends),
  bytesOut: jsonText(record, 'drop.len'),
  rule: jsonText(record, 'alert.signature') ?? jsonText(record, 'drop.reason'),
});

const anomaly: Reader = (record, ends) => {
  const { type, event: name } = isObject(record['anomaly']) ? record['anomaly'] : {};
  return { kind: 'alert', ...ends, text: `${type}: ${name}`, application: application(record) };
};

const web: Reader = (record, ends) => {
  const http = jsonAt(record, 'http');
  const host = String(jsonText(http, 'hostname') ?? '');
  const method = String(jsonText(http, 'http_method') ?? '');
  const path = String(jsonText(http, 'url') ?? '');
  const far = String(ends.destination);
  const port = Number(jsonText(http, 'http_port') ?? ends.destinationPort ?? 0);
  return {
    kind: 'request',
    ...withoutTransport(ends),
    method,
    host: hostName(host) || far,
    url: webAddress(method, host, path, far, port),
    status: jsonText(http, 'status'),
    agent: jsonText(http, 'http_user_agent'),
    bytesIn: jsonText(http, 'length'),
    application: 'http',
  };
};

const encrypted: Reader = (record, ends) => ({
  kind: 'request',
  ...withoutTransport(ends),
  host: jsonText(record, 'tls.sni') ?? jsonText(record, 'quic.sni'),
  agent: jsonText(record, 'quic.ua'),
  application: jsonText(record, 'event_type'),
});

/** A question, in version 3 in a list; an answer comes from the server. */
const lookup: Reader = (record, ends) => {
  const dns = jsonAt(record, 'dns');
  const name =
    jsonText(dns, 'rrname') ?? jsonText(dns, 'queries.0.rrname') ?? jsonText(dns, 'query.0.rrname');
  const query = name ?? jsonText(dns, 'answers.0.rrname');
  if (query === null) return NO_NAME;
  const answers = /^(?:answer|response)$/.test(String(jsonText(dns, 'type')));
  const back = answers && !(Number(ends.destinationPort) === 53 && Number(ends.sourcePort) !== 53);
  return {
    kind: 'lookup',
    ...withoutTransport(back ? turned(ends) : ends),
    query: String(query).replace(/(?<=.)\.$/, ''),
    ...(answers ? { answer: answerOf(dns) } : {}),
  };
};

const answerOf = (dns: unknown): string | number | null => {
  const data = new Set<string>();
  const add = (value: unknown) => {
    if (typeof value === 'string' && data.size < ANSWERS_MAX)
      data.add(value.replace(/(?<=.)\.$/, ''));
  };
  const answers = jsonAt(dns, 'answers');
  if (Array.isArray(answers)) for (const one of answers) add(jsonAt(one, 'rdata'));
  const grouped = jsonAt(dns, 'grouped');
  if (data.size === 0 && isObject(grouped))
    for (const list of Object.values(grouped))
      if (Array.isArray(list)) for (const one of list) add(one);
  add(jsonAt(dns, 'rdata'));
  const code = jsonText(dns, 'rcode');
  return data.size > 0 ? [...data].join(', ') : code === 'NOERROR' ? null : code;
};

const file: Reader = (record, ends) => {
  const info = jsonAt(record, 'fileinfo');
  const hash = HASHES.find((name) => jsonText(info, name) !== null);
  const http = jsonAt(record, 'http');
  const host = String(jsonText(http, 'hostname') ?? '');
  const path = String(jsonText(http, 'url') ?? '');
  // The sender comes first.
  const way = fromServer(ends) ? turned(ends) : ends;
  const port = Number(jsonText(http, 'http_port') ?? way.destinationPort ?? 0);
  return {
    kind: 'file',
    ...withoutTransport(way),
    name: jsonText(info, 'filename'),
    size: jsonText(info, 'size'),
    hash: hash && `${hash}:${jsonText(info, hash)}`,
    ...(path ? { url: webAddress('', host, path, String(way.destination), port) } : {}),
    host: hostName(host),
  };
};

const lease: Reader = (record, ends, { stamps }) => {
  const dhcp = jsonAt(record, 'dhcp');
  const type = jsonText(dhcp, 'dhcp_type');
  const mac = jsonText(dhcp, 'client_mac');
  const device = jsonText(dhcp, 'hostname');
  if (type === 'ack') {
    const seconds = Number(jsonText(dhcp, 'lease_time') ?? Number.NaN);
    const until = stamps.any(String(jsonText(record, 'timestamp'))) + seconds * 1000;
    const source = jsonText(dhcp, 'assigned_ip');
    // Who only asked for options has its address already.
    const held = source === '0.0.0.0' ? (jsonText(dhcp, 'client_ip') ?? ends.destination) : source;
    return { kind: 'assignment', event: 'granted', source: held, mac, device, until };
  }
  const source = jsonText(dhcp, 'client_ip') ?? ends.source;
  if (type === 'release') return { kind: 'assignment', event: 'released', source, mac, device };
  return type === 'inform' ? { kind: 'assignment', event: 'seen', source, mac, device } : NO_LEASE;
};

const ticket: Reader = (record, ends, context) => {
  const krb5 = jsonAt(record, 'krb5');
  const type = String(jsonText(krb5, 'msg_type'));
  const user = String(jsonText(krb5, 'cname') ?? '');
  const failed = type === 'KRB_ERROR' && FAILURES.has(String(jsonText(krb5, 'error_code')));
  const given = type === 'KRB_AS_REP' || type === 'KRB_TGS_REP';
  if (!/^[^<].*[^$]$|^[^<$]$/.test(user) || !(failed || given)) return talk(record, ends, context);
  const way = Number(ends.sourcePort) === 88 ? turned(ends) : ends;
  const event = given ? 'signed-in' : 'failed';
  return { kind: 'sign-in', event, ...withoutTransport(way), user, service: 'kerberos' };
};

const share: Reader = (record, ends, context) => {
  const smb = jsonAt(record, 'smb');
  const user = String(jsonText(smb, 'ntlmssp.user') ?? '');
  const status = String(jsonText(smb, 'status'));
  const failed = /LOGON_FAILURE|WRONG_PASSWORD|ACCOUNT_|NO_SUCH_USER/.test(status);
  if (user === '' || user.endsWith('$') || !(failed || status === 'STATUS_SUCCESS'))
    return talk(record, ends, context);
  const device = jsonText(smb, 'ntlmssp.host');
  const event = failed ? 'failed' : 'signed-in';
  return { kind: 'sign-in', event, ...withoutTransport(ends), user, device, service: 'smb' };
};

/** Events of protocols that say no more of interest than who spoke which: once for a flow. */
const talk: Reader = (record, ends, context) => {
  const type = jsonText(record, 'event_type');
  const id = jsonText(record, 'flow_id');
  if (id !== null && isTold(context, `${id} ${type}`)) return KNOWN_FLOW;
  const way = fromServer(ends) ? turned(ends) : ends;
  return { kind: 'connection', ...way, application: application(record) ?? type };
};

/** Flows that were told, for each file that is read. */
const TOLD = new WeakMap<TextContext, Set<string>>();

const isTold = (context: TextContext, flow: string): boolean => {
  const told = TOLD.get(context) ?? new Set<string>();
  if (told.has(flow)) return true;
  TOLD.set(context, told.add(flow));
  if (told.size <= LIMITS.toldFlowsMax) return false;
  const oldest = told.values().next();
  if (!oldest.done) told.delete(oldest.value);
  return false;
};

/** What the engines of a product around Suricata found: a malicious file, a generated name, a script. */
const isFinding = (record: JsonObject): boolean =>
  typeof record['severity'] === 'number' &&
  typeof record['uuid'] === 'string' &&
  !('proto' in record);

const finding: Reader = (record, ends) => ({
  kind: 'alert',
  ...ends,
  transport: ends.transport ?? undefined,
  text:
    jsonText(record, 'signature') ??
    [record['event_type'], record['domain_name'] ?? record['filename'] ?? record['threats']]
      .filter((one) => typeof one === 'string')
      .join(': '),
  host: jsonText(record, 'domain_name'),
});

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['alert', alert],
  ['flow', flow],
  ['netflow', oneWay],
  ['drop', dropped],
  ['anomaly', anomaly],
  ['http', web],
  ['http2', web],
  ['tls', encrypted],
  ['quic', encrypted],
  ['dns', lookup],
  ['mdns', lookup],
  ['fileinfo', file],
  ['dhcp', lease],
  ['krb5', ticket],
  ['smb', share],
  ['stats', () => NOTHING_KEPT],
  ['engine', () => NOTHING_KEPT],
  ['packet', () => NOTHING_KEPT],
  ['frame', () => NOTHING_KEPT],
  ['arp', () => NOTHING_KEPT],
]);

/** Errors after which a user did not get in, other than those of every first request. */
const FAILURES: ReadonlySet<string> = new Set([
  'KDC_ERR_PREAUTH_FAILED',
  'KDC_ERR_CLIENT_REVOKED',
  'KDC_ERR_KEY_EXPIRED',
  'KDC_ERR_C_PRINCIPAL_UNKNOWN',
]);
const HASHES = ['sha256', 'sha1', 'md5'] as const;
const ANSWERS_MAX = 16;
