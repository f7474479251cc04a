// Sophos Firewall (XG, XGS, SFOS), in both forms of its syslog (Sophos, "Syslog guide": device standard and central
// reporting format), key=value with quotes:
//
//   device="SFW" date=2026-11-22 time=05:52:09 timezone="+01" device_name="XG210" device_id=S310… log_id=010101600001
//     log_type="Firewall" log_component="Firewall Rule" log_subtype="Allowed" status="Allow" … src_ip=10.20.1.5 dst_ip=…
//   timestamp="2026-11-22T05:52:09+0100" device_model="XGS136" device_serial_id="X4…" log_id="010202601001" log_type=…
//
// Sound because: `log_id` of twelve digits, `log_type` and `log_component`. Looks alike: Cyberoam, which is the same.
// Does not see: zones by name (`CET`): the zone of the evidence stands. Times of sessions are told from their beginning.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_SOPHOS = 'not a message of Sophos Firewall';
const OTHER = 'not kept: message of Sophos Firewall that names no traffic';

export const sophos: Source = textSource({
  id: 'sophos',
  title: 'Sophos Firewall (SFOS, XG)',
  looks: /\blog_type="/,
  otherwise: NOT_SOPHOS,
  open: (context) => (text) => {
    const fields = keyValues(text);
    if (!/^\d{10,12}$/.test(fields.get('log_id') ?? '') || !fields.has('log_component'))
      return NOT_SOPHOS;
    const draft = message(fields);
    return draft === null ? OTHER : context.emit({ ...draft, ...times(text, fields, context) });
  },
});

type Untimed = Omit<Draft, 'at' | 'until'>;

const message = (fields: Fields): Untimed | null => {
  const component = fields.get('log_component') ?? '';
  switch (fields.get('log_type')) {
    case 'Firewall':
      return traffic(fields);
    case 'Content Filtering':
    case 'WAF':
      return component === 'Application' ? traffic(fields) : request(fields);
    case 'Event':
      return component === 'DHCP Server' ? lease(fields) : signIn(fields, component);
    case 'IDP':
    case 'ATP':
    case 'Anti-Virus':
    case 'Sandbox':
    case 'Zero day protection':
      return alert(fields);
    default:
      return null;
  }
};

const traffic = (fields: Fields): Untimed => {
  const action = decision(fields.get('status')) ?? decision(fields.get('log_subtype'));
  return {
    kind: action === undefined ? 'connection' : 'verdict',
    ...ends(fields),
    action,
    bytesOut: fields.get('sent_bytes'),
    bytesIn: fields.get('recv_bytes'),
    rule: fields.get('fw_rule_name') || fields.get('fw_rule_id'),
    translated: {
      source: fields.get('tran_src_ip'),
      sourcePort: fields.get('tran_src_port'),
      destination: fields.get('tran_dst_ip'),
      destinationPort: fields.get('tran_dst_port'),
    },
  };
};

const request = (fields: Fields): Untimed => ({
  kind: 'request',
  ...ends(fields),
  source: fields.get('src_ip') ?? fields.get('sourceip'),
  destination: fields.get('dst_ip') ?? fields.get('localip'),
  action: fields.get('log_subtype'),
  url: fields.get('url'),
  host: fields.get('domain') || fields.get('sni') || fields.get('host') || fields.get('server'),
  method: fields.get('method'),
  agent: fields.get('user_agent') ?? fields.get('useragent'),
  status: fields.get('status_code') || fields.get('httpresponsecode') || fields.get('httpstatus'),
  bytesOut: fields.get('sent_bytes') ?? fields.get('bytessent'),
  bytesIn: fields.get('recv_bytes') ?? fields.get('bytesrcv'),
});

const alert = (fields: Fields): Untimed => ({
  kind: 'alert',
  ...ends(fields),
  text:
    fields.get('signature_msg') ||
    fields.get('threatname') ||
    fields.get('virus') ||
    fields.get('log_component'),
  action: fields.get('log_subtype'),
  url: fields.get('url'),
  host: fields.get('domain') ?? fields.get('domainname'),
});

/** Authentication of every service, and tunnels of people (`SSL VPN`, `L2TP`, `PPTP`, `IPSec` with a name). */
const signIn = (fields: Fields, component: string): Untimed | null => {
  const user = fields.get('user_name') || fields.get('username') || fields.get('user');
  const status = fields.get('status') ?? '';
  const said = `${status} ${fields.get('message') ?? ''}`;
  if (!user || !(SIGN_IN.test(component) || SIGN_IN.test(fields.get('log_subtype') ?? '')))
    return null;
  const gone = /logged out|logout|terminat|disconnect/i.test(said) ? 'signed-out' : 'signed-in';
  return {
    kind: 'sign-in',
    event: /fail|denied|wrong|not allowed/i.test(said) ? 'failed' : gone,
    sensor: fields.get('device_name'),
    user,
    source: fields.get('src_ip') || fields.get('remote_ip') || fields.get('remotehostip'),
    mac: fields.get('src_mac'),
    assigned: fields.get('leasedip') ?? fields.get('ipaddress'),
    service: /vpn|l2tp|pptp|ipsec/i.test(component) ? 'vpn' : fields.get('auth_client'),
  };
};

const lease = (fields: Fields): Untimed => {
  const status = fields.get('status') ?? '';
  const gone = /release/i.test(status) ? 'released' : 'granted';
  return {
    kind: 'assignment',
    event: /expire/i.test(status) ? 'expired' : gone,
    sensor: fields.get('device_name'),
    source: fields.get('ipaddress') ?? fields.get('leased_ip') ?? fields.get('src_ip'),
    mac: fields.get('client_physical_address') ?? fields.get('src_mac'),
    device: fields.get('client_host_name'),
  };
};

const ends = (fields: Fields) => ({
  sensor: fields.get('device_name') || fields.get('device_serial_id'),
  transport: fields.get('protocol'),
  source: fields.get('src_ip'),
  sourcePort: fields.get('src_port'),
  destination: fields.get('dst_ip'),
  destinationPort: fields.get('dst_port'),
  user: fields.get('user_name') || fields.get('user'),
  mac: fields.get('src_mac'),
  application:
    fields.get('application') || fields.get('application_name') || fields.get('app_name'),
});

const times = (text: string, fields: Fields, { stamps, undated }: TextContext) => {
  const own = fields.get('timestamp') ?? localTime(fields);
  const read = stamps.any(own);
  const ended = Number.isNaN(read) ? syslogHead(text, stamps).at : read;
  const at = Number.isNaN(ended) ? undated() : ended;
  const seconds = Number(fields.get('duration') || 0);
  return seconds > 0 ? { at: at - seconds * 1000, until: at } : { at };
};

/** `timezone` is `+01`, `+0530` or a name, which says nothing for sure. */
const localTime = (fields: Fields): string => {
  const zone = /^([+-])(\d\d?):?(\d\d)?$/.exec(fields.get('timezone') ?? '');
  const offset = zone ? `${zone[1]}${zone[2]!.padStart(2, '0')}:${zone[3] ?? '00'}` : '';
  return `${fields.get('date') ?? ''}T${fields.get('time') ?? ''}${offset}`;
};

const SIGN_IN = /authentication|^(?:ssl vpn|l2tp|pptp|ipsec|gui|cli|admin|captive portal)$/i;
