// The registry of the range: one line per system.
import { ADWARE } from './adware/index.ts';
import { CLIENT_WEB_SERVER } from './client-web-server/index.ts';
import { DIRECTCONNECT } from './directconnect/index.ts';
import { EDONKEY } from './edonkey/index.ts';
import { FASTTRACK } from './fasttrack/index.ts';
import { GNUTELLA } from './gnutella/index.ts';
import { HTTP_TUNNEL } from './http-tunnel/index.ts';
import { NAPSTER } from './napster/index.ts';
import type { RangeSystem } from './system.ts';
import { WINMX } from './winmx/index.ts';

export const RANGE: readonly RangeSystem[] = [
  ADWARE,
  CLIENT_WEB_SERVER,
  DIRECTCONNECT,
  EDONKEY,
  FASTTRACK,
  GNUTELLA,
  HTTP_TUNNEL,
  NAPSTER,
  WINMX,
];

export const RANGE_ROLES = RANGE.flatMap(({ roles }) => roles);
export const RANGE_SCENARIOS = RANGE.flatMap(({ scenarios }) => scenarios);
export const RANGE_EXPERIMENTS = RANGE.flatMap(({ experiments }) => experiments);
