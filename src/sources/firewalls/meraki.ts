// Cisco Meraki MX, MR and MS (Meraki, "Syslog event types and log samples"): seconds since 1970, the device, the type:
//
//   <134>1 1763787129.253011885 MX_1 flows src=10.20.1.5 dst=198.51.100.7 mac=02:00:5E:10:00:01 protocol=tcp sport=51022
//     dport=6881 pattern: allow all
//   <134>1 1763787130.257656306 MX_1 urls src=10.20.1.5:51960 dst=198.51.100.8:80 mac=… request: GET http://example.com/
//
// `pattern: 0` allows, `pattern: 1` denies. Sound because: such a stamp, a name, one of the types. Looks alike: Squid's
// access.log, whose second field is a number. Does not see: bytes (Meraki logs none). The domain after `@` is left
// off the account of a VPN user.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';
import { merakiEvent } from './meraki-event.ts';

const NOT_MERAKI = 'not a message of Meraki';
const OTHER = 'not kept: message of Meraki that names no traffic';

export const meraki: Source = textSource({
  id: 'meraki',
  title: 'Cisco Meraki',
  looks: /\d{9,10}\.\d{1,9} \S+ [a-z]/,
  otherwise: NOT_MERAKI,
  open: ({ stamps, emit }) => {
    return (text) => {
      const found = HEAD.exec(text);
      if (!found) return NOT_MERAKI;
      const [head, stamp, sensor, type = ''] = found;
      const draft = message(type, text.slice(found.index + head.length));
      if (draft === null) return OTHER;
      return emit({ ...draft, at: stamps.any(stamp!), sensor });
    };
  },
});

type Untimed = Omit<Draft, 'at' | 'sensor'>;

const message = (type: string, text: string): Untimed | null => {
  if (type === 'events') return merakiEvent(text);
  if (type === 'airmarshal_events') return null;
  const fields = keyValues(text);
  if (type === 'urls') return request(text, fields);
  if (type.startsWith('ip_flow')) return flow(fields);
  if (type.startsWith('security_') || type === 'ids-alerts') return alert(text, fields);
  return firewalled(text, fields);
};

const firewalled = (text: string, fields: Fields): Untimed => {
  const word = PATTERN.exec(text)?.[1] ?? fields.get('decision') ?? '';
  const action = word === '0' ? 'allowed' : word === '1' ? 'denied' : decision(word);
  const rule = text.split('pattern: ', 2)[1];
  return { kind: 'verdict', action: action ?? 'allowed', ...ends(fields), rule };
};

const flow = (fields: Fields): Untimed => {
  const port = fields.get('translated_port');
  const outside = fields.get('translated_src_ip') !== undefined;
  return {
    kind: 'connection',
    ...ends(fields),
    translated: {
      source: fields.get('translated_src_ip'),
      destination: fields.get('translated_dst_ip'),
      ...(outside ? { sourcePort: port } : { destinationPort: port }),
    },
  };
};

const request = (text: string, fields: Fields): Untimed => {
  const asked = REQUEST.exec(text);
  const method = asked?.[1];
  return {
    kind: 'request',
    ...ends(fields),
    user: fields.get('user'),
    agent: fields.get('agent'),
    method: method === 'UNKNOWN' ? null : method,
    url: asked?.[2],
  };
};

const alert = (text: string, fields: Fields): Untimed | null => {
  if (text.startsWith('security_filtering_disposition_change')) return null;
  const words = text.split('message: ', 2)[1];
  return {
    kind: 'alert',
    ...ends(fields),
    text: words || fields.get('name') || fields.get('disposition') || fields.get('signature'),
    url: fields.get('url'),
    action: fields.get('decision') ?? fields.get('action'),
  };
};

const ends = (fields: Fields) => {
  const [source, sourcePort] = end(fields.get('src'), fields.get('sport'));
  const [destination, destinationPort] = end(fields.get('dst'), fields.get('dport'));
  return {
    transport: fields.get('protocol')?.replace(/\/.*$/s, ''),
    source,
    sourcePort,
    destination,
    destinationPort,
    mac: fields.get('mac'),
  };
};

/** Where the port has no field of its own it is behind the last colon, of IPv6 addresses as well. */
const end = (
  address: string | undefined,
  port: string | undefined,
): [string | undefined, string | undefined] => {
  if (address === undefined || port !== undefined) return [address, port];
  const colon = address.lastIndexOf(':');
  const groups = address.split(':').length;
  const whole =
    colon < 0 || (groups > 2 && groups < 9 && !address.includes(']:') && address.includes('::'));
  return whole ? [address, undefined] : [address.slice(0, colon), address.slice(colon + 1)];
};

const TYPES =
  'flows|(?:l7_|vpn_|cellular_|bridge_anyconnect_client_vpn_)?firewall|ip_flow_start|ip_flow_end|urls|events|ids-alerts|security_event|security_filtering_file_scanned|airmarshal_events';
const HEAD = new RegExp(String.raw`(?:^|[\s>])(\d{9,10}\.\d{1,9}) (\S{1,64}) (${TYPES}) `);
const PATTERN = /(?:^|pattern: )(allow|deny|[01])\b/;
const REQUEST = /request: ([A-Z]{3,16}) (\S{1,8192})/;
