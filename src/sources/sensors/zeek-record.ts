// What the logs of Zeek mean (docs.zeek.org, "Zeek Log Formats and Inspection"; base/protocols/*/main.zeek), whichever way they
// are written: lines with a heading (sensors/zeek.ts) or JSON (sensors/zeek-json.ts). One table of readers by the name of the log.
//
//   conn → connection   http, ssl, quic, socks → request   dns → lookup   dhcp → assignment   files, ftp, irc → file
//   software, known_services → program   notice, signatures, intel → alert   rdp, kerberos, ntlm, radius → sign-in
//
// `orig` is who began it. Not seen: who signed in by SSH (Zeek cannot tell); weird and the like, which say nothing of who.
import { SECOND_MS } from '../../model/time.ts';
import type { Draft } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { hostName, webAddress } from './web-address.ts';
import { UNANSWERED } from './zeek-connections.ts';

/** A record: its fields by Zeek's names, empty when unset; values of sets with commas between. */
export type Field = (name: string) => string;

const NOTHING_KEPT = 'not kept: log of Zeek that says nothing of who or what';
const NO_NAME = 'not kept: DNS without a question';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';
const NO_SIGN_IN = 'not kept: sign-in without a user or an outcome';
const NO_FILE = 'not kept: command that moves no file';
const NO_SERVICE = 'not kept: service without a name';
const ENDED = 'not kept: end of a tunnel';

/** One record of the log `path`. */
export const zeekRecord = (path: string, field: Field, context: TextContext): Outcome => {
  const read = READERS.get(path) ?? READERS.get(path.replace(VARIANT, ''));
  if (read === undefined) return NOTHING_KEPT;
  const at = Math.round(context.stamps.any(field('ts')));
  const found = read(field, at, path);
  if (typeof found === 'string') return found;
  return context.emit({ at, sensor: field('_system_name') || field('_node'), ...found });
};

/** The log whose records have these fields; empty when it is none that is known. */
export const pathByFields = (has: (name: string) => boolean): string =>
  TELLING.find(([, names]) => names.every(has))?.[0] ?? '';

/** What a record says, or why nothing of it is kept. */
type Reader = (field: Field, at: number, path: string) => Omit<Draft, 'at'> | string;

const ends = (field: Field) => ({
  source: field('id.orig_h'),
  sourcePort: field('id.orig_p'),
  destination: field('id.resp_h'),
  destinationPort: field('id.resp_p'),
});

const connection: Reader = (field, at, path) => {
  const transport = field('proto');
  const state = field('conn_state');
  const icmp = transport.startsWith('icmp');
  // A connection still open is told again, with all its bytes, when it ends.
  const open = path.startsWith('open_') || path.endsWith('_long');
  return {
    kind: 'connection',
    until: after(at, field('duration')),
    transport,
    source: field('id.orig_h'),
    destination: field('id.resp_h'),
    // Of ICMP the ports are type and code.
    ...(icmp ? {} : { sourcePort: field('id.orig_p'), destinationPort: field('id.resp_p') }),
    ...(open
      ? {}
      : {
          bytesOut: field('orig_ip_bytes') || field('orig_bytes'),
          bytesIn: field('resp_ip_bytes') || field('resp_bytes'),
          packetsOut: field('orig_pkts'),
          packetsIn: field('resp_pkts'),
        }),
    unanswered: UNANSWERED.has(state),
    refused: state === 'REJ',
    application: joined(field('service'), field('app')).replace(/,(?! )/g, ', '),
    mac: field('orig_l2_addr'),
  };
};

const web: Reader = (field) => {
  const method = field('method');
  const host = field('host') || field('dest_host');
  const from = ends(field);
  const url = webAddress(
    method,
    host,
    field('uri'),
    from.destination,
    Number(from.destinationPort),
  );
  return {
    kind: 'request',
    ...from,
    method,
    host: hostName(host) || from.destination,
    url,
    status: field('status_code'),
    agent: field('user_agent'),
    user: field('username'),
    bytesOut: field('request_body_len'),
    bytesIn: field('response_body_len'),
    application: 'http',
  };
};

const encrypted: Reader = (field, _at, path) => ({
  kind: 'request',
  ...ends(field),
  host: field('server_name'),
  application: path.startsWith('quic') ? 'quic' : 'ssl',
});

const proxied: Reader = (field) => ({
  kind: 'request',
  ...ends(field),
  host: field('request.host') || field('request.name'),
  user: field('user'),
  action: field('status'),
  application: 'socks',
});

const lookup: Reader = (field) => {
  const query = field('query');
  if (query === '') return NO_NAME;
  const code = field('rcode_name');
  return {
    kind: 'lookup',
    ...ends(field),
    query: query.replace(/(?<=.)\.$/, ''),
    answer: field('answers').replaceAll(',', ', ') || (code === 'NOERROR' ? '' : code),
    action: /^(?:T|true)$/.test(field('rejected')) ? 'rejected' : '',
  };
};

const lease: Reader = (field, at) => {
  const messages = field('msg_types');
  const granted = field('assigned_addr') || field('assigned_ip');
  const held = field('client_addr');
  const device = field('host_name') || field('client_fqdn').replace(/\.$/, '');
  const mac = field('mac');
  // Before Zeek 3 a record was a lease, and told no messages.
  if (granted !== '' && (messages === '' || /\bACK\b/.test(messages))) {
    const until = after(at, field('lease_time'));
    return { kind: 'assignment', event: 'granted', source: granted, mac, device, until };
  }
  if (held === '' || /\b(?:NAK|DECLINE)\b/.test(messages)) return NO_LEASE;
  const event = /\bRELEASE\b/.test(messages) ? 'released' : 'seen';
  return { kind: 'assignment', event, source: held, mac, device };
};

const file: Reader = (field) => {
  const sent = /^(?:T|true)$/.test(field('is_orig'));
  const [sender, receiver] = [first(field('tx_hosts')), first(field('rx_hosts'))];
  const hash = HASHES.find((name) => field(name) !== '');
  return {
    kind: 'file',
    source: field('id.orig_h') || (sent ? sender : receiver),
    sourcePort: field('id.orig_p'),
    destination: field('id.resp_h') || (sent ? receiver : sender),
    destinationPort: field('id.resp_p'),
    name: field('filename'),
    hash: hash && `${hash}:${field(hash)}`,
    size: field('total_bytes') || field('seen_bytes'),
  };
};

const fetched: Reader = (field) => {
  const command = field('command');
  if (command !== 'RETR' && command !== 'STOR' && command !== 'APPE') return NO_FILE;
  if (Number(field('reply_code')) >= 400) return NO_FILE;
  const url = field('arg');
  const name = url.slice(url.lastIndexOf('/') + 1);
  return { kind: 'file', ...ends(field), user: field('user'), url, name, size: field('file_size') };
};

const chatted: Reader = (field) => {
  const name = field('dcc_file_name');
  if (name === '') return NO_FILE;
  const user = field('user') || field('nick');
  return { kind: 'file', ...ends(field), user, name, size: field('dcc_file_size') };
};

const software: Reader = (field) => ({
  kind: 'program',
  source: field('host'),
  sourcePort: field('host_p'),
  program: field('name') || field('software_type'),
  version: joined(
    VERSION_PARTS.map((part) => field(`version.${part}`))
      .filter((part) => part !== '')
      .join('.'),
    field('version.addl'),
    '-',
  ),
});

const service: Reader = (field) => {
  const program = field('service').replaceAll(',', ', ');
  if (program === '') return NO_SERVICE;
  const [source, transport] = [field('host'), field('port_proto')];
  return { kind: 'program', source, sourcePort: field('port_num'), transport, program };
};

const notice: Reader = (field) => ({
  kind: 'alert',
  source: field('id.orig_h') || field('src'),
  sourcePort: field('id.orig_p'),
  destination: field('id.resp_h') || field('dst'),
  destinationPort: field('id.resp_p') || field('p'),
  transport: field('proto') || undefined,
  text: joined(field('note'), field('msg'), ': '),
});

const signature: Reader = (field) => ({
  kind: 'alert',
  source: field('src_addr'),
  sourcePort: field('src_port'),
  destination: field('dst_addr'),
  destinationPort: field('dst_port'),
  text: joined(field('sig_id'), field('event_msg') || field('note'), ': '),
});

const intelligence: Reader = (field) => ({
  kind: 'alert',
  ...ends(field),
  text: joined(joined('intel', field('sources'), ': '), field('seen.indicator'), ': '),
});

const engine: Reader = (field) => ({
  kind: 'alert',
  ...ends(field),
  action: field('alert.action'),
  text: field('alert.signature'),
});

/** Sign-ins: user, outcome and device. */
const signIn =
  (
    service: string,
    of: (field: Field) => readonly [user: string, outcome: string, device?: string],
  ): Reader =>
  (field) => {
    const [user, outcome, device] = of(field);
    if (user === '' || user.endsWith('$') || outcome === '') return NO_SIGN_IN;
    const event = outcome === 'T' || outcome === 'true' ? 'signed-in' : 'failed';
    return { kind: 'sign-in', event, ...ends(field), user, device, service };
  };

const kerberos = signIn('kerberos', (field) => {
  const client = field('client');
  const user = client.includes('/') ? client.slice(0, client.lastIndexOf('/')) : client;
  // A first request without proof is part of every sign-in.
  return [user, field('error_msg') === 'KDC_ERR_PREAUTH_REQUIRED' ? '' : field('success')];
});

/** The end that Zeek calls `orig` is the access server, not the person. */
const radius: Reader = (field) => {
  const [user, result] = [field('username'), field('result')];
  if (user === '' || !/^(?:success|failed)$/.test(result)) return NO_SIGN_IN;
  return {
    kind: 'sign-in',
    event: result === 'success' ? 'signed-in' : 'failed',
    user,
    mac: field('mac'),
    source: field('tunnel_client') || field('remote_ip'),
    assigned: field('framed_addr'),
    destination: field('id.resp_h'),
    destinationPort: field('id.resp_p'),
    service: 'radius',
  };
};

const tunnel: Reader = (field) => {
  if (!/DISCOVER$/.test(field('action'))) return ENDED;
  const [source, destination] = [field('id.orig_h'), field('id.resp_h')];
  return {
    kind: 'connection',
    transport: 'other',
    source,
    destination,
    application: field('tunnel_type'),
  };
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['conn', connection],
  ['open_conn', connection],
  ['conn_long', connection],
  ['http', web],
  ['ssl', encrypted],
  ['quic', encrypted],
  ['socks', proxied],
  ['dns', lookup],
  ['dhcp', lease],
  ['files', file],
  ['ftp', fetched],
  ['irc', chatted],
  ['software', software],
  ['known_services', service],
  ['notice', notice],
  ['signatures', signature],
  ['intel', intelligence],
  ['suricata_corelight', engine],
  ['kerberos', kerberos],
  ['ntlm', signIn('ntlm', (field) => [field('username'), field('success'), field('hostname')])],
  ['rdp', signIn('rdp', (field) => [field('cookie'), field('auth_success'), field('client_name')])],
  ['radius', radius],
  ['tunnel', tunnel],
]);

/** `conn_red`, `ssl_open`: the same log, thinned out or of what is still open; `open_http` likewise. */
const VARIANT = /^open_|_(?:red|agg|enrichment|external|internal|[0-9]{1,3})$/;

/** Fields by which a log is told that does not name itself. */
const TELLING: readonly (readonly [string, readonly string[]])[] = [
  ['conn', ['conn_state', 'proto']],
  ['dns', ['query', 'trans_id']],
  ['http', ['trans_depth', 'method']],
  ['http', ['trans_depth', 'status_code']],
  ['ssl', ['resumed', 'established']],
  ['dhcp', ['uids', 'msg_types']],
  ['files', ['fuid', 'analyzers']],
  ['software', ['host', 'software_type']],
  ['known_services', ['host', 'port_num', 'port_proto']],
  ['notice', ['note', 'msg', 'actions']],
  ['kerberos', ['request_type', 'client']],
  ['rdp', ['cookie', 'security_protocol']],
  ['ftp', ['command', 'reply_code']],
  ['weird', ['name', 'notice', 'peer']],
  ['ssh', ['auth_attempts', 'version']],
];

const HASHES = ['sha256', 'sha1', 'md5'] as const;
const VERSION_PARTS = ['major', 'minor', 'minor2', 'minor3'] as const;

const after = (at: number, seconds: string): number | undefined =>
  seconds === '' || Number.isNaN(Number(seconds))
    ? undefined
    : at + Math.round(Number(seconds) * SECOND_MS);

const first = (list: string): string => {
  const comma = list.indexOf(',');
  return comma < 0 ? list : list.slice(0, comma);
};

const joined = (one: string, other: string, between = ', '): string =>
  one === '' || other === '' ? one || other : `${one}${between}${other}`;
