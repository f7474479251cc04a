// Packets that OpenBSD's pf logged, as tcpdump reads them from pflog0 (`tcpdump -n -e -ttt -i pflog0`, pflogd(8)); FreeBSD,
// NetBSD and macOS write them almost alike:
//
//   Nov 22 05:52:09.123456 rule 12/(match) block in on em0: 10.20.1.13.51022 > 198.51.100.14.6881: S 1:1(0) win 65535 (DF)
//   00:00:01.123456 rule 2/0(match): pass out on em0: IP 10.20.1.13.51022 > 198.51.100.14.6881: Flags [S], seq 1
//     rule number and reason  action direction interface  source and destination, each with its port behind a dot
//
// Sound because: `rule`, a reason in brackets, an action, a direction and two ends. Looks alike: other lines of tcpdump,
// which have no rule. Does not see: times where `-ttt` means the time since the packet before (FreeBSD); sessions; without
// `-n` names stand for addresses.
import { canonicalAddress } from '../../model/address.ts';
import { syslogHead } from '../text/syslog-head.ts';
import type { TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';

const NOT_PF = 'not a line of pf';
const NO_ENDS = 'not kept: packet without two addresses';

export const pf = textSource({
  id: 'pf',
  title: 'OpenBSD pf (tcpdump of pflog)',
  looks: /\brule [\w.-]{1,80}\/(?:\d{0,4})\([\w-]{2,24}\)/,
  otherwise: NOT_PF,
  open: (context) => (text) => {
    const found = RECORD.exec(text.slice(0, LINE_CHARS_MAX));
    if (!found) return NOT_PF;
    const [, rule, action, from, to, packet = ''] = found;
    const source = endOf(from!);
    const destination = endOf(to!);
    if (!source || !destination) return NO_ENDS;
    const { at, sensor } = headOf(text.slice(0, found.index), context);
    const decided = DECISIONS[action!];
    const shared = {
      at,
      sensor,
      transport: transportOf(packet, source.port),
      source: source.address,
      sourcePort: source.port,
      destination: destination.address,
      destinationPort: destination.port,
      // `-v` adds the length of the packet.
      bytesOut: /\b(?:id \d{1,6}, len|length:?) (\d{1,6})\)/.exec(packet)?.[1],
    };
    if (!decided) return context.emit({ kind: 'connection', ...shared });
    return context.emit({ kind: 'verdict', ...shared, action: decided, packets: 1, rule });
  },
});

/** The decision stands in the first few hundred characters; what tcpdump makes of the packet may be long. */
const LINE_CHARS_MAX = 2000;
const RECORD =
  /\brule ([\w.-]{1,80})\/\d{0,4}\([\w-]{2,24}\):? (?:\[uid [^\]]{1,40}\] )?(pass|block|match|rdr|nat|binat|scrub|synproxy-drop) (?:in|out) on [\w.-]{1,32}: (?:IP6? (?:\([^)]{0,200}\) )?)?([\da-fA-F:.]{3,56}) > ([\da-fA-F:.]{3,56}): ?(.*)$/;

const DECISIONS: Readonly<Record<string, 'allowed' | 'denied'>> = {
  pass: 'allowed',
  block: 'denied',
  'synproxy-drop': 'denied',
};

/** `10.20.1.13.51022`, `2001:db8::1.443`, `10.20.1.13`. */
const endOf = (text: string): { address: string; port: number | undefined } | null => {
  const whole = canonicalAddress(text);
  if (whole !== null) return { address: whole, port: undefined };
  const dot = text.lastIndexOf('.');
  const address = canonicalAddress(text.slice(0, dot));
  const port = text.slice(dot + 1);
  return address !== null && /^\d{1,5}$/.test(port) ? { address, port: Number(port) } : null;
};

/** TCP always shows its flags; what has ports and none is UDP, whatever tcpdump reads in it. */
const transportOf = (packet: string, port: number | undefined): string => {
  if (/^(?:\[[^\]]{0,60}\] )?(?:Flags \[|[SFPRWEU.]{1,8} )/.test(packet)) return 'tcp';
  if (/^(?:\[[^\]]{0,60}\] )?icmp/i.test(packet)) return 'icmp';
  return port === undefined ? 'other' : 'udp';
};

const headOf = (
  prefix: string,
  { stamps, undated }: TextContext,
): { at: number; sensor: string | undefined } => {
  const own = stamps.any(prefix.trim());
  if (!Number.isNaN(own)) return { at: own, sensor: undefined };
  // Through logger(1): the relay's head stands before it, and tcpdump's own stamp may follow.
  const head = syslogHead(prefix, stamps);
  const second = stamps.any(head.message.trim());
  const at = Number.isNaN(second) ? head.at : second;
  return {
    at: Number.isNaN(at) ? undated() : at,
    sensor: /[A-Za-z]/.test(head.host) ? head.host : undefined,
  };
};
