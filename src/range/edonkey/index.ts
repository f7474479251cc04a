// eDonkey2000 and eMule in the range: servers and clients of 2003 to 2008, from the published specification.
import type { RangeSystem } from '../system.ts';
import { edonkeyClient } from './client.ts';
import { multiSource } from './experiments/multi-source.ts';
import { servers } from './experiments/servers.ts';
import { SCENARIOS } from './scenarios.ts';
import { edonkeyServer } from './server.ts';

export const EDONKEY = Object.freeze({
  id: 'edonkey',
  roles: [edonkeyServer, edonkeyClient],
  scenarios: SCENARIOS,
  experiments: [servers, multiSource],
} satisfies RangeSystem);
