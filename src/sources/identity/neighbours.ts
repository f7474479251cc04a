// Tables of neighbours: who has which address on the wire at this moment (ARP, RFC 826; neighbour discovery, RFC 4861).
//
//   Linux arp -n        10.20.1.5                ether   aa:bb:cc:dd:ee:ff   C                     eth0
//   arp -a              laptop-12 (10.20.1.5) at aa:bb:cc:dd:ee:ff [ether] on eth0
//   ip neigh            10.20.1.5 dev eth0 lladdr aa:bb:cc:dd:ee:ff REACHABLE
//   /proc/net/arp       10.20.1.5        0x1         0x2         aa:bb:cc:dd:ee:ff     *        eth0
//   Windows arp -a        10.20.1.5             aa-bb-cc-dd-ee-ff     dynamic
//   Cisco show ip arp   Internet  10.20.1.5              12   aabb.ccdd.eeff  ARPA   Vlan20
//   ndp -a              2001:db8::5            aa:bb:cc:dd:ee:ff    em0 23h59m58s S
//
// Sound because: an address and a hardware address in fixed places, with a word of the program between or behind. Looks
// alike: other tables of addresses; they lack the word. Does not see: hosts that have been silent for some minutes, and the
// time: the table is as old as its file.

import { MINUTE_MS } from '../../model/time.ts';
import { OK, type Source } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of a table of neighbours';
const NO_ANSWER = 'not kept: neighbour that did not answer';
const NAME_ONLY = 'not kept: neighbour whose address is hidden behind its name (arp without -n)';

export const neighbours: Source = textSource({
  id: 'neighbours',
  title: 'Neighbour tables (arp, ip neigh, ndp, show ip arp)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated }) => {
    return (text): Outcome => {
      const line = text.trim();
      if (line.length > LINE_CHARS_MAX) return OTHERWISE;
      if (HEADING.test(line)) return OK;
      for (const pattern of ENTRIES) {
        const groups = pattern.exec(line)?.groups;
        if (!groups) continue;
        const { source, mac, device, minutes } = groups;
        // Groups of receivers and the wire's own end are no holders.
        if (mac === undefined || NOBODY.test(mac)) return NO_ANSWER;
        if (GROUP.test(source!) || GROUP_MAC.test(mac)) return 'not kept: address of a group';
        const at = undated() - (minutes === undefined ? 0 : Number(minutes) * MINUTE_MS);
        return emit({ kind: 'assignment', event: 'seen', at, source, mac: padded(mac), device });
      }
      if (BY_NAME.test(line)) return NAME_ONLY;
      return SILENT.test(line) ? NO_ANSWER : OTHERWISE;
    };
  },
});

/** BSD leaves out leading zeros: `0:1b:21:a:b:c`. */
const padded = (mac: string): string =>
  /^[\da-f]{1,2}(?::[\da-f]{1,2}){5}$/i.test(mac)
    ? mac
        .split(':')
        .map((byte) => byte.padStart(2, '0'))
        .join(':')
    : mac;

const LINE_CHARS_MAX = 400;
const ADDRESS = String.raw`(?<source>(?:\d{1,3}\.){3}\d{1,3}|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,40})`;
const ZONE = String.raw`(?:%[\w.-]{1,16})?`;
const MAC = '(?<mac>[\\da-fA-F]{1,2}(?::[\\da-fA-F]{1,2}){5})';
const ENTRIES: readonly RegExp[] = [
  // arp -a of Linux and of the BSDs.
  new RegExp(
    String.raw`^(?:\?|(?<device>[\w.-]{1,255})) \(${ADDRESS}\) at ${MAC} (?:\[\w{1,20}\] (?:PERM )?)?on [\w.-]{1,16}\b`,
  ),
  new RegExp(String.raw`^${ADDRESS} +ether +${MAC} +[CMP]{1,3} +(?:[\w.-]{1,16})$`),
  new RegExp(
    String.raw`^${ADDRESS} dev [\w.@-]{1,16} lladdr ${MAC}(?: (?:router|proxy|extern_learn|offload|used \S{1,30}|ref \d{1,6}|probes \d{1,6}))* (?:REACHABLE|STALE|DELAY|PROBE|PERMANENT|NOARP|NONE)(?: proto \w{1,20})?$`,
  ),
  new RegExp(
    String.raw`^${ADDRESS} +0x[\da-f]{1,4} +0x(?:2|4|6|8|c) +${MAC} +\S{1,20} +[\w.-]{1,16}$`,
  ),
  new RegExp(String.raw`^${ADDRESS} +(?<mac>[\da-f]{2}(?:-[\da-f]{2}){5}) +[\p{L}.]{4,20}$`, 'iu'),
  new RegExp(
    String.raw`^Internet +${ADDRESS} +(?:(?<minutes>\d{1,6})|-) +(?<mac>[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}) +ARPA(?: +[\w./-]{1,40})?$`,
    'i',
  ),
  // Cisco NX-OS: address, age, hardware address, interface.
  new RegExp(
    String.raw`^${ADDRESS} +\d\d:\d\d:\d\d +(?<mac>[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}) +[A-Z][\w./-]{1,40}$`,
    'i',
  ),
  new RegExp(
    String.raw`^${ADDRESS}${ZONE} +${MAC} +[\w.-]{1,16} +(?:permanent|expired|\d[\dhdms]{0,15}) +[NRSWDPI]\b`,
  ),
];
const BY_NAME =
  /^[\w.-]{1,255} +ether +[\da-f]{1,2}(?::[\da-f]{1,2}){5} +[CMP]{1,3} +[\w.-]{1,16}$/i;
const HEADING =
  /^(?:Address +HWtype +HWaddress|IP address +HW type +Flags|Interface: [\d.]{7,15} --- 0x|Internet Address +Physical Address|Internetadresse +Physi|Adresse Internet +Adresse physique|Schnittstelle: [\d.]{7,15} --- 0x|Protocol +Address +Age|Neighbor +Linklayer Address|Address +Age +(?:MAC|Hardware) Address|IPv6 Address +Age Link-layer)/i;
const SILENT =
  /^(?:\S{1,255} +\(?incomplete\)?|(?:\?|[\w.-]{1,255}) \([\d.]{7,15}\) at [(<]incomplete[)>] |\S{2,45} dev [\w.@-]{1,16} +(?:router )?(?:FAILED|INCOMPLETE)$|Internet +[\d.]{7,15} +\d{1,6} +Incomplete +ARPA|\S{2,60} +\(incomplete\) +)/i;
const NOBODY = /^(?:00?[:-]){5}00?$|^0000\.0000\.0000$|^(?:ff[:-]){5}ff$|^ffff\.ffff\.ffff$/i;
const GROUP = /^(?:22[4-9]\.|23\d\.|255\.255\.255\.255$|ff[\da-f]{2}:)/i;
const GROUP_MAC = /^(?:01[:-]?00[:-]?5e|33[:-]?33)/i;
