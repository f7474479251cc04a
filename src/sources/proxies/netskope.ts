// Netskope One, events as JSON (REST API, Cloud Exchange; docs.netskope.com, "Events and alerts response descriptions"): page
// and application events, alerts, network (private access) events, logins of administrators.
//
//   {"timestamp":1795327626,"type":"nspolicy","access_method":"Client","userip":"10.20.1.12","srcip":"198.51.100.7","url":"h/x",…}
//
// Sound because: `timestamp` and a type with two of Netskope's own names (`ccl`, `ur_normalized`, `access_method`,
// `organization_unit`), or one of them and `_id`.
// Looks alike: nothing known. Does not see: events of files at rest in cloud services (API-enabled protection) have no client.
// `userip` is the address of the machine, `srcip` that of its exit to the Internet: the first is taken where it is a private
// one, otherwise the second. Netskope's client on the machine tells which machine that is and whose: an assignment. Its
// user is the account as the machine has it, which is the sign-in name without its domain.
import { said } from '../text/draft.ts';
import { type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { farEnd, passedOrDenied, positive } from './json-values.ts';
import { hostOf, isInner, targetOf } from './target.ts';

const OWN_NAMES = ['ccl', 'ur_normalized', 'access_method', 'organization_unit', 'netskope_pop'];

export const netskope = jsonSource({
  id: 'netskope',
  title: 'Netskope events',
  looks: /"(?:ur_normalized|ccl|access_method)"/,
  list: 'result',
  is: (record) => {
    if (!('timestamp' in record) || !('type' in record || 'record_type' in record)) return false;
    const own = OWN_NAMES.filter((name) => name in record).length;
    return own >= 2 || (own === 1 && '_id' in record);
  },
  read: (record, context) => {
    const type = `${jsonText(record, 'type') ?? jsonText(record, 'record_type') ?? ''}`;
    if (type === 'admin_audit_logs' || record['audit_log_event'] !== undefined)
      return audit(record, context);
    if (type === 'network') return network(record, context);
    seenAt(record, context);
    const outcome = request(record, context);
    const file = fileIn(record, context);
    const alert = record['alert'] === 'yes' ? alertIn(record, context) : outcome;
    return [outcome, file, alert].includes(null) ? null : outcome;
  },
});

/**
 * Who sits where, as the client on the machine tells it. Where `userip` is that of the exit to the Internet, it may be the
 * address of many.
 */
const seenAt = (record: JsonObject, { emit, stamps }: TextContext): void => {
  const source = jsonText(record, 'userip');
  const { user, device } = whoIn(record);
  const own = isInner(source) || source !== jsonText(record, 'srcip');
  if (jsonText(record, 'access_method') !== 'Client' || said(source) === undefined || !own) return;
  emit({
    kind: 'assignment',
    at: stamps.any(`${jsonText(record, 'timestamp')}`),
    event: 'seen',
    source,
    device,
    user: said(user)?.replace(/^(.{1,255})@[^@]{1,255}$/, '$1'),
  });
};

const request = (record: JsonObject, { emit, stamps }: TextContext): Outcome =>
  emit({
    kind: 'request',
    at: stamps.any(`${jsonText(record, 'timestamp')}`),
    ...whoIn(record),
    ...targetOf(jsonText(record, 'url')),
    ...hostOf(jsonText(record, 'domain')),
    ...farEnd(record, 'dstip', 'dstport'),
    method: jsonText(record, 'http_method'),
    agent: jsonText(record, 'useragent'),
    bytesOut: positive(record, 'client_bytes'),
    bytesIn: positive(record, 'server_bytes'),
    durationMs: (positive(record, 'conn_duration') ?? Number.NaN) * 1000,
    action: passedOrDenied(jsonText(record, 'action')),
    application: applicationOf(record),
  });

/** A private application behind Netskope: `dsthost` is what was asked for, bytes are the client's. */
const network = (record: JsonObject, { emit, stamps }: TextContext): Outcome => {
  const far = farEnd(record, 'dstip', 'dstport');
  const asked = hostOf(jsonText(record, 'dsthost'));
  const at = stamps.any(`${jsonText(record, 'start_time') ?? jsonText(record, 'timestamp')}`);
  const shared = {
    at,
    until: stamps.any(`${jsonText(record, 'end_time') ?? ''}`),
    ...whoIn(record),
    ...asked,
    ...far,
    bytesOut: positive(record, 'client_bytes'),
    bytesIn: positive(record, 'server_bytes'),
    action: passedOrDenied(jsonText(record, 'action')),
    application: applicationOf(record),
  };
  // Neither `userip` nor `srcip`: who used which application, and no more.
  if (said(shared.source) === undefined)
    return emit({
      kind: 'alert',
      text: jsonText(record, 'policy') ?? 'private application',
      ...shared,
    });
  if (asked.destination === undefined && far.destination === undefined)
    return emit({ kind: 'request', ...shared });
  return emit({
    kind: 'verdict',
    ...shared,
    transport: jsonText(record, 'ip_protocol'),
    rule: jsonText(record, 'policy'),
  });
};

const alertIn = (record: JsonObject, { emit, stamps }: TextContext): Outcome =>
  emit({
    kind: 'alert',
    at: stamps.any(`${jsonText(record, 'timestamp')}`),
    ...whoIn(record),
    ...targetOf(jsonText(record, 'url')),
    ...farEnd(record, 'dstip', 'dstport'),
    text: [
      jsonText(record, 'alert_type'),
      jsonText(record, 'alert_name') ?? jsonText(record, 'policy'),
    ]
      .filter((part) => part !== null && part !== '')
      .join(': '),
    action: jsonText(record, 'action'),
    application: applicationOf(record),
  });

const fileIn = (record: JsonObject, { emit, stamps }: TextContext): Outcome => {
  const hash = hashOf(record);
  if (record['object_type'] !== 'File' || hash === undefined) return 'no file';
  const { source, user } = whoIn(record);
  return emit({
    kind: 'file',
    at: stamps.any(`${jsonText(record, 'timestamp')}`),
    source,
    user,
    ...targetOf(jsonText(record, 'url')),
    ...farEnd(record, 'dstip', 'dstport'),
    name: jsonText(record, 'object'),
    hash,
    size: positive(record, 'file_size'),
  });
};

const hashOf = (record: JsonObject): string | undefined => {
  const sha256 = jsonText(record, 'sha256') ?? jsonText(record, 'local_sha256');
  if (typeof sha256 === 'string' && sha256 !== '') return `sha256:${sha256}`;
  const md5 = jsonText(record, 'md5') ?? jsonText(record, 'local_md5');
  return typeof md5 === 'string' && md5 !== '' ? `md5:${md5}` : undefined;
};

const audit = (record: JsonObject, { emit, stamps }: TextContext): Outcome => {
  const event = `${jsonText(record, 'audit_log_event')}`;
  const found = /^(?:(Login) (Successful|Failed)|(Logout) Successful)$/.exec(event);
  if (!found) return 'not kept: change of settings';
  return emit({
    kind: 'sign-in',
    at: stamps.any(`${jsonText(record, 'timestamp')}`),
    event: found[3] ? 'signed-out' : found[2] === 'Failed' ? 'failed' : 'signed-in',
    user: jsonText(record, 'user'),
    source: jsonText(record, 'supporting_data.data_values.0'),
    service: 'netskope-admin',
  });
};

const whoIn = (record: JsonObject) => {
  const inner = jsonText(record, 'userip');
  const outer = jsonText(record, 'srcip');
  return {
    source: isInner(inner) || outer === null || outer === '' ? inner : outer,
    sourcePort: positive(record, 'srcport'),
    user: jsonText(record, 'user'),
    device: jsonText(record, 'hostname'),
  };
};

const applicationOf = (record: JsonObject): string | undefined => {
  const name = jsonText(record, 'app');
  return name === null || name === '' || name === 'Unknown' ? undefined : String(name);
};
