// cOS of Clavister (Clavister, "cOS Core Log Reference Guide"): `event=` with key=value pairs, in InControl's form with
// nested brackets or in the plain syslog form:
//
//   EFW: CONN: prio=1 id=00600001 rev=1 event=conn_open rule=office conn=open connipproto=TCP connsrcip=10.20.1.5 connsrcport=51022 …
//   id=600001 event=conn_open [message=Connection opened …][rules rule=office ][conn [conn connsrcip=10.20.1.5 … ]]
//
// Sound because: an event with its number, and `message` or `prio`. Looks alike: nothing known. Does not see: what an
// event does to a connection, where neither its action nor its name says so: that is an alert.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_CLAVISTER = 'not an event of Clavister';
const OTHER = 'not kept: event of Clavister that names no traffic';

export const clavister: Source = textSource({
  id: 'clavister',
  title: 'Clavister (cOS)',
  looks: /\bid=\d{5,8} (?:rev=\d{1,3} )?event=[a-z\d_]/,
  otherwise: NOT_CLAVISTER,
  open: ({ stamps, undated, emit }) => {
    return (text) => {
      if (text.startsWith('{')) return NOT_CLAVISTER;
      // Brackets only group.
      const fields = keyValues(
        text.replace(/[[\]]/g, ' ').replace(ETHERNET, ' ').replace(AMOUNT, inBytes),
      );
      if (!fields.has('event') || !(/\bmessage=|\bprio=/.test(text) || fields.has('prio')))
        return NOT_CLAVISTER;
      const draft = eventOf(fields);
      if (draft === null) return OTHER;
      const { at, host } = syslogHead(text, stamps);
      return emit({ ...draft, at: Number.isNaN(at) ? undated() : at, sensor: host });
    };
  },
});

type Untimed = Omit<Draft, 'at' | 'sensor'>;

const eventOf = (fields: Fields): Untimed | null => {
  const event = fields.get('event') ?? '';
  const said = ends(fields);
  if (said.user && SESSION.test(`${event} ${fields.get('authevent')}`))
    return signIn(event, fields);
  if (!said.source && !said.destination) return null;
  if (fields.has('url') && said.source) return request(fields);
  const action = decided(event, fields.get('action'));
  if (!action || !said.source || !said.destination || fields.get('ipproto') === 'Arp')
    return {
      kind: 'alert',
      ...said,
      text: event.replaceAll('_', ' '),
      action: fields.get('action'),
    };
  return {
    kind: 'verdict',
    ...said,
    ...bytes(fields),
    action,
    rule: fields.get('rule'),
    translated: {
      source: fields.get('newconnsrcip') ?? fields.get('connnewsrcip'),
      sourcePort: fields.get('newconnsrcport') ?? fields.get('connnewsrcport'),
      destination: fields.get('newconndestip') ?? fields.get('connnewdestip'),
      destinationPort: fields.get('newconndestport') ?? fields.get('connnewdestport'),
    },
  };
};

const decided = (event: string, action: string | undefined) => {
  // Application control closes what it does not let through.
  if (event === 'application_identified' && action === 'close') return 'denied';
  if (/^(?:conn_(?:open|close)|alg_session_open)/.test(event)) return 'allowed';
  return action === 'close' ? undefined : decision(action);
};

const signIn = (event: string, fields: Fields): Untimed => {
  const words = `${event} ${fields.get('authevent') ?? ''}`;
  const gone = /logout|timeout|closed|disconnect|removed/i.test(words);
  const failed = /disallow|fail|reject|denied|bad|radius_auth_timeout/i.test(words);
  return {
    kind: 'sign-in',
    event: failed ? 'failed' : gone ? 'signed-out' : 'signed-in',
    ...ends(fields),
    assigned: fields.has('ipaddr') ? fields.get('client_ip') : null,
    service: /oneconnect|vpn|l2tp|pptp/i.test(`${words} ${fields.get('authagent')}`)
      ? 'vpn'
      : fields.get('authagent'),
  };
};

const request = (fields: Fields): Untimed => ({
  kind: 'request',
  ...ends(fields),
  ...bytes(fields),
  url: fields.get('url'),
  action: fields.get('action'),
});

const ends = (fields: Fields) => ({
  transport: fields.get('connipproto') ?? fields.get('ipproto'),
  source:
    fields.get('connsrcip') ??
    fields.get('srcip') ??
    fields.get('ipaddr') ??
    fields.get('local_ip') ??
    fields.get('client_ip'),
  sourcePort: fields.get('connsrcport') ?? fields.get('srcport'),
  destination: fields.get('conndestip') ?? fields.get('destip') ?? fields.get('remote_ip'),
  destinationPort: fields.get('conndestport') ?? fields.get('destport'),
  user: fields.get('username') ?? fields.get('authuser'),
  mac: fields.get('hwsender'),
  application: fields.get('application'),
});

const bytes = (fields: Fields) => ({
  bytesOut: fields.get('origsent'),
  bytesIn: fields.get('termsent'),
});

/** `origsent=3.09 K`. */
const inBytes = (_: string, name: string, amount: string, unit: string): string =>
  `${name}=${Math.round(Number(amount) * 1024 ** ('KMGT'.indexOf(unit) + 1))}`;

/** The Ethernet frame's `ipproto` comes before that of the packet. */
const ETHERNET = /\bipproto=Ip[46]\b/;
const AMOUNT = /\b(origsent|termsent)=(\d{1,9}(?:\.\d{1,4})?) {1,3}([KMGT])(?= |$)/g;
const SESSION =
  /^(?:user_|oneconnect_session|radius_auth|.{0,40}(?:login|logout|auth))|Login|Logout|Disallow/i;
