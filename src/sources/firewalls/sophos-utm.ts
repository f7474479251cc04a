// Sophos UTM (Astaro): packet filter, web proxy, reverse proxy, intrusion protection, sign-ins and remote access; one
// key="value" form of all its daemons (Sophos, "UTM: log files and log format"):
//
//   2026:11:22-05:52:09 gate ulogd[4711]: id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet
//     dropped" action="drop" fwrule="60002" srcmac="…" srcip="10.20.1.5" dstip="198.51.100.7" proto="6" srcport="…"
//   2026:11:22-05:52:09 gate httpproxy[5]: id="0001" severity="info" sys="SecureWeb" sub="http" name="http access" …
//
// Sound because: `id` of four digits first, and `severity` with `sys`, or (reverse proxy) `srcip` with `localip`. Looks
// alike: nothing known. Does not see: bytes of connections (the packet filter logs first packets).
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_UTM = 'not a message of Sophos UTM';
const OTHER = 'not kept: message of Sophos UTM that names no traffic';

export const sophosUtm: Source = textSource({
  id: 'sophos-utm',
  title: 'Sophos UTM',
  looks: /(?:^|\s)id="\d{4}" (?:severity="\w{1,20}" sys="|srcip=")/,
  otherwise: NOT_UTM,
  open: (context) => (text) => {
    const fields = keyValues(text);
    if (!fields.has('sys') && !fields.has('localip')) return NOT_UTM;
    const draft = message(fields);
    return draft === null ? OTHER : context.emit({ ...draft, ...seen(text, context) });
  },
});

type Unseen = Omit<Draft, 'at' | 'sensor'>;

const message = (fields: Fields): Unseen | null => {
  switch (fields.get('sub')) {
    case 'packetfilter':
      return packet(fields);
    case 'http':
      return request(fields);
    case 'ips':
      return alert(fields);
    case 'auth':
    case 'vpn':
      return signIn(fields);
    case undefined:
      return fields.has('localip') ? served(fields) : null;
    default:
      return null;
  }
};

const packet = (fields: Fields): Unseen => {
  const action = decision(fields.get('action'));
  return {
    kind: action === undefined ? 'connection' : 'verdict',
    action,
    ...ends(fields),
    bytesOut: fields.get('length'),
    rule: action === undefined ? undefined : fields.get('fwrule'),
    application: fields.get('app'),
  };
};

const request = (fields: Fields): Unseen => ({
  kind: 'request',
  ...ends(fields),
  action: fields.get('action'),
  method: fields.get('method'),
  url: fields.get('url'),
  status: fields.get('statuscode'),
  agent: fields.get('ua'),
  bytesIn: fields.get('size'),
  application: fields.get('application'),
  durationMs: milliseconds(fields.get('fullreqtime')),
});

/** A request from outside to a server behind the reverse proxy. */
const served = (fields: Fields): Unseen => ({
  kind: 'request',
  source: fields.get('srcip'),
  destination: fields.get('localip'),
  destinationPort: fields.get('port'),
  user: fields.get('user'),
  method: fields.get('method'),
  url: fields.get('url'),
  host: fields.get('server'),
  status: fields.get('statuscode'),
  bytesIn: fields.get('size'),
  durationMs: milliseconds(fields.get('time')),
});

const alert = (fields: Fields): Unseen => ({
  kind: 'alert',
  ...ends(fields),
  text: fields.get('reason') || fields.get('name'),
  action: fields.get('action'),
});

const signIn = (fields: Fields): Unseen | null => {
  const user = fields.get('user') || fields.get('username');
  const name = fields.get('name') ?? fields.get('event') ?? '';
  if (!user || !/authenticat|connection/i.test(name)) return null;
  const gone = /terminat|closed|ended/i.test(name) ? 'signed-out' : 'signed-in';
  return {
    kind: 'sign-in',
    event: /fail|denied/i.test(name) ? 'failed' : gone,
    user,
    source: fields.get('srcip'),
    assigned: fields.get('virtual_ip'),
    service: fields.get('sub') === 'vpn' ? 'vpn' : fields.get('caller'),
  };
};

const ends = (fields: Fields) => ({
  transport: fields.get('proto'),
  source: fields.get('srcip'),
  sourcePort: fields.get('srcport'),
  destination: fields.get('dstip'),
  destinationPort: fields.get('dstport'),
  user: fields.get('user'),
  mac: fields.get('srcmac'),
});

const milliseconds = (microseconds: string | undefined): number | undefined =>
  microseconds && /^\d{1,15}$/.test(microseconds) ? Number(microseconds) / 1000 : undefined;

const seen = (text: string, { stamps, undated }: TextContext) => {
  const own = OWN_HEAD.exec(text);
  if (own) {
    const at = stamps.any(`${own[1]}-${own[2]}-${own[3]} ${own[4]}`);
    if (!Number.isNaN(at)) return { at, sensor: own[5] };
  }
  const { at, host } = syslogHead(text, stamps);
  return { at: Number.isNaN(at) ? undated() : at, sensor: host };
};

const OWN_HEAD =
  /^(?:<\d{1,3}>)?(?:\w{3} [ \d]\d \d\d:\d\d:\d\d \S{1,64} )?(\d{4}):(\d\d):(\d\d)-(\d\d:\d\d:\d\d) (\S{1,64}) /;
