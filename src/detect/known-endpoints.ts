// Known endpoints (D4): flows that cannot be read, with an end that other flows showed to belong to the system.
//
// Rival: the endpoint is shared with an innocent service, or somebody lied about it. Hearsay (a tracker's answer, a
// neighbour's list) therefore counts only for hosts that were themselves seen to speak the system; without such proof
// a host is suspected only when it conversed with three or more proven endpoints.

import type { Detector } from './detector.ts';
import { FlowGatherer, findingOf, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const knownEndpoints = Object.freeze({
  id: 'known-endpoints',
  technique: 'D4',
  title: 'Unreadable flows with an end that readable traffic showed to belong to the system.',
  open: () => {
    const flows = new FlowGatherer(
      'endpoint',
      (flow, end) => (flow.learned?.speaks[end] ? SPEAKER : STRANGER),
      (flow) => flow.because ?? '',
    );
    return {
      see: (observation) => flows.see(observation),
      findings: () =>
        flows
          .gathered()
          .filter((one) => one.kinds.has(SPEAKER) || one.peers.size >= PEERS_MIN)
          .map((one) =>
            findingOf(
              { detector: 'known-endpoints', technique: 'D4', plane: 'endpoint' },
              one,
              weightOf('known-endpoints'),
              `${plural(one.count, 'flow')} that could not be read went to or from ${plural(one.peers.size, 'address', 'addresses')} at a port that is known to belong to the system.`,
              'The port was shared with an innocent program, or somebody lied about it: hearsay counts only for hosts that speak the system themselves.',
            ),
          ),
    };
  },
} satisfies Detector);

/** The subject was itself seen to speak the system in a flow that could be read. */
const SPEAKER = 'speaks it too';
const STRANGER = 'was never seen to speak it';

/** Proven endpoints that a host must have conversed with when it was never seen to speak the system itself. */
const PEERS_MIN = 3;
