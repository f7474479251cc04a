// CloudGen Firewall of Barracuda: firewall activity, in both its forms, and sign-ins (Barracuda Campus, "Firewall activity
// log", "Syslog streaming"):
//
//   Nov 22 05:52:09 gate box_Firewall_Activity: Info     gate Allow: FWD|TCP|eth1|10.20.1.5|51022|02:00:5e:10:00:01|198.51.100.7|
//     6881|tcp6881|eth0|OFFICE|0|192.0.2.1|198.51.100.7|61000|1|9000|400|9|4|ada|||||
//   … Info     gate Remove: type=FWD|proto=TCP|srcIF=eth1|srcIP=10.20.1.5|srcPort=51022|…|receivedBytes=9000|sentBytes=400|…
//
// Sound because: one of the activity's words, then that many bars with a protocol and two addresses at their places. Looks
// alike: nothing known. Sessions with the firewall's own services and what it sends to its control centre are alerts. Does not
// see: who such a session belongs to, where it names no account.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';

const NOT_BARRACUDA = 'not a line of a Barracuda firewall';
const OTHER = 'not kept: line of a Barracuda firewall that names no traffic';

export const barracuda: Source = textSource({
  id: 'barracuda',
  title: 'Barracuda CloudGen Firewall',
  looks: /\b(?:Info|Notice|Warning|Error|Security|Fatal) +/,
  otherwise: NOT_BARRACUDA,
  open: (context) => (text) => {
    const found = ACTIVITY.exec(text);
    if (found) {
      const fields = activityFields(text.slice(found.index + found[0].length));
      if (fields === null) return NOT_BARRACUDA;
      return context.emit({ ...verdict(found[1]!, fields), ...times(text, fields, context) });
    }
    const draft = signIn(text) ?? alert(text);
    if (draft !== null) return context.emit({ ...draft, ...times(text, NONE, context) });
    return BOX.test(text) ? OTHER : NOT_BARRACUDA;
  },
});

type Untimed = Omit<Draft, 'at' | 'until' | 'sensor'>;

const activityFields = (text: string): Fields | null => {
  if (text.startsWith('type=')) return keyValues(text, '|');
  const cells = text.split('|', PLACES.length);
  if (cells.length < FEWEST_CELLS) return null;
  return new Map(PLACES.map((name, i) => [name, cells[i]?.trim() ?? '']));
};

const verdict = (word: string, fields: Fields): Untimed => ({
  kind: 'verdict',
  action: /Allow|Remove|Detect/.test(word) ? 'allowed' : 'denied',
  transport: fields.get('proto'),
  source: fields.get('srcIP'),
  sourcePort: fields.get('srcPort'),
  destination: fields.get('dstIP'),
  destinationPort: fields.get('dstPort'),
  mac: fields.get('srcMAC'),
  bytesOut: fields.get('sentBytes'),
  bytesIn: fields.get('receivedBytes'),
  rule: fields.get('rule')?.replace(/^<(.*)>$/, '$1'),
  user: fields.get('user'),
  application: fields.get('application') || fields.get('protocol'),
  translated: { source: fields.get('srcNAT'), destination: fields.get('dstNAT') },
});

const signIn = (text: string): Untimed | null => {
  const client = CLIENT.exec(text);
  if (client) {
    const [, word = '', source, user, listed] = client;
    const event = word === 'Login' ? 'signed-in' : 'signed-out';
    return { kind: 'sign-in', event, source, user: user ?? listed };
  }
  const daemon = DAEMON.exec(text);
  if (daemon) {
    const [, source, sourcePort, word, user] = daemon;
    const event = word === 'succeeded' ? 'signed-in' : 'failed';
    return { kind: 'sign-in', event, source, sourcePort, user: withoutBox(user) };
  }
  const attempt = ATTEMPT.exec(text);
  if (!attempt) return null;
  const [, user, source, outcome] = attempt;
  const event = /^Allowed/.test(outcome ?? '') ? 'signed-in' : 'failed';
  return { kind: 'sign-in', event, source, user: withoutBox(user) };
};

/** The firewall's own daemons sign in as `localhost_BOX`. */
const withoutBox = (user: string | undefined): string | undefined =>
  user?.replace(/^(localhost)_.*$/s, '$1');

/** `Insert Event from … - (D|3|boxfw|…|TCP 10.20.1.5:51022 (eth1) -> 198.51.100.7:6881)`. */
const alert = (text: string): Untimed | null => {
  const found = EVENT.exec(text);
  if (!found) return service(text);
  const [, what, transport, source, sourcePort, destination, destinationPort] = found;
  return {
    kind: 'alert',
    text: what?.replaceAll('|', ' '),
    ...{ transport, source, sourcePort, destination, destinationPort },
  };
};

/** A session with the firewall's own control service, or an event sent on to the control centre. */
const service = (text: string): Untimed | null => {
  const sent = SENT.exec(text);
  if (sent) return { kind: 'alert', text: sent[1]!.replaceAll('|', ' '), destination: sent[2] };
  const session = SESSION.exec(text)?.groups;
  if (!session) return null;
  const { told, user, source = session['at'], sourcePort = session['port'] } = session;
  return { kind: 'alert', text: told, source, sourcePort, user };
};

const NONE: Fields = new Map();

const times = (text: string, fields: Fields, { stamps, undated }: TextContext) => {
  const own = OWN_TIME.exec(text);
  const relay = syslogHead(text, stamps);
  const at = own ? stamps.any(`${own[1]}-${own[2]}-${own[3]} ${own[4]}${own[5] ?? ''}`) : relay.at;
  const ended = Number.isNaN(at) ? undated() : at;
  const ms = Number(fields.get('duration') ?? 0);
  const sensor = relay.host;
  return ms > 0 && ms < DURATION_MS_MAX
    ? { at: ended - ms, until: ended, sensor }
    : { at: ended, sensor };
};

const LEVEL = '(?:Info|Notice|Warning|Error|Security|Fatal)';
const ACTIVITY = new RegExp(
  String.raw`\b${LEVEL} +(?:[+-]\d\d:?\d\d )?(?:\S{1,64} )?((?:Local|Rule|Forward)?(?:Allow|Block|Deny|Drop|Remove|Fail|Detect|Scan)): (?=type=|[A-Z<][\w<>]{0,20}\|[A-Z][\w-]{1,15}\|[^|]{0,32}\|[\da-fA-F.:]{2,45}\|\d{0,5}\|[^|]{0,20}\|[\da-fA-F.:]{2,45}\|)`,
);
const PLACES = [
  'type',
  'proto',
  'srcIF',
  'srcIP',
  'srcPort',
  'srcMAC',
  'dstIP',
  'dstPort',
  'dstService',
  'dstIF',
  'rule',
  'info',
  'srcNAT',
  'dstNAT',
  'duration',
  'count',
  'receivedBytes',
  'sentBytes',
  'receivedPackets',
  'sentPackets',
  'user',
  'protocol',
  'application',
] as const;
const FEWEST_CELLS = 12;
/** Milliseconds; longer ones are no duration. */
const DURATION_MS_MAX = 30 * 86_400_000;
const BOX = new RegExp(String.raw`\bbox_[A-Z][A-Za-z_]{2,40}:? +${LEVEL} `);
const CLIENT =
  /\bAuthentication (Login|Logout|Timeout\(\d{1,9}\)) for peer=([\da-fA-F.:]{2,45}) origin=\S{1,32} .{1,200}?(?:\buser=(\S{1,128})|box=\S{1,64} ([^\s|=]{1,128})\|)/;
const ATTEMPT =
  /\bLOGIN ATTEMPT: \w{1,32}\[\d{1,10}\]: Login (.{1,128}?) from ([\da-fA-F.:]{2,45}) ?: (\w{1,20})/;
const DAEMON = new RegExp(
  String.raw`\b${LEVEL} +\S{1,64} ([\da-fA-F.:]{2,45}):(\d{1,5}) login (succeeded|failed): (\S{1,128})`,
);
const EVENT =
  /\bInsert Event from \S{1,64} - \(D\|\d{1,3}\|(.{1,120}?)\|[^|]{0,64}\|[^|]{0,64}\|\d{9,10}\|([A-Z]{2,8}) ([\d.]{7,15}):(\d{1,5}) \([^)]{0,32}\) -> ([\d.]{7,15}):(\d{1,5})\)/;
const SENT =
  /\bSend Event \(D\|\d{1,3}\|(.{1,400})\|[^|]{0,64}\) to Control Center ([\da-fA-F.:]{3,45})\s*$/;
/** `[master@10.20.0.9_36778]  Commit operation: …`, `Session from 10.20.0.9:15743 mode=0`, `New Session GCSID_…_10.20.0.9_15743_25308` */
const SESSION = new RegExp(
  String.raw`\b${LEVEL} +(?:[+-]\d\d:?\d\d )?\S{1,64} (?:\[(?<user>[\w.-]{1,64})@(?<source>[\da-fA-F.:]{3,45})_(?<sourcePort>\d{1,5})\] +)?(?<told>(?<=\] +)\S.{0,300}|(?:Process: |New )?Session(?: from |\(| GCSID_\S{1,128}?_)(?<at>[\da-fA-F.]{7,15}|[\da-fA-F:]{3,45})[:_](?<port>\d{1,5}).{0,200})$`,
);
const OWN_TIME =
  /^(\d{4}) (\d\d) (\d\d) (\d\d:\d\d:\d\d) (?:Info|Notice|Warning|Error|Security|Fatal) +([+-]\d\d:\d\d)?/;
