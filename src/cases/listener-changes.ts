// What is new, gone or changed since the scan before. A listener is known by host, port and transport; it has changed when
// it answers as something else, or another program does. A host that was not asked this time is not gone.

import type { ListenerObservation } from '../model/observation.ts';

export type Change = 'new' | 'changed' | 'same';

export interface Changes {
  readonly of: (listener: ListenerObservation) => Change;
  /** When it was first seen, epoch ms; its own time when it is new. */
  readonly since: (listener: ListenerObservation) => number;
  readonly gone: readonly ListenerObservation[];
}

/** `asked`: true of addresses and ports that this scan has asked. */
export const changesSince = (
  before: readonly ListenerObservation[],
  now: readonly ListenerObservation[],
  asked: (listener: ListenerObservation) => boolean,
): Changes => {
  const known = new Map(before.map((listener) => [keyOf(listener), listener]));
  const there = new Set(now.map(keyOf));
  return {
    of: (listener) => {
      const earlier = known.get(keyOf(listener));
      if (!earlier) return 'new';
      return answersAs(earlier) === answersAs(listener) ? 'same' : 'changed';
    },
    since: (listener) => known.get(keyOf(listener))?.at ?? listener.at,
    gone: before.filter((listener) => !there.has(keyOf(listener)) && asked(listener)),
  };
};

/** Over UDP several wire formats answer at one port, each for itself. */
const keyOf = ({ source, sourcePort, transport, protocol }: ListenerObservation): string =>
  `${source} ${sourcePort} ${transport}${transport === 'udp' ? ` ${protocol}` : ''}`;

const answersAs = ({ system, protocol, program, version }: ListenerObservation): string =>
  JSON.stringify([system, protocol, program, version]);
