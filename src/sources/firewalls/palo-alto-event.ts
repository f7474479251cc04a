// Logs of Palo Alto Networks that tell of persons: GlobalProtect (VPN), User-ID, host checks, authentication, and those of
// SYSTEM whose sentences name a person and an address.
import { SECOND_MS } from '../../model/time.ts';
import { said } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { account } from './account.ts';
import type { PanRecord } from './palo-alto-record.ts';

type Reading = (record: PanRecord, at: number, context: TextContext) => Outcome;

export const panEvent: Reading = (record, at, context) => {
  const reading = READINGS[record.type];
  return reading ? kept(reading(record, at, context)) : NOT_KEPT;
};

const NOT_KEPT = 'not kept: log that names no person and no address';

/** The line is Palo Alto's, whatever it lacks. */
const kept = (outcome: Outcome): Outcome => (outcome === null ? null : NOT_KEPT);

/** An address is a person's for `MappingTimeout` seconds. */
const userId: Reading = (record, at, { emit }) => {
  if (!/^(?:login|logout)$/.test(record.subtype)) return NOT_KEPT;
  const seconds = Number(record.get('MappingTimeout')) || 0;
  const granted = record.subtype === 'login';
  return emit({
    kind: 'assignment',
    at,
    until: granted && seconds > 0 ? at + seconds * SECOND_MS : undefined,
    event: granted ? 'granted' : 'released',
    sensor: record.get('DeviceName'),
    source: record.get('SourceIP') ?? record.get('SourceAddress'),
    user: account(record.get('User') ?? record.get('SourceUser')),
  });
};

const globalProtect: Reading = (record, at, { emit }) => {
  const event = record.get('EventIDValue') ?? '';
  const shared = {
    at,
    sensor: record.get('DeviceName'),
    user: account(record.get('SourceUserName')?.replace('\\\\', '\\')),
    device: record.get('EndpointDeviceName'),
  };
  const outside = address(record, 'PublicIPv4', 'PublicIPv6');
  const inside = address(record, 'PrivateIPv4', 'PrivateIPv6');
  const failed = /^fail|^error/i.test(record.get('EventStatus') ?? '');
  if (SIGN_IN.test(event) || /logout/.test(event) || failed)
    return emit({
      kind: 'sign-in',
      ...shared,
      event: failed ? 'failed' : /logout/.test(event) ? 'signed-out' : 'signed-in',
      source: outside,
      assigned: inside,
      service: 'globalprotect',
    });
  const seen = emit({ kind: 'assignment', ...shared, event: 'seen', source: outside });
  if (!inside) return seen;
  const within = emit({ kind: 'assignment', ...shared, event: 'seen', source: inside });
  return seen === null ? null : within;
};

const SIGN_IN = /(?:^|-)(?:auth|login|connected|register|portal-auth)$/;

const address = (record: PanRecord, four: string, six: string): string | undefined => {
  const found = record.get(four);
  return found && found !== '0.0.0.0' ? found : record.get(six);
};

/** Host information profile: the machine, its address and who sits at it. */
const hipMatch: Reading = (record, at, { emit }) =>
  emit({
    kind: 'assignment',
    at,
    event: 'seen',
    sensor: record.get('DeviceName'),
    source: record.get('SourceIP') || record.get('SourceIPv6'),
    user: account(record.get('SourceUser')),
    device: record.get('EndpointDeviceName'),
    mac: record.get('SourceDeviceMac'),
  });

/** The authentication policy asked for credentials. */
const authentication: Reading = (record, at, { emit }) => {
  const user = account(said(record.get('AuthenticatedUserName')) ?? record.get('NormalizeUser'));
  const text = record.get('AuthenticationDescription') ?? record.get('EventDescription') ?? '';
  const shared = { at, sensor: record.get('DeviceName'), source: record.get('SourceAddress') };
  // Whoever was asked gave no name.
  if (said(user) === undefined) return emit({ kind: 'alert', ...shared, text });
  const failed = /fail|invalid|reject|den(?:y|ied)|lock/i.test(text);
  const event = failed ? 'failed' : 'signed-in';
  return emit({ kind: 'sign-in', ...shared, event, user, service: 'portal' });
};

/** An administrator changed something from an address. */
const configuration: Reading = (record, at, { emit }) =>
  emit({
    kind: 'assignment',
    at,
    event: 'seen',
    sensor: record.get('DeviceName'),
    source: record.get('SourceIP'),
    user: account(record.get('User') ?? record.get('SourceUser')),
  });

/** Sentences such as `authenticated for user 'anna'. auth profile 'VPN', …, From: 203.0.113.5.` */
const system: Reading = (record, at, { emit }) => {
  const text = (record.get('EventDescription') ?? '').slice(0, SENTENCE_CHARS_MAX);
  const sensor = record.get('DeviceName') ?? record.get('LogSourceName');
  const lease = LEASE.exec(text);
  if (lease) {
    const released = /released|expired/i.test(lease[1]!);
    const [, , source, mac, device] = lease;
    const event = released ? 'released' : 'granted';
    return emit({ kind: 'assignment', at, sensor, event, source, mac, device });
  }
  const user = USER.exec(text);
  if (!user) return itself(text, { at, sensor }, emit);
  return emit({
    kind: 'sign-in',
    at,
    sensor,
    event: systemEvent(text),
    user: account(user[1] ?? user[2] ?? user[3]),
    source: FROM.exec(text)?.[1],
    destination: SERVER.exec(text)?.[1],
    service: /globalprotect/i.test(text) ? 'globalprotect' : 'pan-os',
  });
};

/** The firewall names an address of its own: as a DHCP client, or where it connects to from. */
const itself = (
  text: string,
  { at, sensor }: { at: number; sensor: string | undefined },
  emit: TextContext['emit'],
): Outcome => {
  const source = OWN.exec(text)?.[1];
  const server = TO_SERVER.exec(text);
  if (source && server) {
    const [, destination, destinationPort] = server;
    const ends = { source, destination, destinationPort, transport: 'tcp' };
    return emit({ kind: 'connection', at, sensor, ...ends });
  }
  const far = CONNECTS.exec(text);
  if (far && !source) {
    const [, destination, destinationPort] = far;
    return emit({ kind: 'alert', at, sensor, text, destination, destinationPort });
  }
  return emit({ kind: 'assignment', at, event: 'seen', sensor, source, device: sensor });
};

const OWN =
  /(?:\binitiated by:? |^DHCP (?:RENEW|BOUND)[^,]{0,80}, ip )([\da-fA-F]{1,4}[\da-fA-F.:]{2,41}[\da-fA-F])/;
/** `Successfully connect to address: 198.51.100.7 port: 3978`, `CLOUD ELECTION: … IP: 198.51.100.7 was elected` */
const CONNECTS =
  /(?:\bconnect(?:ed)? to address: |^CLOUD ELECTION: \S{1,253} IP: )([\da-fA-F]{1,4}[\da-fA-F.:]{2,41}[\da-fA-F])(?: port: (\d{1,5}))?/;
const TO_SERVER = /\bserver ([\d.]{7,15}):(\d{1,5})\b/;

const systemEvent = (text: string): 'signed-in' | 'signed-out' | 'failed' => {
  if (/fail|not in allowlist|locked|invalid|denied/i.test(text)) return 'failed';
  return /log(?:ged |-| )?out|logoff/i.test(text) ? 'signed-out' : 'signed-in';
};

const SENTENCE_CHARS_MAX = 2000;
/** `DHCP lease started ip 10.20.1.30 --> mac 02:00:… - hostname pc-30, interface ethernet1/2` */
const LEASE =
  /^DHCP lease (started|renewed|released|expired) ip ([\d.]{7,15}) --> mac ([\da-fA-F:]{17})(?: - hostname (?:\[?([^\],]{1,64})\]?))?/i;
const USER =
  /(?:\b(?:for|authenticating) user '([^']{1,128})'|\bfor user (\S{1,128}?)\.? |(?:\bUser name: |^User )([^,\s]{1,128}))/;
const FROM = /(?:\bFrom: |\bLogin from: |\bfrom '?)([\da-fA-F]{1,4}[\da-fA-F.:]{2,41}[\da-fA-F])/i;
const SERVER = /\bserver address '?([\d.]{7,15})/i;

/** Prisma's DNS security tells who asked whom; the question is not in the record. */
const dns: Reading = (record, at, { emit }) => {
  const ends = {
    at,
    source: record.get('SourceAddress'),
    destination: record.get('DNSResolverIP'),
    destinationPort: 53,
  };
  const query = record.get('DNSQuery') ?? record.get('DNSName');
  return query
    ? emit({ kind: 'lookup', ...ends, query, answer: record.get('DNSResponse') })
    : emit({ kind: 'connection', ...ends, transport: 'udp' });
};

const READINGS: Readonly<Record<string, Reading>> = {
  AUTH: authentication,
  AUTHENTICATION: authentication,
  CONFIG: configuration,
  DNS: dns,
  GLOBALPROTECT: globalProtect,
  HIPMATCH: hipMatch,
  SYSTEM: system,
  USERID: userId,
};
