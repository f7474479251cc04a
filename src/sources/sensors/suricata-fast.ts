// Suricata's fast.log, and Snort's alert_fast, whose form it has (Suricata user guide, "Fast.log"; src/alert-fastlog.c):
//
//   11/22/2026-05:52:09.123456  [**] [1:2000357:9] ET P2P BitTorrent Traffic [**] [Classification: …] [Priority: 1] {TCP} 10.20.1.5:51022 -> 192.0.2.7:6881
//
// Sound because: time, `[**]`, three numbers, `[**]` again, a protocol in braces, two ends with an arrow. Looks alike: none.
// Does not see: which end is the client (the packet that matched may be an answer); what else the flow did.
import type { Source } from '../source.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';

const NOT_FAST = 'not a line of fast.log';

export const suricataFast: Source = textSource({
  id: 'suricata-fast',
  title: 'Suricata fast.log, Snort alert_fast',
  looks: /\[\d{1,10}:\d{1,10}:\d{1,10}\] .{1,1000}\{[\w./-]{1,32}\} \S+ -> \S/,
  otherwise: NOT_FAST,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      const found = FAST.exec(text);
      if (!found) return NOT_FAST;
      const [, prefix = '', written, verdict, message, transport = '', from = '', to = ''] = found;
      const head = syslogHead(prefix, stamps);
      const at = written ? timeOf(written, stamps) : head.at;
      const source = endOf(from, transport);
      const destination = endOf(to, transport);
      return emit({
        kind: 'alert',
        at: Number.isNaN(at) && !written ? undated() : at,
        sensor: head.host,
        text: message,
        transport,
        source: source.address,
        sourcePort: source.port,
        destination: destination.address,
        destinationPort: destination.port,
        action: verdict === 'Drop' ? 'blocked' : undefined,
      });
    };
  },
});

/** `11/22/2026-05:52:09.1`, `11/22/26-…`, `26/11/22-…` (Snort 3), `11/22-…` (Snort, no year). */
const timeOf = (written: string, stamps: Stamps): number => {
  const [date = '', time = ''] = written.split('-');
  const [one = '', two = '', year] = date.split('/');
  if (year === undefined) return stamps.any(`${MONTHS[Number(one) - 1]} ${two} ${time}`);
  if (Number(one) > 12) return stamps.american(`${two}/${year}/20${one} ${time}`);
  return stamps.american(`${one}/${two}/${year.padStart(4, '20')} ${time}`);
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `192.0.2.7:6881`, `2001:db8::7:6881` (the last number is the port), `[2001:db8::7]:6881`. Of ICMP, Suricata writes type and
 * code there, behind all eight groups of an IPv6 address; Snort nothing.
 */
const endOf = (end: string, transport: string): { address: string; port?: string } => {
  const colon = end.lastIndexOf(':');
  const icmp = /ICMP/i.test(transport);
  if (colon < 0 || (icmp && !/^[\d.]{7,15}:\d|^(?:[0-9a-f]{1,4}:){8}/i.test(end)))
    return { address: end };
  const address = end.slice(0, colon);
  return icmp ? { address } : { address, port: end.slice(colon + 1) };
};

const FAST =
  /^(.{0,200}?)(?:(\d\d\/\d\d(?:\/\d\d(?:\d\d)?)?-\d\d:\d\d:\d\d(?:\.\d{1,9})?) {1,2})?(?:\[(Drop|wDrop)\] )?(?:\[\*\*\] )?\[\d{1,10}:\d{1,10}:\d{1,10}\] (.{1,1000}?)(?: \[\*\*\])?(?: \[Classification: [^\]]{0,200}\])? (?:\[Priority: \d{1,3}\]:? )?(?:\[\w[^\]]{0,100}\] )?(?:<[^>]{1,64}> )?\{([\w./-]{1,32})\} ([0-9A-Fa-f.:[\]]{2,52}) -> ([0-9A-Fa-f.:[\]]{2,52})\s*$/;
