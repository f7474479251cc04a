// Name servers: who asked for which name. BIND stands before the products that have it inside: what reads the same is its own.
import type { Source } from '../source.ts';
import { adguardHome } from './adguard-home.ts';
import { bind } from './bind.ts';
import { dnsmasq } from './dnsmasq.ts';
import { efficientip } from './efficientip.ts';
import { infoblox } from './infoblox.ts';
import { umbrella } from './umbrella.ts';
import { unbound } from './unbound.ts';

export const NAMES: readonly Source[] = [
  bind,
  infoblox,
  efficientip,
  unbound,
  dnsmasq,
  adguardHome,
  umbrella,
];
