// Packets that the filter of pfSense and OPNsense logged (pfSense documentation, "Raw Filter Log Format"), and who signed
// in to their web interface:
//
//   Nov 22 05:52:09 gate filterlog[123]: 5,,,1000000103,em0,match,block,in,4,0x0,,64,4242,0,DF,6,tcp,60,10.20.1.13,198.51.100.14,51022,6881,0,S,…
//     rule, sub-rule, anchor, tracker or label, interface, reason, action, direction, 4 or 6, fields of the IP header
//
//   IPv4: tos, ecn, ttl, id, offset, flags, protocol, its name, length, source, destination
//   IPv6: class, flow label, hop limit, name of the protocol, protocol, length, source, destination
//   TCP: ports, length of the data, flags, …; UDP: ports, length
//
// Sound because: action, direction and IP version stand at their places and two addresses follow at theirs. Looks alike:
// pf's own log read with tcpdump (pf.ts). Does not see: sessions and their bytes (the length is that of one packet); a
// reply that was blocked has the server as its source.
import { canonicalAddress } from '../../model/address.ts';
import { type SyslogHead, syslogHead } from '../text/syslog-head.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';

const NOT_FILTERLOG = 'not a line of filterlog';

export const pfFilterlog = textSource({
  id: 'pf-filterlog',
  title: 'pfSense and OPNsense (filterlog)',
  looks: /,(?:in|out),[46],|\.php: [A-Za-z ]{10,40} for (?:user )?'/,
  otherwise: NOT_FILTERLOG,
  open: (context) => (text) => {
    const found = RECORD.exec(text.slice(0, PREFIX_CHARS_MAX));
    const head = syslogHead(found ? `${text.slice(0, found.index)} ` : text, context.stamps);
    if (!found) return webInterface(head, context);
    const cells = text.slice(found.index).trimStart().split(',');
    const at = Number.isNaN(head.at) ? context.undated() : head.at;
    return packet(cells, at, sensorOf(head), context);
  },
});

/** The message is gone from the head: what is left behind the host is the program. */
const sensorOf = (head: SyslogHead): string => (head.host === 'filterlog' ? '' : head.host);

const PREFIX_CHARS_MAX = 600;
const RECORD =
  /(?:^|\s)\d{1,6},\d{0,6},[^,\s]{0,64},[^,\s]{0,64},[^,\s]{1,32},[\w-]{2,20},(?:pass|block|reject|match|rdr|nat|binat|scrub|nonat|nordr|synproxy-drop),(?:in|out),[46],/;

const packet = (
  cells: readonly string[],
  at: number,
  sensor: string,
  { emit }: TextContext,
): Outcome => {
  // The layout is that of the version, unless the addresses show that it is the other.
  const four = cells[8] === '4' || (!isAddress(cells[15]) && isAddress(cells[18]));
  const ends = four ? 18 : 15;
  const [source, destination, sourcePort, destinationPort] = cells.slice(ends, ends + 4);
  if (!isAddress(source) || !isAddress(destination)) return NOT_FILTERLOG;
  const transport = (four ? cells[16] : cells[12])?.toLowerCase();
  const ports = transport === 'tcp' || transport === 'udp' || transport === 'sctp';
  const action = cells[6]!;
  const shared = {
    at,
    sensor,
    transport,
    source,
    destination,
    sourcePort: ports ? sourcePort : undefined,
    destinationPort: ports ? destinationPort : undefined,
    bytesOut: cells[ends - 1],
  };
  if (!DECISIONS.has(action)) return emit({ kind: 'connection', ...shared });
  return emit({
    kind: 'verdict',
    ...shared,
    action: action === 'pass' ? 'allowed' : 'denied',
    packets: 1,
    // The tracker stays when rules before it come and go; the number does not.
    rule: cells[3] && cells[3] !== '0' ? cells[3] : cells[0],
  });
};

const DECISIONS: ReadonlySet<string> = new Set(['pass', 'block', 'reject', 'synproxy-drop']);

const isAddress = (text: string | undefined): boolean =>
  text !== undefined && canonicalAddress(text) !== null;

/** `/index.php: webConfigurator authentication error for user 'anna' from: 10.20.1.2` */
const webInterface = (head: SyslogHead, { emit, undated }: TextContext): Outcome => {
  const found = SIGN_IN.exec(head.message);
  if (!found) return NOT_FILTERLOG;
  const [, verb, user, source] = found;
  return emit({
    kind: 'sign-in',
    at: Number.isNaN(head.at) ? undated() : head.at,
    sensor: head.host,
    event: SIGN_INS[verb!] ?? 'failed',
    user,
    source,
    service: 'https',
  });
};

const SIGN_IN =
  /^\/[\w./-]{0,64}\.php: (Session timed out|User logged out|Successful login|webConfigurator authentication error|Web GUI authentication error) for (?:user )?'([^']{1,128})' from:? ([\da-fA-F.:]{3,45})/;
const SIGN_INS: Readonly<Record<string, 'signed-in' | 'signed-out'>> = {
  'Session timed out': 'signed-out',
  'Successful login': 'signed-in',
  'User logged out': 'signed-out',
};
