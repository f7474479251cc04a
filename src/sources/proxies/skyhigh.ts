// Skyhigh (McAfee) Web Gateway: the appliance's access.log, its pairs for syslog, the cloud's feed over syslog
// (product guide, "Log handler rule sets"):
//
//   [22/Nov/2026:06:07:06 +0000] "alice" 10.20.1.12 200 "GET http://h/ HTTP/1.1" "Games" "Minimal Risk" "text/html" 941 "UA" "" "0"
//   date="2026-11-22T06:07:06.1Z" hostname="mwg" username="alice" source_ip=10.20.1.12 destination_ip=… http_request_first_line="…" …
//   user_id=-1 username=alice source_ip=203.0.113.9 http_action=GET server_to_client_bytes=6877 … requested_host=h.example …
//
// Sound because: of the first, the stamp in front and the order of quoted and bare fields; of the others, names that stand
// together nowhere else. Looks alike: the common log format (the stamp is its fourth field). Does not see: the far address in
// access.log. Values of the cloud's feed hold blanks without quotes: each ends where the next known name begins.
import { OK, type Source } from '../source.ts';
import { keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { namedValues, nameFinder } from './named-values.ts';
import { cloudRequest } from './skyhigh-records.ts';
import { hostOf, targetOf } from './target.ts';

const NOT_SKYHIGH = 'not a line of Skyhigh Web Gateway';

export const skyhigh: Source = textSource({
  id: 'skyhigh',
  title: 'Skyhigh (McAfee) Web Gateway',
  looks:
    /^# ?time_stamp "auth_user"|http_request_first_line=|server_to_client_bytes=|\[[^\]]{20,32}\] "[^"]{0,255}" \S{3,45} (?:\d{3}|-) "/,
  otherwise: NOT_SKYHIGH,
  open: (context) => (text) => {
    // A line inside a JSON record of a collector is that format's.
    if (text.startsWith('{')) return NOT_SKYHIGH;
    if (HEADING.test(text)) return OK;
    if (text.includes('http_request_first_line=')) return readPairs(text, context);
    if (text.includes('server_to_client_bytes=')) return readCloud(text, context);
    const line = ACCESS.exec(text) ?? ACCESS.exec(syslogHead(text, context.stamps).message);
    return line ? readAccess(line, context) : NOT_SKYHIGH;
  },
});

const readAccess = (line: RegExpExecArray, { emit, stamps }: TextContext): Outcome => {
  const [, stamp, user, source, status, request = '', bytesIn, agent, block, application] = line;
  return emit({
    kind: 'request',
    at: stamps.any(stamp!),
    source,
    user,
    status,
    ...requestOf(request),
    bytesIn,
    agent,
    agentless: agent === '',
    action: block === '' || block === '0' ? 'allowed' : 'denied',
    application,
  });
};

const readPairs = (text: string, { emit, stamps }: TextContext): Outcome => {
  const fields = keyValues(text);
  if (!fields.has('source_ip') || !fields.has('date')) return NOT_SKYHIGH;
  const peer = hostOf(fields.get('destination_ip')).destination;
  const block = fields.get('block_id') ?? '0';
  return emit({
    kind: 'request',
    at: stamps.any(fields.get('date')!),
    source: fields.get('source_ip'),
    user: fields.get('username'),
    ...hostOf(fields.get('destination_host')),
    ...requestOf(fields.get('http_request_first_line') ?? ''),
    ...(peer === undefined ? {} : { destination: peer }),
    status: fields.get('http_status_code'),
    bytesOut: fields.get('source_bytes'),
    bytesIn: fields.get('destination_bytes'),
    agent: fields.get('user_agent'),
    agentless: fields.get('user_agent') === '',
    application: fields.get('application_name'),
    action: block === '0' || block === '' ? 'allowed' : 'denied',
    sensor: fields.get('hostname'),
  });
};

const readCloud = (text: string, { emit, stamps }: TextContext): Outcome => {
  const fields = namedValues(text, CLOUD_NAMES);
  if (!fields.has('http_action') || !fields.has('requested_host')) return NOT_SKYHIGH;
  return emit(cloudRequest((name) => fields.get(name), stamps));
};

/** `GET http://h/ HTTP/1.1`. */
const requestOf = (text: string): ReturnType<typeof targetOf> & { method?: string } => {
  const found = /^([A-Z][A-Z_-]{0,31}) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(text);
  return found ? { method: found[1]!, ...targetOf(found[2]) } : {};
};

const HEADING = /^# ?time_stamp "auth_user"/;
const QUOTED = '"([^"]*)"';
const SKIPPED = '"[^"]*"';
/** The heading: time_stamp "auth_user" src_ip status_code "req_line" "categories" "rep_level" "media_type" bytes_to_client "user_agent" "virus_name" "block_res" ["application_name"]. */
const ACCESS = new RegExp(
  String.raw`^\[([^\]]{20,32})\] ${QUOTED} ([0-9A-Fa-f.:]{3,45}) (\d{3}|-) ${QUOTED} ${SKIPPED} ${SKIPPED} ${SKIPPED} (\d{1,15}|-) ${QUOTED} ${SKIPPED} "(\d{0,5})"(?: ${QUOTED})?`,
);
const CLOUD_NAMES = nameFinder(
  'user_id id username source_ip http_action server_to_client_bytes client_to_server_bytes requested_host requested_path result virus request_timestamp_epoch request_timestamp uri_scheme category media_type application_type reputation last_rule http_status_code client_ip location block_reason user_agent_product user_agent_version user_agent_comment process_name destination_ip destination_port pop_country_code referer ssl_scanned av_scanned_up av_scanned_down rbi dlp client_system_name filename pop_egress_ip pop_ingress_ip proxy_port',
);
