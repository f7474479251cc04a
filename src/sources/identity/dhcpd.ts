// Log lines of ISC dhcpd (server/dhcp.c, server/dhcpv6.c) and OpenBSD's dhcpd, with or without a syslog head:
//
//   Nov 22 05:52:09 gate dhcpd[812]: DHCPACK on 10.20.1.5 to aa:bb:cc:dd:ee:ff (laptop-12) via eth0
//   … DHCPRELEASE of 10.20.1.5 from aa:bb:cc:dd:ee:ff (laptop-12) via eth0 (found)
//   … Reply NA: address 2001:db8::5 to client with duid 00:01:… iaid = 1 valid for 3600 seconds
//
// Sound because: the message word, `on`/`of`/`to`, an address, a hardware address, `via`. Looks alike: dhclient (`DHCPACK of
// … from`), dnsmasq (`DHCPACK(eth0)`). Does not see: how long a lease is good for, unless the server is told to log it.
// A request that the server grants shows the client at work. What comes to nothing (an offer, a request to which the server
// objects, no address left) gives nobody an address: it is an alert. `via` an address is the relay of the client's network.
import { SECOND_MS } from '../../model/time.ts';
import type { Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';

const OTHERWISE = 'not a line of dhcpd';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const dhcpd: Source = textSource({
  id: 'dhcpd',
  title: 'ISC and OpenBSD dhcpd (log)',
  looks:
    /\bDHCP[A-Z]{3,10} |\bdhcpd\d?(?:\[\d+\])?:|\b(?:Reply NA|Advertise NA|Client \S+ releases)\b/,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      const head = syslogHead(text, stamps);
      const of = /^dhcpd\d?$/.test(head.program);
      const found = read(head.message.trim());
      if (found === null) return of ? NO_LEASE : OTHERWISE;
      if (found === NO_LEASE) return found;
      const at = Number.isNaN(head.at) ? undated() : head.at;
      if ('text' in found) return emit({ kind: 'alert', at, sensor: head.host, ...found });
      const { seconds, ...held } = found;
      const until = seconds === undefined ? undefined : at + Number(seconds) * SECOND_MS;
      return emit({ kind: 'assignment', at, until, sensor: head.host, ...held });
    };
  },
});

interface Held {
  readonly event: 'granted' | 'released' | 'expired' | 'seen';
  readonly source: string | undefined;
  readonly mac: string | undefined;
  readonly device?: string | undefined;
  readonly seconds?: string | undefined;
  readonly destination?: string | undefined;
}

const read = (message: string): Held | Vain | typeof NO_LEASE | null => {
  const lease = LEASE.exec(message);
  if (lease) {
    const [, word, source, mac, device, rest = ''] = lease;
    const event = EVENTS[word!];
    const destination = relayIn(rest);
    if (event === undefined) return { text: message, source, mac, device, destination };
    const seconds = /lease-duration (\d{1,10})/.exec(rest)?.[1];
    return { event, source, mac, device, destination, seconds };
  }
  const requested = REQUESTED.exec(message);
  if (requested) {
    const [, source, mac, device, rest = '', objection] = requested;
    const said = { source, mac, device, destination: relayIn(rest) };
    return objection === undefined ? { event: 'seen', ...said } : { text: message, ...said };
  }
  const refused = REFUSED.exec(message);
  if (refused) {
    const [, mac, device, rest = ''] = refused;
    return { text: message, mac, device, destination: relayIn(rest) };
  }
  const informed = INFORMED.exec(message);
  if (informed) return { event: 'seen', source: informed[1], mac: informed[2] };
  const reply = REPLY6.exec(message);
  if (reply) {
    const [, source, duid, seconds] = reply;
    return { event: 'granted', source, mac: macOfDuid(duid), seconds };
  }
  const released = RELEASED6.exec(message);
  if (released) return { event: 'released', source: released[2], mac: macOfDuid(released[1]) };
  return OTHER.test(message) ? NO_LEASE : null;
};

/** What gave nobody an address. */
interface Vain extends Pick<Held, 'mac' | 'device' | 'destination'> {
  readonly text: string;
  readonly source?: string | undefined;
}

/** ` via 10.20.1.1`: an address is that of the relay, a name that of the server's own interface. */
export const relayIn = (via: string): string | undefined =>
  /\b(?:via|relay) ([\d.]{7,15})(?=[\s:]|$)/.exec(via)?.[1];

const EVENTS: Readonly<Record<string, Held['event']>> = {
  DHCPACK: 'granted',
  DHCPRELEASE: 'released',
  DHCPEXPIRE: 'expired',
  BOOTREPLY: 'granted',
};

const MAC = '([0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5})';
const ADDRESS = String.raw`([\da-fA-F.:]{2,45})`;
/** The client's name may hold anything but the parenthesis that ends it. */
const LEASE = new RegExp(
  String.raw`^(DHCPACK|DHCPRELEASE|DHCPEXPIRE|DHCPOFFER|DHCPNAK|DHCPDECLINE|BOOTREPLY) (?:on|of|for) ${ADDRESS} (?:to|from) (?:\S{1,255} \()?${MAC}\)?(?: \(([^()]{1,255})\))?( via \S.{0,500})?$`,
);
const REQUESTED = new RegExp(
  String.raw`^DHCPREQUEST for ${ADDRESS} (?:\([\d.]{7,15}\) )?from ${MAC}(?: \(([^()]{1,255})\))?( via [^\s:]{1,64})(: .{1,255})?$`,
);
/** `DHCPDISCOVER from aa:… via 10.20.1.1: network 10.20.1.0/24: no free leases`: without an objection it is only a question. */
const REFUSED = new RegExp(
  String.raw`^DHCP(?:DISCOVER|INFORM) from ${MAC}(?: \(([^()]{1,255})\))?( via [^\s:]{1,64}): .{1,255}$`,
);
const INFORMED = new RegExp(String.raw`^DHCPACK to ${ADDRESS} \(${MAC}\) via \S`);
const REPLY6 = new RegExp(
  String.raw`^Reply NA: address ${ADDRESS} to client with duid ([\da-fA-F:]{4,400}) iaid = -?\d{1,11}(?: valid for (\d{1,10}) seconds)?`,
);
const RELEASED6 = new RegExp(String.raw`^Client ([\da-fA-F:]{4,400}) releases address ${ADDRESS}`);
const OTHER =
  /^(?:DHCP(?:DISCOVER|INFORM) from |DHCPREQUEST for [\d.]{7,15} (?:\([\d.]{7,15}\) )?from |Advertise NA: address )/;
