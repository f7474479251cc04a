// Gnutella 0.4 and 0.6: what the range brings of it.
import type { RangeSystem } from '../system.ts';
import { gnutellaBlockedAddress } from './blocked-address.ts';
import { gnutellaDiscovery } from './discovery.ts';
import { gnutellaUltrapeers } from './hierarchy.ts';
import { gnutellaTtl } from './horizon.ts';
import { hostCache } from './host-cache.ts';
import { gnutellaOneToOne } from './one-to-one.ts';
import { gnutella04, gnutella06, gnutellaPush } from './scenarios.ts';
import { gnutellaServent } from './servent-role.ts';

export const GNUTELLA = Object.freeze({
  id: 'gnutella',
  roles: [gnutellaServent, hostCache],
  scenarios: [gnutella06, gnutella04, gnutellaPush],
  experiments: [
    gnutellaOneToOne,
    gnutellaTtl,
    gnutellaUltrapeers,
    gnutellaBlockedAddress,
    gnutellaDiscovery,
  ],
}) satisfies RangeSystem;
