// Everything by which flows are recognised, in the order in which it is asked: systems before carriers, because a system
// may look like the carrier it borrows from.

import type { Recognisers } from '../identify/identifier.ts';
import { carriers } from '../protocols/index.ts';
import { SYSTEMS } from '../systems/index.ts';

export const recognisers = (): Recognisers => ({
  dissectors: [
    ...SYSTEMS.flatMap((system) => system.dissectors ?? []),
    ...carriers({
      http: SYSTEMS.flatMap((system) => system.http ?? []),
      tls: SYSTEMS.flatMap((system) => system.tls ?? []),
      websocket: SYSTEMS.flatMap((system) => system.websocket ?? []),
      lookups: SYSTEMS.flatMap((system) => system.lookups ?? []),
    }),
  ],
  shapes: SYSTEMS.flatMap((system) => system.shapes ?? []),
  groups: SYSTEMS.flatMap((system) => system.groups ?? []),
});
