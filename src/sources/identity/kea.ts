// Log lines of Kea's DHCP servers (Kea Messages Manual), in Kea's own layout, through syslog, or as written by the legal
// log hook:
//
//   2026-11-22 05:52:09.123 INFO  [kea-dhcp4.leases/812.1401] DHCP4_LEASE_ALLOC [hwtype=1 aa:bb:cc:dd:ee:ff], cid=[01:aa:…],
//       tid=0x1: lease 10.20.1.5 has been allocated for 3600 seconds                                          (one line)
//   2026-11-22 05:52:09 UTC Address: 10.20.1.5 has been assigned for 1 hrs 0 mins 0 secs to a device with hardware address:
//       hwtype=1 aa:bb:cc:dd:ee:ff                                                                             (one line)
//
// Sound because: message identifiers of Kea, the client's identifiers in brackets, an address. Looks alike: nothing known.
// Does not see: names of devices, which Kea does not log.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { Source } from '../source.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';

const OTHERWISE = 'not a line of Kea';
const NO_LEASE = 'not kept: message of Kea that assigns nothing';

export const kea: Source = textSource({
  id: 'kea',
  title: 'Kea DHCP server (log)',
  looks:
    /\b(?:DHCP[46]|DHCPSRV|ALLOC_ENGINE|LEASE_CMDS|HOSTS|COMMAND)_[A-Z]|\bhas been (?:assigned|renewed) for \d|\bhas been released from a device /,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      const { at, sensor, message } = headOf(text, stamps);
      const time = Number.isNaN(at) ? undated() : at;
      const legal = LEGAL.exec(message);
      if (legal) {
        const [, source, hours, minutes, seconds, client] = legal;
        const until =
          hours === undefined
            ? undefined
            : time +
              Number(hours) * HOUR_MS +
              Number(minutes) * MINUTE_MS +
              Number(seconds) * SECOND_MS;
        const event = until === undefined ? 'released' : 'granted';
        return emit({
          kind: 'assignment',
          event,
          at: time,
          until,
          source,
          mac: macOf(client ?? ''),
          sensor,
        });
      }
      const found = MESSAGE.exec(message);
      if (!found) return OTHERWISE;
      const [, id, client, words] = found;
      const event = EVENTS[id!];
      const source =
        /\b(?:lease|address|for) (?:for )?(?:address )?([\da-fA-F.:]{1,44}[\da-fA-F])(?=\.?(?:[\s,]|$))/.exec(
          words!,
        )?.[1];
      if (event === undefined || source === undefined) return NO_LEASE;
      const seconds = / for (\d{1,10}) seconds/.exec(words!)?.[1];
      const until =
        event !== 'granted' || seconds === undefined
          ? undefined
          : time + Number(seconds) * SECOND_MS;
      return emit({
        kind: 'assignment',
        event,
        at: time,
        until,
        source,
        mac: macOf(client ?? ''),
        sensor,
      });
    };
  },
});

interface Head {
  readonly at: number;
  readonly sensor: string;
  readonly message: string;
}

const headOf = (text: string, stamps: Stamps): Head => {
  const own = OWN.exec(text);
  if (own)
    return { at: stamps.any(own[1]!.replace(/ [A-Z]{3,5}$/, zone)), sensor: '', message: own[2]! };
  const head = syslogHead(text, stamps);
  return { at: head.at, sensor: head.host, message: head.message.replace(LEVEL, '') };
};

/** Of the names of zones only that of UTC is the same everywhere. */
const zone = (name: string): string => (/UTC|GMT/.test(name) ? ' UTC' : '');

const macOf = (client: string): string | undefined =>
  /hwtype=\d{1,5} ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/i.exec(client)?.[1] ??
  macOfDuid(/(?:duid=\[|DUID: )([0-9a-f:]{4,400})/i.exec(client)?.[1]);

const EVENTS: Readonly<Record<string, 'granted' | 'released' | 'expired'>> = {
  DHCP4_LEASE_ALLOC: 'granted',
  DHCP4_LEASE_REUSE: 'granted',
  DHCP4_RELEASE: 'released',
  DHCP4_RELEASE_EXPIRED: 'released',
  DHCP4_RELEASE_DELETED: 'released',
  DHCP6_LEASE_ALLOC: 'granted',
  DHCP6_LEASE_RENEW: 'granted',
  DHCP6_LEASE_REUSE: 'granted',
  DHCP6_RELEASE_NA: 'released',
  DHCP6_RELEASE_NA_EXPIRED: 'released',
  DHCP6_RELEASE_NA_DELETED: 'released',
  ALLOC_ENGINE_V4_LEASE_RECLAIM: 'expired',
  ALLOC_ENGINE_V6_LEASE_RECLAIM: 'expired',
};

const OWN =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{3,5}(?= Address: ))?)(?: +(?:FATAL|ERROR|WARN|INFO|DEBUG))?(?: +\[kea-[^\]]{1,100}\])? +(.*)$/s;
const LEVEL = /^(?:FATAL|ERROR|WARN|INFO|DEBUG) +(?:\[kea-[^\]]{1,100}\] +)?/;
const MESSAGE =
  /^((?:DHCP[46]|DHCPSRV|ALLOC_ENGINE|LEASE_CMDS|HOSTS|COMMAND)_[A-Z0-9_]{3,60})\b ?((?:\[|duid=|cid=|hwtype=|tid=).{0,600}?: )?(.{0,1000})/s;
const LEGAL =
  /^Address: ?([\da-fA-F.:]{2,45}) has been (?:(?:assigned|renewed) for (\d{1,7}) hrs (\d{1,2}) mins (\d{1,2}) secs to|released from) a device with (.{1,600})/s;
