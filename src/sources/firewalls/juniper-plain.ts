// The plain messages of Junos: fields by position, brought to the names of the structured form.
//
//   session closed TCP FIN: 10.20.1.5/51022->198.51.100.7/6881 0x0 None 192.0.2.1/40000->198.51.100.7/6881 0x0
//     nat-1 N/A N/A N/A 6 office-out trust untrust 1234 20(4249) 18(90412) 61 UNKNOWN UNKNOWN ada(staff) ge-0/0/1.0 …
import type { Fields } from '../text/fields.ts';

/** Fields of a plain message, none when its words are not known here, null when they are not those of its name. */
export const plainFields = (name: string, text: string): Fields | null => {
  if (name.includes('SESSION_')) return sessionFields(text, name.startsWith('APPTRACK'));
  if (name.startsWith('WEBFILTER_')) return named(WEB.exec(text), WEB_NAMES);
  if (name.startsWith('RT_SCREEN_')) return named(SCREEN.exec(text), SCREEN_NAMES);
  if (name.startsWith('IDP_')) return named(INTRUSION.exec(text), INTRUSION_NAMES);
  return new Map();
};

const sessionFields = (text: string, tracked: boolean): Fields | null => {
  const first = SESSION.exec(text);
  if (!first) return null;
  const fields = new Map<string, string>();
  take(fields, first, SESSION_NAMES);
  const rest = text.slice(first[0].length, first[0].length + REST_CHARS_MAX);
  if (first[1] === 'denied') {
    take(fields, DENIED.exec(rest), DENIED_NAMES);
    return fields;
  }
  const behind = BEHIND.exec(rest);
  take(fields, behind, BEHIND_NAMES);
  if (tracked && behind) take(fields, TRACKED.exec(rest.slice(0, behind.index)), TRACKED_NAMES);
  const after = behind ? rest.slice(behind.index + behind[0].length) : rest;
  const counters = COUNTERS.exec(after);
  take(fields, counters, COUNTER_NAMES);
  if (!counters) take(fields, POLICY.exec(after), POLICY_NAMES);
  return fields;
};

const named = (found: RegExpExecArray | null, names: readonly string[]): Fields | null => {
  if (!found) return null;
  const fields = new Map<string, string>();
  take(fields, found, names);
  return fields;
};

const take = (
  fields: Map<string, string>,
  found: RegExpExecArray | null,
  names: readonly string[],
): void => {
  for (const [i, name] of names.entries()) {
    const value = found?.[i + 1];
    if (value !== undefined && name !== '' && !fields.has(name)) fields.set(name, value);
  }
};

const REST_CHARS_MAX = 4096;
const ADDRESS = String.raw`([\da-fA-F:.]{2,45})`;
const PAIR = String.raw`${ADDRESS}\/(\d{1,5})->${ADDRESS}\/(\d{1,5})`;
const SESSION = new RegExp(
  String.raw`^(?:Lsys \S{1,64}: |\S{1,64}: )?(?:AppTrack |flow )?(?:session|volume) (created|closed|denied|update)[^:]{0,80}?:? ?(?:[^:>]{0,60}: )?${PAIR} `,
);
const SESSION_NAMES = [
  '',
  'source-address',
  'source-port',
  'destination-address',
  'destination-port',
];
const BEHIND = new RegExp(`(?:^| )${PAIR} `);
const BEHIND_NAMES = [
  'nat-source-address',
  'nat-source-port',
  'nat-destination-address',
  'nat-destination-port',
];
/** AppTrack names the service, the application and the one inside it before the ends behind translation. */
const TRACKED = /(\S{1,128}) (\S{1,128})$/;
const TRACKED_NAMES = ['application', 'nested-application'];
const WORD = String.raw`(\S{1,128})`;
const POLICY = new RegExp(
  String.raw`(?:^| )(\d{1,3}) ${WORD} ${WORD} ${WORD} (\d{1,20})(?: ([^\s(]{1,128})\()?`,
);
const POLICY_NAMES = [
  'protocol-id',
  'policy-name',
  'source-zone-name',
  'destination-zone-name',
  'session-id',
  'username',
];
const COUNTERS = new RegExp(
  String.raw`(?:^| )(\d{1,3}) ${WORD} ${WORD} ${WORD} (\d{1,20}) (\d{1,16})\((\d{1,16})\) (\d{1,16})\((\d{1,16})\) (\d{1,9})(?: ([^\s(]{1,128}) ([^\s(]{1,128}) ([^\s(]{1,128})\()?`,
);
const COUNTER_NAMES = [
  'protocol-id',
  'policy-name',
  'source-zone-name',
  'destination-zone-name',
  'session-id',
  'packets-from-client',
  'bytes-from-client',
  'packets-from-server',
  'bytes-from-server',
  'elapsed-time',
  'application',
  'nested-application',
  'username',
];
const DENIED = new RegExp(
  String.raw`(?:^| )(\d{1,3})\(\d{1,3}\) ${WORD} ${WORD} ${WORD}(?: ([^\s(]{1,128}) ([^\s(]{1,128}) ([^\s(]{1,128})\()?`,
);
const DENIED_NAMES = [
  'protocol-id',
  'policy-name',
  'source-zone-name',
  'destination-zone-name',
  'application',
  'nested-application',
  'username',
];
const WEB = new RegExp(
  String.raw`^WebFilter: ACTION="[^"]{1,64}" (?:source-zone="[^"]{0,64}" destination-zone="[^"]{0,64}" )?${ADDRESS}\((\d{1,5})\)->${ADDRESS}\((\d{1,5})\) (?:SESSION_ID=\d{1,20} )?(?:APPLICATION="[^"]{0,64}" NESTED-APPLICATION="[^"]{0,64}" )?CATEGORY="[^"]{0,128}" REASON="[^"]{0,128}" PROFILE="[^"]{0,128}" URL=(\S{1,2048}) OBJ=(\S{1,8192})(?: USERNAME=(.{1,128}?) ROLES=)?`,
);
const WEB_NAMES = [
  'source-address',
  'source-port',
  'destination-address',
  'destination-port',
  'url',
  'obj',
  'username',
];
const SHORTEST = String.raw`([\da-fA-F:.]{0,45}?)`;
const SCREEN = new RegExp(
  String.raw`^(.{1,80}?) source: ${SHORTEST}(?::(\d{1,5}))?, destination: ${SHORTEST}(?::(\d{1,5}))?,(?: protocol-id: (\d{1,3}),)? zone name: .{1,128}?, interface name: \S{1,64}, action: (\w{1,20})`,
);
const SCREEN_NAMES = [
  'attack-name',
  'source-address',
  'source-port',
  'destination-address',
  'destination-port',
  'protocol-id',
  'action',
];
const INTRUSION = new RegExp(
  String.raw`^IDP: at \d{1,12}, \w{1,20} Attack log <${ADDRESS}\/(\d{1,5})->${ADDRESS}\/(\d{1,5})> for (\w{1,20}) protocol and service .{1,64}? application .{1,64}? by rule .{1,400}?action (?:=|to be) ?(\w{1,20})(?:.{0,400}? name=(\S{1,128}),)?`,
);
const INTRUSION_NAMES = [
  'source-address',
  'source-port',
  'destination-address',
  'destination-port',
  'protocol-name',
  'action',
  'attack-name',
];
