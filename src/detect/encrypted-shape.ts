// Encrypted shape (D4): flows that cannot be read, whose first messages have the sizes and the randomness of the
// system's encryption, with several peers.
//
// Rival: another program that encrypts from the first byte (a tunnel, a backup agent, another overlay). They keep to one
// server or to other sizes; what remains of the doubt is in the weight, which is too small to be certain alone.

import { activityOf } from '../model/systems.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, plural } from './flow-findings.ts';
import { farEnd, flowText, takesPart } from './part.ts';
import { weightOf } from './weights.ts';

export const encryptedShape = Object.freeze({
  id: 'encrypted-shape',
  technique: 'D4',
  title: "Unreadable flows with the shape of a system's encryption, with several peers.",
  open: () => {
    const gatherer = new FindingGatherer();
    return {
      see(observation) {
        if (
          observation.kind !== 'flow' ||
          observation.system === null ||
          observation.by !== 'shape'
        )
          return;
        for (const end of ['source', 'destination'] as const) {
          if (!takesPart(observation, end)) continue;
          const text = () =>
            `${flowText(observation)}: first turns of ${observation.turns?.join(', ')} bytes`;
          gatherer.add(
            observation[end],
            activityOf(observation.system),
            observation.protocol,
            farEnd(observation, end).address,
            observation,
            text,
          );
        }
      },
      findings: () =>
        [...gatherer.values()]
          .filter((one) => one.peers.size >= PEERS_MIN)
          .map((one) =>
            findingOf(
              { detector: 'encrypted-shape', technique: 'D4', plane: 'shape' },
              one,
              weightOf('encrypted-shape'),
              `${plural(one.count, 'flow')} with ${plural(one.peers.size, 'peer')} cannot be read, but their first messages have the sizes and the randomness of the system's encryption.`,
              'Another program that encrypts from the first byte: such programs keep to one server or to other sizes, but not all do.',
            ),
          ),
    };
  },
} satisfies Detector);

/** The far end of a shaped flow is not suspected for it: a server of one such client has one such peer. */
const PEERS_MIN = 2;
