// Who had which address: leases, sign-ins, neighbour tables.
import type { Source } from '../source.ts';
import { assignments } from './assignments.ts';
import { dhcpd } from './dhcpd.ts';
import { dhcpdLeases } from './dhcpd-leases.ts';
import { dnsmasqLeases } from './dnsmasq-leases.ts';
import { dropbear } from './dropbear.ts';
import { kea } from './kea.ts';
import { keaLeases } from './kea-leases.ts';
import { last } from './last.ts';
import { natLog } from './nat-log.ts';
import { neighbours } from './neighbours.ts';
import { nps } from './nps.ts';
import { openssh } from './openssh.ts';
import { openvpnLog } from './openvpn-log.ts';
import { openvpnStatus } from './openvpn-status.ts';
import { radius } from './radius.ts';
import { radiusDetail } from './radius-detail.ts';
import { windowsDhcp } from './windows-dhcp.ts';
import { windowsDhcpLeases } from './windows-dhcp-leases.ts';
import { windowsEvents } from './windows-events.ts';
import { windowsEventsCsv } from './windows-events-csv.ts';
import { windowsEventsSnare } from './windows-events-snare.ts';
import { windowsEventsXml } from './windows-events-xml.ts';
import { wireguardStatus } from './wireguard-status.ts';

export const IDENTITY: readonly Source[] = [
  dhcpdLeases,
  dhcpd,
  keaLeases,
  kea,
  dnsmasqLeases,
  windowsDhcp,
  windowsDhcpLeases,
  radiusDetail,
  radius,
  nps,
  windowsEvents,
  windowsEventsXml,
  windowsEventsCsv,
  windowsEventsSnare,
  openssh,
  dropbear,
  last,
  openvpnLog,
  openvpnStatus,
  wireguardStatus,
  assignments,
  neighbours,
  natLog,
];
