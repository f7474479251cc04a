// Firewalls, routers and the packet filters of clouds.

import type { Source } from '../source.ts';
import { awsVpcFlow } from './aws-vpc-flow.ts';
import { barracuda } from './barracuda.ts';
import { cato } from './cato.ts';
import { cef } from './cef.ts';
import { checkPoint } from './check-point.ts';
import { ciscoAsa } from './cisco-asa.ts';
import { ciscoIos } from './cisco-ios.ts';
import { clavister } from './clavister.ts';
import { conntrack } from './conntrack.ts';
import { fortigate } from './fortigate.ts';
import { gcpVpcFlow } from './gcp-vpc-flow.ts';
import { huaweiUsg } from './huawei-usg.ts';
import { juniper } from './juniper.ts';
import { leef } from './leef.ts';
import { macosFirewall } from './macos-firewall.ts';
import { meraki } from './meraki.ts';
import { mikrotik } from './mikrotik.ts';
import { netfilterLog } from './netfilter-log.ts';
import { netscreen } from './netscreen.ts';
import { paloAlto } from './palo-alto.ts';
import { pf } from './pf.ts';
import { pfFilterlog } from './pf-filterlog.ts';
import { sonicwall } from './sonicwall.ts';
import { sophos } from './sophos.ts';
import { sophosUtm } from './sophos-utm.ts';
import { stormshield } from './stormshield.ts';
import { watchguard } from './watchguard.ts';
import { windowsFirewall } from './windows-firewall.ts';

export const FIREWALLS: readonly Source[] = [
  // A table of connections counts bytes, the log of the same machine does not.
  conntrack,
  netfilterLog,
  windowsFirewall,
  awsVpcFlow,
  gcpVpcFlow,
  fortigate,
  paloAlto,
  ciscoAsa,
  pfFilterlog,
  pf,
  checkPoint,
  ciscoIos,
  cef,
  leef,
  juniper,
  netscreen,
  sonicwall,
  sophos,
  sophosUtm,
  watchguard,
  meraki,
  mikrotik,
  stormshield,
  clavister,
  cato,
  huaweiUsg,
  barracuda,
  macosFirewall,
];
