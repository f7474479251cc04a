// Who had which address: leases, sign-ins, neighbour tables.
import type { Source } from '../source.ts';
import { dhcpd } from './dhcpd.ts';
import { dhcpdLeases } from './dhcpd-leases.ts';
import { dnsmasqLeases } from './dnsmasq-leases.ts';
import { kea } from './kea.ts';
import { keaLeases } from './kea-leases.ts';
import { windowsDhcp } from './windows-dhcp.ts';

export const IDENTITY: readonly Source[] = [
  dhcpdLeases,
  dhcpd,
  keaLeases,
  kea,
  dnsmasqLeases,
  windowsDhcp,
];
