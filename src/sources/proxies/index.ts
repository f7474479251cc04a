// Web proxies and secure web gateways.

import type { Source } from '../source.ts';
import { bluecoat } from './bluecoat.ts';
import { bluecoatCloud } from './bluecoat-cloud.ts';
import { ciscoWsa } from './cisco-wsa.ts';
import { cloudflareGateway } from './cloudflare-gateway.ts';
import { e2guardian } from './e2guardian.ts';
import { elff } from './elff.ts';
import { forcepoint } from './forcepoint.ts';
import { haproxy } from './haproxy.ts';
import { netskope } from './netskope.ts';
import { netskopeTransaction } from './netskope-transaction.ts';
import { olfeo } from './olfeo.ts';
import { proxifier } from './proxifier.ts';
import { skyhigh } from './skyhigh.ts';
import { skyhighTable } from './skyhigh-table.ts';
import { squid } from './squid.ts';
import { squidCombined } from './squid-combined.ts';
import { squidCustom } from './squid-custom.ts';
import { webServer } from './web-server.ts';
import { zscaler } from './zscaler.ts';
import { zscalerFeed } from './zscaler-feed.ts';

export const PROXIES: readonly Source[] = [
  squid,
  haproxy,
  squidCombined,
  squidCustom,
  webServer,
  elff,
  ciscoWsa,
  e2guardian,
  bluecoat,
  bluecoatCloud,
  zscaler,
  zscalerFeed,
  forcepoint,
  skyhigh,
  skyhighTable,
  netskope,
  netskopeTransaction,
  cloudflareGateway,
  olfeo,
  proxifier,
];
