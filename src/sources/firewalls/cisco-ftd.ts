// Security events of Firepower Threat Defense, 430001 to 430005 ("Security Event Syslog Messages"): `Name: value` pairs,
// comma-separated; a value may hold commas itself (user agents), so it ends where the next name begins.
import { SECOND_MS } from '../../model/time.ts';
import type { Fields } from '../text/fields.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { account } from './account.ts';
import type { CiscoMessage } from './cisco-head.ts';

export const threatDefense = (message: CiscoMessage, context: TextContext): Outcome => {
  const fields = pairs(message.text);
  const first = context.stamps.any(fields.get('FirstPacketSecond') ?? '');
  const base = {
    at: Number.isNaN(first) ? message.at : first,
    sensor: message.sensor,
    transport: fields.get('Protocol'),
    source: fields.get('SrcIP'),
    sourcePort: fields.get('SrcPort'),
    destination: fields.get('DstIP'),
    destinationPort: fields.get('DstPort'),
    user: userOf(fields.get('User')),
    application: applicationOf(fields),
  };
  switch (message.number) {
    case 430_001:
      return intrusion(fields, base, context);
    case 430_002:
    case 430_003:
      return connection(fields, base, message.number === 430_003, context);
    default:
      return file(fields, base, context);
  }
};

interface Base {
  readonly at: number;
  readonly sensor: string | undefined;
  readonly transport: string | undefined;
  readonly source: string | undefined;
  readonly sourcePort: string | undefined;
  readonly destination: string | undefined;
  readonly destinationPort: string | undefined;
  readonly user: string | undefined;
  readonly application: string | undefined;
}

const intrusion = (fields: Fields, base: Base, { emit }: TextContext): Outcome =>
  emit({
    kind: 'alert',
    ...base,
    text: fields.get('Message') ?? fields.get('Classification') ?? fields.get('IntrusionPolicy'),
    action: fields.get('InlineResult'),
  });

const connection = (fields: Fields, base: Base, ended: boolean, { emit }: TextContext): Outcome => {
  const seconds = ended ? Number(fields.get('ConnectionDuration')) || 0 : 0;
  const action = fields.get('AccessControlRuleAction') ?? '';
  const verdict = emit({
    kind: 'verdict',
    ...base,
    until: seconds > 0 ? base.at + seconds * SECOND_MS : undefined,
    action: /block/i.test(action) && !/bypass/i.test(action) ? 'denied' : 'allowed',
    // The line about the beginning has the first packets only, which that about the end has again.
    bytesOut: ended ? fields.get('InitiatorBytes') : undefined,
    bytesIn: ended ? fields.get('ResponderBytes') : undefined,
    rule: fields.get('AccessControlRuleName') ?? fields.get('Prefilter Policy'),
    translated: {
      source: fields.get('NAT_InitiatorIP'),
      sourcePort: fields.get('NAT_InitiatorPort'),
      destination: fields.get('NAT_ResponderIP'),
      destinationPort: fields.get('NAT_ResponderPort'),
    },
  });
  const query = fields.get('DNSQuery');
  if (query) emit({ kind: 'lookup', ...base, query, answer: fields.get('DNSResponseType') });
  const url = fields.get('URL');
  const host = fields.get('SSLServerName') ?? fields.get('ReferencedHost');
  if (url || host)
    emit({
      kind: 'request',
      ...base,
      url,
      host,
      action,
      method: fields.get('HTTPMethod'),
      status: fields.get('HTTPResponse'),
      agent: fields.get('UserAgent'),
    });
  return verdict;
};

const file = (fields: Fields, base: Base, { emit }: TextContext): Outcome => {
  const sum = fields.get('FileSHA256');
  const url = fields.get('URI');
  const seen = emit({
    kind: 'file',
    ...base,
    name: fields.get('FileName'),
    hash: sum && `sha256:${sum.toLowerCase()}`,
    size: fields.get('FileSize'),
    url,
  });
  const threat = fields.get('ThreatName');
  if (!threat) return seen;
  return emit({ kind: 'alert', ...base, text: threat, action: fields.get('FileAction'), url });
};

/** `BitTorrent` is a protocol; on the web the site says more than `HTTPS`. */
const applicationOf = (fields: Fields): string | undefined => {
  const protocol = fields.get('ApplicationProtocol');
  const site = fields.get('WebApplication');
  return site && (!protocol || /^(?:HTTPS?|SSL|TLS|QUIC)\b/i.test(protocol)) ? site : protocol;
};

/** What stands for no person: `No Authentication Required`, `Not Found`, … */
const userOf = (user: string | undefined): string | undefined =>
  user &&
  !/^(?:No Authentication Required|Not Found|Unknown|Unauthorized|Guest|Pending|Special Identit)/i.test(
    user,
  )
    ? account(user)
    : undefined;

const pairs = (text: string): Fields => {
  const fields = new Map<string, string>();
  let name = '';
  let from = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found && fields.size < FIELDS_MAX; found = NAME.exec(text)) {
    if (name !== '' && !fields.has(name)) fields.set(name, value(text.slice(from, found.index)));
    name = found[1]!;
    from = NAME.lastIndex;
  }
  if (name !== '' && !fields.has(name)) fields.set(name, value(text.slice(from)));
  return fields;
};

/** Some collectors leave a line break in HTML. */
const value = (text: string): string => text.replace(/^<br ?\/?>/, '').trim();

const FIELDS_MAX = 128;
const NAME = /(?:^|, ?)\s{0,4}([A-Z][\w/-]{1,40}(?: [A-Z][a-z]{2,12})?): /g;
