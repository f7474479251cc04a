// The lease file of dnsmasq (dnsmasq.leases; src/lease.c, lease_update_file): the state of one moment.
//
//   1795330329 aa:bb:cc:dd:ee:ff 10.20.1.5 laptop-12 01:aa:bb:cc:dd:ee:ff
//   expiry     hardware address  address   name or * client identifier or *
//   duid 00:01:00:01:…                                the server's own, then the leases of IPv6:
//   1795330329 16789012 2001:db8::5 laptop-12 00:01:00:01:…
//
// Sound because: five fields, the first a time or 0, the second a hardware address or a number, the third an address.
// Looks alike: nothing known. Does not see: when a lease began; it is seen when the file was last written, or when it ended.
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';

const OTHERWISE = 'not a line of dnsmasq.leases';

export const dnsmasqLeases: Source = textSource({
  id: 'dnsmasq-leases',
  title: 'dnsmasq leases (dnsmasq.leases)',
  looks: /^(?:duid [\da-f]{2}:|(?:0|\d{9,11}) \S)/,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      if (/^duid [\da-f]{2}(?::[\da-f]{2}){3,129}$/i.test(text)) return OK;
      const found = LEASE.exec(text);
      if (!found) return OTHERWISE;
      const [, expiry, hardware, association, source, name, client] = found;
      if (association !== undefined && !source!.includes(':')) return OTHERWISE;
      const until = expiry === '0' ? Number.POSITIVE_INFINITY : stamps.any(expiry!);
      const written = undated();
      return emit({
        kind: 'assignment',
        event: 'seen',
        at: Math.min(written, until),
        until,
        source,
        mac: hardware ?? macOfDuid(client),
        device: name === '*' ? null : name,
      });
    };
  },
});

/** A hardware type other than Ethernet stands in front with a hyphen. */
const LEASE =
  /^(0|\d{9,11}) (?:(?:[\da-f]{2}-)?([\da-f]{2}(?::[\da-f]{2}){5,19})|(T?\d{1,10})) ([\da-f.:]{2,45}) (\S{1,255}) ([\da-f:]{2,400}|\*)$/i;
