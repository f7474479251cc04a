// Check Point gateways, through Log Exporter (syslog, Splunk's form, CEF, LEEF, JSON) or as text of SmartView Tracker:
//
//   <134>1 2026-11-22T05:52:09Z gate-1 CheckPoint 19710 - [action:"Drop"; loguid:"{0x1,0x2,0x3,0x4}"; product:"VPN-1 &
//   FireWall-1"; src:"10.20.1.13"; s_port:"51022"; dst:"198.51.100.14"; service:"6881"; proto:"6"; …]
//
// Sound because: the vendor's name in the header, or `loguid` among the pairs, which every log has and no other product.
// Looks alike: SmartDefense messages of Cisco and Juniper, which have neither. Logs come again when they are updated
// (`update_count`): bytes are those so far.
// Does not see: bytes where the rule's tracking counts none; what `Detect` would have prevented.
import { SECOND_MS } from '../../model/time.ts';
import { BROKEN_CEF } from '../text/cef.ts';
import type { Fields } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';
import { account } from './account.ts';
import { checkPointRecord } from './check-point-record.ts';

const NOT_CHECK_POINT = 'not a log of Check Point';
const NOT_KEPT = 'not kept: log that names no two ends and no person';

export const checkPoint = textSource({
  id: 'check-point',
  title: 'Check Point',
  looks: /Check ?Point|loguid|UUid|\[action:"|^\s*"\d{1,12}" "\d{1,2}[A-Z][a-z]{2}\d{4}" /,
  otherwise: NOT_CHECK_POINT,
  broken: BROKEN_CEF,
  open: (context) => (text) => {
    const fields = checkPointRecord(text);
    if (!fields) return NOT_CHECK_POINT;
    const at = timeOf(fields, text, context);
    return read(fields, baseOf(fields, at), context) === null ? null : NOT_KEPT;
  },
});

const timeOf = (fields: Fields, text: string, { stamps, undated }: TextContext): number => {
  const own = stamps.any(fields.get('time') ?? '');
  if (!Number.isNaN(own)) return own;
  const relayed = syslogHead(text, stamps).at;
  return Number.isNaN(relayed) ? undated() : relayed;
};

type Base = ReturnType<typeof baseOf>;

const baseOf = (fields: Fields, at: number) => ({
  at,
  sensor: fields.get('origin'),
  transport: fields.get('proto'),
  source: fields.get('src'),
  sourcePort: fields.get('s_port'),
  destination: fields.get('dst'),
  destinationPort: fields.get('service'),
  user: account(fields.get('src_user_name') || fields.get('user') || fields.get('duser')),
  device: fields.get('src_machine_name'),
  mac: fields.get('mac_source_address') ?? fields.get('src_mac'),
});

const read = (fields: Fields, base: Base, context: TextContext): Outcome => {
  const action = fields.get('action') ?? '';
  if (SIGN_IN.test(action) && base.user) return signIn(fields, base, context);
  if (fields.get('protection_name') || THREATS.test(fields.get('product') ?? ''))
    return threat(fields, base, context);
  const query = fields.get('dns_query');
  if (query) return context.emit({ kind: 'lookup', ...base, query, action });
  if (fields.get('resource')) return request(fields, base, context);
  const host = fields.get('tls_server_host_name') ?? fields.get('sni');
  if (host) context.emit({ kind: 'request', ...base, host, action });
  return packet(fields, base, context);
};

const SIGN_IN = /^(?:failed )?log(?:ged)? ?(?:in|out)$|^(?:de)?authorize$|^login|^logout/i;

const signIn = (fields: Fields, base: Base, { emit }: TextContext): Outcome => {
  const action = fields.get('action') ?? '';
  const failed =
    /failed/i.test(action) ||
    /fail|denied/i.test(fields.get('auth_status') ?? fields.get('status') ?? '');
  return emit({
    kind: 'sign-in',
    ...base,
    event: failed ? 'failed' : /out|^deauth/i.test(action) ? 'signed-out' : 'signed-in',
    assigned: fields.get('office_mode_ip') ?? fields.get('assigned_ip'),
    session: fields.get('session_uid'),
    service: fields.get('product'),
  });
};

/** IPS, Anti-Bot, Anti-Virus, Threat Emulation, data loss: what was found, and the file where there is one. */
const threat = (fields: Fields, base: Base, { emit }: TextContext): Outcome => {
  const url = fields.get('resource');
  const alert = emit({
    kind: 'alert',
    ...base,
    text: ALERT_TEXTS.map((name) => fields.get(name)).find(Boolean),
    action: fields.get('action'),
    url,
    application: fields.get('appi_name'),
  });
  const name = fields.get('file_name');
  if (name) {
    const hash = hashOf(fields);
    const file = emit({ kind: 'file', ...base, name, hash, size: fields.get('file_size'), url });
    return alert === null ? null : file;
  }
  return alert;
};

const THREATS =
  /^(?:SmartDefense|IPS|Anti-?(?:Bot|Virus|Malware)|New Anti.?Virus|Threat|DLP|Forensics|Zero Phishing)/i;
const ALERT_TEXTS = [
  'protection_name',
  'attack',
  'malware_family',
  'attack_info',
  'msg',
  'reason',
  'product',
];

const hashOf = (fields: Fields): string | undefined => {
  for (const kind of ['sha256', 'sha1', 'md5']) {
    const sum = fields.get(`file_${kind}`);
    if (sum && /^[\da-f]{32,64}$/i.test(sum)) return `${kind}:${sum.toLowerCase()}`;
  }
  return undefined;
};

/** Application Control and URL Filtering with the address asked for. */
const request = (fields: Fields, base: Base, { emit }: TextContext): Outcome =>
  emit({
    kind: 'request',
    ...base,
    url: fields.get('resource'),
    host: fields.get('http_host'),
    action: fields.get('action'),
    method: fields.get('method'),
    agent: fields.get('user_agent'),
    application: fields.get('appi_name'),
    bytesOut: fields.get('sent_bytes'),
    bytesIn: fields.get('received_bytes'),
  });

const packet = (fields: Fields, base: Base, { emit }: TextContext): Outcome => {
  const action = fields.get('action') ?? '';
  const seconds = Number(fields.get('elapsed') ?? fields.get('duration')) || 0;
  const session = {
    ...base,
    until: seconds > 0 ? base.at + seconds * SECOND_MS : undefined,
    bytesOut: fields.get('sent_bytes') ?? fields.get('client_outbound_bytes'),
    bytesIn: fields.get('received_bytes') ?? fields.get('client_inbound_bytes'),
    application: fields.get('appi_name'),
    translated: {
      source: fields.get('xlatesrc'),
      sourcePort: fields.get('xlatesport'),
      destination: fields.get('xlatedst'),
      destinationPort: fields.get('xlatedport'),
    },
  };
  const denied = /^(?:drop|reject|block|prevent|quarantine|deny|denied)/i.test(action);
  if (!denied && !ALLOWED.test(action)) return emit({ kind: 'connection', ...session });
  return emit({
    kind: 'verdict',
    ...session,
    action: denied ? 'denied' : 'allowed',
    rule: fields.get('rule_name') || fields.get('rule'),
  });
};

const ALLOWED =
  /^(?:accept|allow|bypass|https bypass|encrypt|decrypt|redirect|inspect|monitor|ctl)/i;
