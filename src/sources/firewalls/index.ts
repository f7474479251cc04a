// Firewalls, routers and the packet filters of clouds.

import type { Source } from '../source.ts';
import { conntrack } from './conntrack.ts';
import { fortigate } from './fortigate.ts';
import { netfilterLog } from './netfilter-log.ts';
import { windowsFirewall } from './windows-firewall.ts';

export const FIREWALLS: readonly Source[] = [netfilterLog, conntrack, windowsFirewall, fortigate];
