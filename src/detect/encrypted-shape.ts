// Encrypted shape (D4): flows that cannot be read, whose first messages have the sizes and the randomness of the
// system's encryption, with several peers.
//
// Rival: another program that encrypts from the first byte (a tunnel, a backup agent, another overlay). They keep to one
// server or to other sizes; what remains of the doubt is in the weight, which is too small to be certain alone.

import type { Detector } from './detector.ts';
import { FlowGatherer, findingOf, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const encryptedShape = Object.freeze({
  id: 'encrypted-shape',
  technique: 'D4',
  title: "Unreadable flows with the shape of a system's encryption, with several peers.",
  open: () => {
    const flows = new FlowGatherer(
      'shape',
      (flow) => flow.protocol,
      (flow) => `first turns of ${flow.turns?.join(', ')} bytes`,
    );
    return {
      see: (observation) => flows.see(observation),
      findings: () =>
        flows
          .gathered()
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
