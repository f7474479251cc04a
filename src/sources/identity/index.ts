// Who had which address: leases, sign-ins, neighbour tables.
import type { Source } from '../source.ts';

export const IDENTITY: readonly Source[] = [];
