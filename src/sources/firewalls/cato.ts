// Events of Cato Networks' cloud firewall, JSON (Cato, "Events field reference"), one a line or in a list:
//
//   {"event_type":"Security","event_sub_type":"Internet Firewall","action":"Block","src_ip":"10.20.1.5","dest_ip":"198.51.100.7",
//    "dest_port":"6881","ip_protocol":"TCP","application":"BitTorrent","vpn_user_email":"ada@example.com","time":"1795326729000"}
//
// Sound because: `event_type`, `event_sub_type` and Cato's own number of the event or the account. Looks alike: other JSON
// events, which have no sub-type so named. Does not see: bytes. `Monitor` lets through and is told as allowed.

import type { Draft } from '../text/draft.ts';
import { type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { decision } from './decision.ts';

const OTHER = 'not kept: event of Cato that names no traffic';

export const cato = jsonSource({
  id: 'cato',
  title: 'Cato Networks',
  looks: /"event_sub_type"/,
  list: 'events',
  is: (event) =>
    'event_type' in event &&
    'event_sub_type' in event &&
    ('internalId' in event || 'internal_id' in event || 'account_id' in event),
  read: (event, context) => read(event, context),
});

const read = (event: JsonObject, { stamps, emit }: TextContext): Outcome => {
  const said = (name: string): string => String(jsonText(event, name) ?? '').trim();
  const first = (names: readonly string[]): string =>
    names.map(said).find((text) => text !== '') ?? '';
  const at = stamps.any(first(['time', 'event_time', 'event_timestamp']));
  const kind = said('event_sub_type');
  const ends = {
    at,
    sensor: said('pop_name'),
    source: first(['src_ip', 'host_ip']),
    sourcePort: said('src_port'),
    destination: first(['dest_ip', 'destination_ip']),
    destinationPort: said('dest_port'),
    transport: said('ip_protocol'),
    user: userOf(first),
    device: first(['device_name', 'configured_host_name']),
    mac: first(['host_mac', 'src_mac']),
    application: first(['application_name', 'application', 'cato_app']),
  };
  if (said('event_type') === 'Connectivity') return connectivity(kind, said, ends, emit);
  const draft = traffic(kind, said, first, ends);
  return draft === null ? OTHER : emit(draft);
};

type Said = (name: string) => string;
type Ends = Pick<Draft, 'at' | 'sensor' | 'source' | 'destination' | 'user' | 'device' | 'mac'> & {
  readonly source: string;
  readonly user: string;
};

const userOf = (first: (names: readonly string[]) => string): string => {
  const names = ['ad_name', 'user_name', 'vpn_user_email', 'user_email'];
  const known = names.filter((name) => first([name]).toLowerCase() !== 'unmapped user');
  return first(known);
};

/** Who came into the network from where, and with which address. */
const connectivity = (
  kind: string,
  said: Said,
  ends: Ends,
  emit: (draft: Draft) => Outcome,
): Outcome => {
  const user = said('vpn_user_email') || ends.user;
  const gone = /disconnect/i.test(kind);
  if (user === '' || !/connect/i.test(kind)) return OTHER;
  const { at, sensor, source, device, mac } = ends;
  if (source !== '')
    emit({
      kind: 'assignment',
      event: gone ? 'released' : 'granted',
      ...{ at, sensor, source, device, mac, user },
    });
  return emit({
    kind: 'sign-in',
    event: gone ? 'signed-out' : /fail/i.test(said('action')) ? 'failed' : 'signed-in',
    ...{ at, sensor, user, device, mac },
    source: said('src_isp_ip'),
    assigned: source,
    service: 'vpn',
  });
};

const traffic = (
  kind: string,
  said: Said,
  first: (names: readonly string[]) => string,
  ends: Ends,
): Draft | null => {
  const action = said('action');
  const query = said('dns_query');
  const web = {
    url: first(['full_path_url', 'url']),
    host: first(['http_host_name', 'domain_name']),
  };
  const threat = first(['threat_name', 'threat_verdict']);
  if (ends.source === '') return null;
  if (query !== '') return { kind: 'lookup', ...ends, query, action };
  if (said('http_request_method') !== '')
    return {
      kind: 'request',
      ...ends,
      ...web,
      action,
      method: said('http_request_method'),
      agent: said('user_agent'),
    };
  if (THREAT.test(kind) || threat !== '')
    return { kind: 'alert', ...ends, ...web, text: threat || kind, action };
  const decided = action === 'Monitor' ? 'allowed' : decision(action);
  if (decided === undefined) return { kind: 'connection', ...ends };
  return {
    kind: 'verdict',
    ...ends,
    action: decided,
    rule: first(['rule_name', 'rule', 'network_rule']),
  };
};

const THREAT = /\bIPS\b|malware|suspicious|detection|\bDLP\b|sandbox|anomal/i;
