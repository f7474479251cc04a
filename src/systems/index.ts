// The registry of systems: one line each, in the order in which dissectors are asked.

import { adware } from './adware/system.ts';
import { bittorrent } from './bittorrent/system.ts';
import { clientWebServer } from './client-web-server/system.ts';
import { directconnect } from './directconnect/system.ts';
import { edonkey } from './edonkey/system.ts';
import { fasttrack } from './fasttrack/system.ts';
import { filetopia } from './filetopia/system.ts';
import { gnutella } from './gnutella/system.ts';
import { gnutella2 } from './gnutella2/system.ts';
import { httpProxy } from './http-proxy/system.ts';
import { httpTunnel } from './http-tunnel/system.ts';
import { kad } from './kad/system.ts';
import { napster } from './napster/system.ts';
import { socks } from './socks/system.ts';
import type { System } from './system.ts';
import { webtorrent } from './webtorrent/system.ts';
import { winmx } from './winmx/system.ts';

export const SYSTEMS: readonly System[] = Object.freeze([
  bittorrent,
  webtorrent,
  edonkey,
  kad,
  directconnect,
  gnutella2,
  gnutella,
  // Knowledge only: nothing of these is recognised here.
  napster,
  fasttrack,
  winmx,
  filetopia,
  httpTunnel,
  adware,
  clientWebServer,
  socks,
  httpProxy,
]);
