// Cisco ASA, Firepower Threat Defense and their forerunners PIX and FWSM ("Cisco Secure Firewall ASA Series Syslog
// Messages", "Cisco Secure Firewall Threat Defense Syslog Messages"):
//
//   Nov 22 2026 05:52:09 asa-1 : %ASA-6-302013: Built outbound TCP connection 11757 for outside:198.51.100.14/6881
//     (198.51.100.14/6881) to inside:10.20.1.13/51022 (203.0.113.9/61022)
//
// Sound because: product, severity and a number of six digits. Looks alike: IOS (`%SEC-6-IPACCESSLOGP`: a word in capitals
// where the number stands). Lines whose head a relay took away are read only where the AnyConnect messages' `Group <…>
// User <…> IP <…>` shows them to be the ASA's.
// A message has its place by number; those of no place that name two ends tell of a packet that was dropped or passed.
// Does not see: directions of a connection's bytes: the ASA counts both together (they are given as received).
// A message that names one end only (a handshake, a change of settings, the end of a host's connections) and a translation
// made or removed (305011, 305012: who went out as which address and port) are alerts.
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';
import { ConnectionMessages } from './cisco-asa-connection.ts';
import { personMessage } from './cisco-asa-person.ts';
import { endOf, endsOf } from './cisco-ends.ts';
import { threatDefense } from './cisco-ftd.ts';
import { type CiscoMessage, ciscoHead } from './cisco-head.ts';

const NOT_ASA = 'not a message of Cisco ASA or Threat Defense';
const NO_ENDS = 'not kept: message that names no two ends and no person';

export const ciscoAsa = textSource({
  id: 'cisco-asa',
  title: 'Cisco ASA, Firepower Threat Defense, PIX',
  looks: /(?:ASA|FTD|PIX|FWSM|NGIPS)-(?:\w{0,12}-)?\d-\d{6}\b|User <[^>]{0,128}> IP </,
  otherwise: NOT_ASA,
  open: (context) => {
    const connections = new ConnectionMessages();
    return (text) => {
      // What stands in JSON of others is escaped and theirs to read.
      if (text.startsWith('{')) return NOT_ASA;
      const found = HEAD.exec(text);
      if (!found) return HEADLESS.test(text) ? headless(text.trim(), context) : NOT_ASA;
      const message: CiscoMessage = {
        ...ciscoHead(text.slice(0, found.index), context),
        number: Number(found[1]),
        text: text.slice(found.index + found[0].length),
      };
      return kept(read(message, connections, context));
    };
  },
});

const read = (
  message: CiscoMessage,
  connections: ConnectionMessages,
  context: TextContext,
): Outcome => {
  const { number } = message;
  if (number >= 430_001 && number <= 430_005) return threatDefense(message, context);
  if (TRANSLATIONS.has(number)) return translation(message, context);
  if (number === 304_001 || number === 304_002) return webRequest(message, context);
  const connection = connections.read(message, context);
  if (connection !== undefined) return connection;
  const person = personMessage(message, context);
  return person === undefined ? packet(message, context) : person;
};

/** The line is the ASA's, whatever it lacks. */
const kept = (outcome: Outcome): Outcome =>
  outcome === null || outcome.startsWith('not kept: ') ? outcome : NO_ENDS;

const headless = (text: string, context: TextContext): Outcome => {
  const outcome = personMessage({ ...ciscoHead('', context), number: 0, text }, context);
  return outcome === undefined ? NOT_ASA : outcome;
};

/** `10.20.1.13(CORP\anna) Accessed URL 198.51.100.14:http://…`, `Access denied URL http://… SRC 10.… DEST 198.…`. */
const webRequest = ({ at, sensor, text }: CiscoMessage, { emit }: TextContext): Outcome => {
  const denied = DENIED_URL.exec(text);
  if (denied) {
    const [, url, source, user, destination] = denied;
    return emit({
      kind: 'request',
      at,
      sensor,
      source,
      user: bare(user),
      destination,
      url,
      action: 'denied',
    });
  }
  const found = ACCESSED_URL.exec(text);
  if (!found) return NO_ENDS;
  const [, before, source, user, destination, url] = found;
  return emit({
    kind: 'request',
    at,
    sensor,
    source,
    user: bare(user ?? before),
    destination,
    url,
  });
};

const ACCESSED_URL =
  /^(?:([^\s@]{1,128})@)?([\da-fA-F.:]{3,45})(?:\(([^)]{1,128})\))? Accessed (?:JAVA )?URL ([\d.]{7,15}|\[?[\da-fA-F:]{3,39}\]?):(\S+)/;
const DENIED_URL =
  /^Access denied URL (\S+) SRC ([\da-fA-F.:]{3,45})(?:\(([^)]{1,128})\))? DEST ([\d.]{7,15}|[\da-fA-F:]{3,39})/;

const bare = (user: string | undefined): string | undefined =>
  user?.replace(/^.{0,255}\\+(?=.)/, '');

/** Denials, access lists, inspections: a packet or flow between two ends. */
const packet = ({ at, sensor, text }: CiscoMessage, { emit }: TextContext): Outcome => {
  const [source, destination] = endsOf(text);
  const ends = {
    at,
    sensor,
    transport: transportOf(text),
    source: source?.address,
    sourcePort: source?.port,
    destination: destination?.address,
    destinationPort: destination?.port,
  };
  const denied = DENIED.test(text);
  if (!source) return alone(text, { at, sensor }, emit);
  if (!destination)
    return emit({
      kind: 'alert',
      ...ends,
      text: text.slice(0, ALERT_CHARS_MAX),
      action: denied ? 'denied' : undefined,
    });
  const intrusion = /^IDS:\d{1,5} (.{1,80}?) from /.exec(text);
  if (intrusion) return emit({ kind: 'alert', ...ends, text: intrusion[1] });
  if (!denied && !ALLOWED.test(text)) return emit({ kind: 'connection', ...ends });
  const rule = /\baccess-group "([^"]{1,240})"|^access-list (\S{1,240})/.exec(text);
  return emit({
    kind: 'verdict',
    ...ends,
    action: denied ? 'denied' : 'allowed',
    user: bare(/\(([^()\s]{1,128}\\[^(),]{1,128})[,)]/.exec(text)?.[1]),
    rule: rule?.[1] ?? rule?.[2],
  });
};

/** `Device completed SSL handshake with client outside:203.0.113.5/51022`, `Begin configuration: 10.20.1.2 reading from http`. */
const alone = (
  text: string,
  told: Pick<CiscoMessage, 'at' | 'sensor'>,
  emit: TextContext['emit'],
): Outcome => {
  const found = ALONE.exec(text);
  const end = found && endOf(found[1]!);
  if (!end) return NO_ENDS;
  const ends = { source: end.address, sourcePort: end.port };
  return emit({ kind: 'alert', ...told, ...ends, text: text.slice(0, ALERT_CHARS_MAX) });
};

const ALONE =
  /(?:\bwith client |^Begin configuration: |\blocal-host |^End configuration: )(\S{2,120})/;
const ALERT_CHARS_MAX = 120;

/** `Built dynamic TCP translation from inside:10.20.1.13/51022 to outside:203.0.113.9/61022`: to the address that others see. */
const translation = ({ at, sensor, text }: CiscoMessage, { emit }: TextContext): Outcome => {
  const [inner, outer] = endsOf(text);
  if (!inner || !outer) return NO_ENDS;
  return emit({
    kind: 'alert',
    at,
    sensor,
    text: text.slice(0, ALERT_CHARS_MAX),
    transport: transportOf(text),
    source: inner.address,
    sourcePort: inner.port,
    destination: outer.address,
    destinationPort: outer.port,
  });
};

const DENIED =
  /\b(?:den(?:y|ied)|drop(?:s|ped|ping)?|discard(?:ed)?|shunned|exceeded|exhausted|disallow\w*|failed|unable|received an? (?:ESP|non-IPSec)|Bad TCP hdr|Invalid transport|No translation|No matching)\b/i;
const ALLOWED = /\b(?:permitted|est-allowed|monitored|built)\b/i;

const transportOf = (text: string): string | undefined => {
  const named = /\bprotocol (\d{1,3})\b/.exec(text) ?? PROTOCOL.exec(text);
  return named?.[1] ?? (/\b(?:SSL|TLSv\d)/.test(text) ? 'tcp' : undefined);
};

const PROTOCOL = /\b(tcp|udp|icmp6|icmp|sctp|gre|esp)\b/i;

/** NAT entries made and removed. */
const TRANSLATIONS: ReadonlySet<number> = new Set([305_009, 305_010, 305_011, 305_012, 305_017]);

const HEAD = /%?\b(?:ASA|FTD|PIX|FWSM|NGIPS)-(?:\w{0,12}-)?\d-(\d{6}):? ?/;
const HEADLESS =
  /^\s?(?:TunnelGroup <[^>]{0,128}> )?Group(?:Policy)? <[^>]{0,128}> User <[^>]{0,128}> IP <[^>]{0,64}> /;
