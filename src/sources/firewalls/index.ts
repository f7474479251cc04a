// Firewalls, routers and the packet filters of clouds.

import type { Source } from '../source.ts';
import { awsVpcFlow } from './aws-vpc-flow.ts';
import { cef } from './cef.ts';
import { conntrack } from './conntrack.ts';
import { fortigate } from './fortigate.ts';
import { gcpVpcFlow } from './gcp-vpc-flow.ts';
import { juniper } from './juniper.ts';
import { leef } from './leef.ts';
import { netfilterLog } from './netfilter-log.ts';
import { netscreen } from './netscreen.ts';
import { windowsFirewall } from './windows-firewall.ts';

export const FIREWALLS: readonly Source[] = [
  netfilterLog,
  conntrack,
  windowsFirewall,
  awsVpcFlow,
  gcpVpcFlow,
  fortigate,
  cef,
  leef,
  juniper,
  netscreen,
];
