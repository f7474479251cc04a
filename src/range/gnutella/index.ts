// Gnutella 0.4 and 0.6: what the range brings of it.
import type { RangeSystem } from '../system.ts';
import { hostCache } from './host-cache.ts';
import { gnutella04, gnutella06, gnutellaPush } from './scenarios.ts';
import { gnutellaServent } from './servent-role.ts';

export const GNUTELLA = Object.freeze({
  id: 'gnutella',
  roles: [gnutellaServent, hostCache],
  scenarios: [gnutella06, gnutella04, gnutellaPush],
  experiments: [],
}) satisfies RangeSystem;
