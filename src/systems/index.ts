// The registry of systems: one line each, in the order in which dissectors are asked.

import { bittorrent } from './bittorrent/system.ts';
import { directconnect } from './directconnect/system.ts';
import { edonkey } from './edonkey/system.ts';
import { gnutella } from './gnutella/system.ts';
import { gnutella2 } from './gnutella2/system.ts';
import { kad } from './kad/system.ts';
import type { System } from './system.ts';
import { webtorrent } from './webtorrent/system.ts';

export const SYSTEMS: readonly System[] = Object.freeze([
  bittorrent,
  webtorrent,
  edonkey,
  kad,
  directconnect,
  gnutella2,
  gnutella,
]);
