// ScreenOS on NetScreen and SSG firewalls (Juniper, "ScreenOS Message Log Reference Guide"):
//
//   Nov 22 05:52:09 ssg5 ssg5: NetScreen device_id=ssg5  [Root]system-notification-00257(traffic): start_time="2026-11-22
//     05:51:08" duration=61 policy_id=7 service=http proto=6 src zone=Trust dst zone=Untrust action=Permit sent=400
//     rcvd=9000 src=10.20.1.5 dst=198.51.100.7 src_port=51022 dst_port=6881 src-xlated ip=192.0.2.1 port=40000 …
//
// Sound because: `NetScreen device_id=` and `system-<level>-<number>`. Looks alike: nothing known. Does not see: names of
// applications other than the service of the policy; changes of the configuration (counted).
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { keyValues } from '../text/fields.ts';
import { type SyslogHead, syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_SCREENOS = 'not a message of ScreenOS';
const OTHER = 'not kept: message of ScreenOS that names no traffic';

export const netscreen: Source = textSource({
  id: 'netscreen',
  title: 'Juniper NetScreen and SSG (ScreenOS)',
  looks: /NetScreen device_id=/,
  otherwise: NOT_SCREENOS,
  open: (context) => (text) => {
    const found = MARK.exec(text);
    if (!found) return NOT_SCREENOS;
    const said = text.slice(found.index + found[0].length);
    const head = syslogHead(text.slice(0, found.index), context.stamps);
    const zoned = /^(?:<\d{1,3}>)?(?:1 )?\d{4}-/.test(text);
    const seen = { at: head.at, sensor: found[1] ?? head.host, zoned };
    if (found[2] === '(traffic)') return traffic(said, seen, context);
    const draft = attack(said) ?? signIn(said);
    return draft === null ? OTHER : context.emit({ ...draft, ...dated(seen, said, context) });
  },
});

type Seen = Pick<SyslogHead, 'at'> & { readonly sensor: string; readonly zoned: boolean };

const traffic = (said: string, { at, sensor }: Seen, context: TextContext): Outcome => {
  const fields = keyValues(said);
  const started = context.stamps.any(fields.get('start_time') ?? '');
  const began = Number.isNaN(started) ? at : started;
  const seconds = Number(fields.get('duration') ?? 0);
  const translated = TRANSLATED.exec(said);
  return context.emit({
    kind: 'verdict',
    at: Number.isNaN(began) ? context.undated() : began,
    until: seconds > 0 ? began + seconds * 1000 : undefined,
    sensor,
    action: decision(fields.get('action')) ?? 'denied',
    transport: fields.get('proto'),
    source: fields.get('src'),
    sourcePort: fields.get('src_port'),
    destination: fields.get('dst'),
    destinationPort: fields.get('dst_port'),
    bytesOut: fields.get('sent'),
    bytesIn: fields.get('rcvd'),
    rule: fields.get('policy_id'),
    translated: {
      source: translated?.[1],
      sourcePort: translated?.[2],
      destination: translated?.[3],
      destinationPort: translated?.[4],
    },
  });
};

/** `SYN flood! From a:1 to b:2, proto TCP (zone …). Occurred 1 times.` */
const attack = (said: string): Omit<Draft, 'at'> | null => {
  const found = ATTACK.exec(said);
  if (!found) return null;
  const [, text, source, sourcePort, destination, destinationPort, transport] = found;
  return {
    kind: 'alert',
    ...{ text, source, sourcePort, destination, destinationPort, transport },
  };
};

const signIn = (said: string): Omit<Draft, 'at'> | null => {
  const groups = (SESSION.exec(said) ?? LOGGED.exec(said))?.groups;
  if (!groups) return null;
  const words = said.slice(0, WORDS_CHARS_MAX);
  const out = /logged out|timed out|terminated/.test(words) ? 'signed-out' : 'signed-in';
  return {
    kind: 'sign-in',
    event: /fail/.test(words) ? 'failed' : out,
    user: groups['user'],
    source: groups['source'],
    service: groups['service']?.toLowerCase(),
  };
};

/** The relay's time where it names a zone; else the firewall's own at the end of the line, which has the year. */
const dated = ({ at, zoned, sensor }: Seen, said: string, { stamps, undated }: TextContext) => {
  const own = zoned ? Number.NaN : stamps.any(OWN_TIME.exec(said.slice(-24))?.[1] ?? '');
  const known = Number.isNaN(own) ? at : own;
  return { at: Number.isNaN(known) ? undated() : known, sensor };
};

const WORDS_CHARS_MAX = 400;
const MARK =
  /NetScreen device_id=(\S{1,64}) {1,4}(?:\[[^\]]{1,40}\] ?)?system-\w{1,20}-\d{5}(\(traffic\))?: /;
const TRANSLATED =
  /src-xlated ip=(\S{2,45}) port=(\d{1,5})(?: dst-xlated ip=(\S{2,45}) port=(\d{1,5}))?/;
const ADDRESS = String.raw`([\da-fA-F.:]{2,45}?)`;
const ATTACK = new RegExp(
  String.raw`^(.{1,80}?)!? From ${ADDRESS}(?::(\d{1,5}))? to ${ADDRESS}(?::(\d{1,5}))?,(?: proto (\w{1,10}))?`,
);
const SESSION =
  /^(?:Management session via (?<service>\S{1,20}) from (?<source>[\d.]{7,15})(?::\d{1,5})? for (?:\[?\S{1,20}\]? )?admin (?<user>.{1,64}?) has )/;
const LOGGED =
  /^(?:Admin(?:istrator)? (?:user )?|Login attempt to system by (?:admin )?)"?(?<user>.{1,64}?)"? (?:has (?:been )?)?(?:logged (?:in|on|out) )?(?:via (?:the )?|for )(?<service>[^\s(]{1,20}).{0,60}? from (?<source>[\d.]{7,15})/;
const OWN_TIME = /\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\)\s*$/;
