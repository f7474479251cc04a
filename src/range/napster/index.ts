// Napster as OpenNap continued it: the system with one central server (M4).
import type { RangeSystem } from '../system.ts';
import { napsterCentral } from './central-search.ts';
import { napsterClient } from './client.ts';
import { napsterDeadServer } from './dead-server.ts';
import { napsterMetaserver } from './metaserver.ts';
import { napsterDirect, napsterPush } from './scenarios.ts';
import { napsterServer } from './server.ts';

export const NAPSTER = Object.freeze({
  id: 'napster',
  roles: [napsterServer, napsterClient, napsterMetaserver],
  scenarios: [napsterDirect, napsterPush],
  experiments: [napsterCentral, napsterDeadServer],
}) satisfies RangeSystem;
