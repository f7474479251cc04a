// Junos on SRX: traffic, screen, IDP, web filter and login messages, structured (`security log format sd-syslog`) and
// plain (Juniper, "System Log Explorer", RT_FLOW, APPTRACK, RT_SCREEN, IDP, WEBFILTER, UI, SSHD):
//
//   <14>1 2026-11-22T05:52:09.123Z srx-1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129 reason="TCP FIN"
//     source-address="10.20.1.5" source-port="51022" destination-address="198.51.100.7" … elapsed-time="61"]
//   Nov 22 05:52:09 srx-1 RT_FLOW: RT_FLOW_SESSION_CREATE: session created 10.20.1.5/51022->198.51.100.7/6881 0x0 None …
//
// Sound because: the name of a message of Junos, and `[junos@` or the words that go with the name. Looks alike: other
// lines of the Junos processes, which are counted. A closed session is told from its beginning (`elapsed-time`).
// Does not see: what stands in plain lines of other message types (their fields have no names).
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { plainFields } from './juniper-plain.ts';
import { signInOfJunos } from './juniper-sign-in.ts';

const NOT_JUNOS = 'not a message of Junos';
const OTHER = 'not kept: message of Junos that names no traffic';

export const juniper: Source = textSource({
  id: 'juniper',
  title: 'Juniper SRX (Junos)',
  looks:
    /\b(?:RT_(?:FLOW|SCREEN)_|APPTRACK_|IDP_|WEBFILTER_|AV_|AAMW_|SECINTEL_|FLOW_MCAST_|UI_[A-Z]|SSHD_LOGIN|LOGIN_[A-Z]|rshd\[)/,
  otherwise: NOT_JUNOS,
  open: (context) => (text) => {
    if (text.startsWith('{')) return NOT_JUNOS;
    const found = MESSAGE.exec(text);
    if (found === null) {
      const outcome = signInOfJunos(text, context);
      return outcome === undefined ? NOT_JUNOS : outcome;
    }
    const [whole, name = '', mark] = found;
    const rest = text.slice(found.index + whole.length);
    const fields = mark === ' [junos@' ? keyValues(rest) : plainFields(name, rest);
    if (fields === null) return NOT_JUNOS;
    if (fields.size === 0) return OTHER;
    return message(name, fields, origin(text.slice(0, found.index), context), context);
  },
});

interface Seen {
  readonly at: number;
  readonly sensor: string;
}

/** A relay's head may stand in front of Junos's own. */
const origin = (head: string, { stamps, undated }: TextContext): Seen => {
  const own = OWN_HEAD.exec(head);
  if (own) {
    const at = stamps.any(own[1]!);
    if (!Number.isNaN(at)) return { at, sensor: own[2]! };
  }
  const { at, host } = syslogHead(`${head}x`, stamps);
  return { at: Number.isNaN(at) ? undated() : at, sensor: host };
};

const message = (name: string, fields: Fields, seen: Seen, { emit }: TextContext): Outcome => {
  if (/SESSION_(?:CREATE|CLOSE|DENY|VOL_UPDATE|ROUTE_UPDATE)/.test(name))
    return emit(session(name, fields, seen));
  if (name.startsWith('WEBFILTER_URL')) return emit(request(name, fields, seen));
  if (/^(?:RT_SCREEN|IDP_|AV_|AAMW_|SECINTEL_|FLOW_MCAST)/.test(name))
    return emit(alert(name, fields, seen));
  return OTHER;
};

const session = (name: string, fields: Fields, { at, sensor }: Seen): Draft => {
  const seconds = Number(fields.get('elapsed-time') ?? 0);
  const began = at - (Number.isFinite(seconds) ? seconds : 0) * 1000;
  const action = name.includes('DENY') ? 'denied' : 'allowed';
  return {
    kind: 'verdict',
    at: began,
    until: began < at ? at : undefined,
    sensor,
    action,
    ...ends(fields),
    bytesOut: fields.get('bytes-from-client'),
    bytesIn: fields.get('bytes-from-server'),
    rule: fields.get('policy-name'),
    application: applicationOf(fields),
    translated: {
      source: fields.get('nat-source-address'),
      sourcePort: fields.get('nat-source-port'),
      destination: fields.get('nat-destination-address'),
      destinationPort: fields.get('nat-destination-port'),
    },
  };
};

const request = (name: string, fields: Fields, { at, sensor }: Seen): Draft => {
  const host = fields.get('url') ?? '';
  const path = fields.get('obj') ?? '';
  return {
    kind: 'request',
    at,
    sensor,
    ...ends(fields),
    action: name.replace(/^WEBFILTER_URL_/, '').toLowerCase(),
    host: host.replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/, ''),
    url: path.startsWith('/') && path !== '/' && !host.includes('/') ? `${host}${path}` : host,
    application: applicationOf(fields),
  };
};

const alert = (name: string, fields: Fields, { at, sensor }: Seen): Draft => ({
  kind: 'alert',
  at,
  sensor,
  ...ends(fields),
  text: fields.get('attack-name') ?? fields.get('name') ?? name,
  action: fields.get('action'),
  url: fields.get('url'),
  host: fields.get('hostname') ?? fields.get('host'),
  application: applicationOf(fields),
});

const ends = (fields: Fields) => ({
  transport: fields.get('protocol-id') ?? fields.get('protocol-name') ?? fields.get('protocol'),
  source: fields.get('source-address') ?? fields.get('address'),
  sourcePort: fields.get('source-port'),
  destination: fields.get('destination-address'),
  destinationPort: fields.get('destination-port'),
  user: known(fields.get('username')),
});

const applicationOf = (fields: Fields): string | null =>
  known(fields.get('nested-application')) ??
  known(fields.get('application')) ??
  known(fields.get('application-name'));

const known = (text: string | undefined): string | null =>
  text === undefined || /^(?:UNKNOWN|N\/A|NONE)?$/i.test(text) ? null : text;

const OWN_HEAD =
  /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]{0,10}(?:Z|[+-]\d\d:?\d\d)) (\S{1,64}) RT_\w{1,20} \S{1,16} $/;
const NAMES =
  '(?:RT_(?:FLOW|SCREEN)|APPTRACK|IDP|WEBFILTER|AV|AAMW|SECINTEL|FLOW_MCAST)_[A-Z_]{2,40}';
const MESSAGE = new RegExp(String.raw`\b(${NAMES})( \[junos@|: )`);
