// EfficientIP SOLIDserver: the lines of BIND inside it (names/named.ts), and what SOLIDserver adds, with or without a syslog
// head:
//
//   client @0x7f01 10.20.1.5#36506 (www.example): answer: www.example IN A +EDC (10.20.0.53) -> NOERROR 300 A 192.0.2.7
//   List Matched 10.20.1.5#32622: query: tracker.example IN A (10.20.0.53) {DTP} [phishing,active30]
//   DHCPACK on 10.20.1.5 to aa:bb:cc:dd:ee:ff (laptop-12) via vmx1 [691200]
//   ARMING trigger on 10.20.1.5.aa:bb:cc:dd:ee:ff.view (action:QUARANTINE) (Suspicious Behavior)
//
// Sound because: BIND's client with one of its messages; `List Matched` with a client and its question; a lease with its
// seconds in brackets; `ARMING trigger` with action and reason. Looks alike: BIND and dhcpd, of which it is made: files with
// nothing of SOLIDserver in them are read as theirs. Does not see: what the server itself asks of others.
import { SECOND_MS } from '../../model/time.ts';
import type { Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { bare, clientLine, lookupOf, NOT_A_LOOKUP } from './named.ts';

const NOT_EFFICIENTIP = 'not a line of EfficientIP SOLIDserver';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const efficientip: Source = textSource({
  id: 'efficientip',
  title: 'EfficientIP SOLIDserver (DNS, Guardian, DHCP)',
  looks: /client |List Matched |ARMING trigger |DHCP[A-Z]/,
  otherwise: NOT_EFFICIENTIP,
  open: (context) => (text) => {
    const line = clientLine(text, context.stamps);
    if (line === null) return added(text, context);
    const lookup = lookupOf(line);
    if (lookup === null) return NOT_A_LOOKUP;
    const { at, sensor, source, sourcePort } = line;
    const when = Number.isNaN(at) ? context.undated() : at;
    return context.emit({ kind: 'lookup', at: when, sensor, source, sourcePort, ...lookup });
  },
});

const added = (text: string, { stamps, emit, undated }: TextContext): Outcome => {
  const { at: when, host: sensor, message } = syslogHead(text, stamps);
  const at = () => (Number.isNaN(when) ? undated() : when);
  const matched = MATCHED.exec(message);
  if (matched) {
    const [, source, sourcePort, name, destination] = matched;
    const query = bare(name!);
    return emit({
      kind: 'lookup',
      at: at(),
      sensor,
      source,
      sourcePort,
      destination,
      query,
      action: 'matched',
    });
  }
  const armed = ARMED.exec(message);
  if (armed) {
    const [, source, mac, action, reason] = armed;
    return emit({ kind: 'alert', at: at(), sensor, source, mac, action, text: reason });
  }
  const lease = LEASE.exec(message);
  if (!lease) return NOT_EFFICIENTIP;
  const [, word, source, mac, device, seconds] = lease;
  if (word !== 'DHCPACK') return NO_LEASE;
  const from = at();
  const until = from + Number(seconds) * SECOND_MS;
  return emit({
    kind: 'assignment',
    at: from,
    until,
    sensor,
    event: 'granted',
    source,
    mac,
    device,
  });
};

const ADDRESS = '[0-9A-Fa-f.:]{2,45}';
const MATCHED = new RegExp(
  String.raw`^List Matched (${ADDRESS})#(\d{1,6}): query: (\S{1,1100}) [A-Z][A-Z0-9]{1,15} [A-Z][A-Z0-9-]{0,15}(?: [+-]\S{0,32})? \((${ADDRESS})\)`,
);
const ARMED =
  /^ARMING trigger on ((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?:\.([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}))?(?:\.\S{1,64})? \(action:([A-Z_]{1,32})\) \(([^)]{1,255})\)/;
const LEASE =
  /^(DHCPACK|DHCPOFFER) on ([0-9A-Fa-f.:]{2,45}) to ([0-9A-Fa-f:]{17})(?: \(([^)]{0,255})\))? via \S{1,64} \[(\d{1,10})\]\s*$/;
