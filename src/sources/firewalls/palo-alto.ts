// Palo Alto Networks: firewalls (PAN-OS 8 to 11), Panorama, Prisma Access, Strata Logging Service:
//
//   1,2026/11/22 05:52:09,007…,TRAFFIC,end,2562,2026/11/22 05:52:09,10.20.1.13,198.51.100.14,…,bittorrent,vsys1,…
//     received            serial type    subtype generated          source     destination
//
// Sound because: time, serial number and one of a dozen words in capitals stand at the first places; in CEF the vendor's
// name; in JSON `LogType`, `DeviceSN` and a generated time together. Looks alike: nothing known.
// Times: the exact one with its zone (PAN-OS 10), else the firewall's local time. A session's line is written at its end:
// it began `elapsed` seconds before. Logs of a session's start have the bytes of its first packets only: left out.
// Does not see: user names behind a terminal server without its agent, the file's size.
import { SECOND_MS } from '../../model/time.ts';
import { syslogHead } from '../text/syslog-head.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';
import { account } from './account.ts';
import { panEvent } from './palo-alto-event.ts';
import { type PanRecord, panRecords } from './palo-alto-record.ts';

const NOT_PAN = 'not a log of Palo Alto Networks';
const NO_ENDS = 'not kept: log without the addresses of its ends';

export const paloAlto = textSource({
  id: 'palo-alto',
  title: 'Palo Alto Networks (PAN-OS, Prisma Access, Strata Logging Service)',
  looks: /,[A-Z]{3,16},[^,]{0,32},\d{0,5},\d|\|Palo Alto Networks\||"LogType"/,
  otherwise: NOT_PAN,
  open: (context) => (text) => {
    const records = panRecords(text);
    let outcome: Outcome = NOT_PAN;
    let understood = false;
    for (const record of records) {
      const one = read(record, timeOf(record, text, context), context);
      if (one === null) understood = true;
      else outcome = one.startsWith('not kept: ') ? one : NO_ENDS;
    }
    return understood ? null : outcome;
  },
});

const read = (record: PanRecord, at: number, context: TextContext): Outcome => {
  switch (record.type) {
    case 'TRAFFIC':
    case 'TUNNEL':
    case 'START':
    case 'SCTP':
      return session(record, at, context);
    case 'THREAT':
      return threat(record, at, context);
    case 'DECRYPTION':
      return decryption(record, at, context);
    default:
      return panEvent(record, at, context);
  }
};

const timeOf = (record: PanRecord, text: string, { stamps, undated }: TextContext): number => {
  for (const name of TIMES) {
    const stamp = record.get(name)?.slice(0, 40) ?? '';
    const at = stamps.any(stamp);
    if (!Number.isNaN(at)) return at;
    const american = stamps.american(stamp);
    if (!Number.isNaN(american)) return american;
  }
  const relayed = syslogHead(text, stamps).at;
  return Number.isNaN(relayed) ? undated() : relayed;
};

const TIMES = ['TimeGeneratedHighResolution', 'TimeGenerated', 'EventTime', 'TimeReceived'];

const baseOf = (record: PanRecord, at: number) => ({
  at,
  sensor: record.get('DeviceName'),
  transport: record.get('Protocol'),
  source: record.get('SourceAddress'),
  sourcePort: record.get('SourcePort'),
  destination: record.get('DestinationAddress'),
  destinationPort: record.get('DestinationPort'),
  user: account(personOf(record.get('SourceUser'))),
  device: record.get('SourceDeviceHost'),
  mac: record.get('SourceDeviceMac'),
  application: applicationOf(record.get('Application')),
});

/** With `Use X-Forwarded-For Header in User-ID` an address stands where the user should: `x-fwd-for: 203.0.113.5`. */
const personOf = (user: string | undefined): string | undefined =>
  user?.startsWith('x-fwd-for:') ? undefined : user;

/** Words that say that the firewall could not tell, and saw too little to call it unknown. */
const applicationOf = (name: string | undefined): string | undefined =>
  name && !/^(?:incomplete|insufficient-data|not-applicable)$/.test(name) ? name : undefined;

const session = (record: PanRecord, at: number, { emit }: TextContext): Outcome => {
  const started = record.subtype === 'start';
  const seconds = started ? 0 : Number(record.get('SessionDuration')) || 0;
  return emit({
    kind: 'verdict',
    ...baseOf(record, at),
    at: Math.max(0, at - seconds * SECOND_MS),
    until: seconds > 0 ? at : undefined,
    // The only word that lets pass; the others are `deny`, `drop`, `reset client`, …
    action: /^(?:allow|alert|state changes?)$/i.test(record.get('Action') ?? '')
      ? 'allowed'
      : 'denied',
    bytesOut: started ? undefined : record.get('BytesSent'),
    bytesIn: started ? undefined : record.get('BytesReceived'),
    rule: record.get('Rule'),
    translated: {
      source: record.get('NATSource'),
      sourcePort: record.get('NATSourcePort'),
      destination: record.get('NATDestination'),
      destinationPort: record.get('NATDestinationPort'),
    },
  });
};

const threat = (record: PanRecord, at: number, { emit }: TextContext): Outcome => {
  const base = baseOf(record, at);
  const action = record.get('Action');
  if (record.subtype === 'url') {
    const url = withScheme(record.get('URL') ?? '', base);
    return emit({
      kind: 'request',
      ...base,
      action,
      url,
      host: HOST.exec(url)?.[1],
      method: record.get('HTTPMethod')?.replace(/^unknown$/i, ''),
      agent: record.get('UserAgent'),
    });
  }
  const name = record.get('FileName');
  const files =
    FILES.test(record.subtype) && name
      ? emit({ kind: 'file', ...base, name, hash: hashOf(record.get('FileHash')) })
      : null;
  if (record.subtype === 'file') return files;
  return emit({
    kind: 'alert',
    ...base,
    action,
    text: record.get('ThreatID') ?? record.get('ThreatName') ?? record.subtype,
    // A signature of DNS names the domain where those of files have the file.
    host: record.subtype === 'spyware' ? /^[\w.-]{1,253}$/.exec(name ?? '')?.[0] : undefined,
  });
};

/** The firewall writes addresses without a scheme: `tracker.example:6969/announce`. */
const withScheme = (
  url: string,
  { application, destinationPort }: ReturnType<typeof baseOf>,
): string => {
  if (!/^[\w[]/.test(url) || /^\w{1,12}:\/\//.test(url)) return url;
  // Through a proxy the port of the connection is not that of the site, which stands behind the name.
  const port = /^(?:\[[^\]]{2,45}\]|[^/:?#]{1,253}):(\d{1,5})(?=[/?#]|$)/.exec(url)?.[1];
  const secure = application === 'ssl' || (port ?? destinationPort) === '443';
  return `${secure ? 'https' : 'http'}://${url}`;
};

const HOST = /^(?:\w{1,12}:\/\/)?([^/:?#]{1,253})/;
const FILES = /^(?:file|data|dlp|virus|wildfire|ml-virus|wildfire-virus)/;

const hashOf = (sum: string | undefined): string | undefined => {
  if (!sum || !/^[\da-f]{32,64}$/i.test(sum)) return undefined;
  const kind = { 32: 'md5', 40: 'sha1', 64: 'sha256' }[sum.length];
  return kind && `${kind}:${sum.toLowerCase()}`;
};

/** The name in the TLS hello, of traffic that the firewall opened or left closed. */
const decryption = (record: PanRecord, at: number, { emit }: TextContext): Outcome => {
  const host = record.get('ServerNameIndication');
  if (!host) return session(record, at, { emit } as TextContext);
  return emit({ kind: 'request', ...baseOf(record, at), host, action: record.get('Action') });
};
