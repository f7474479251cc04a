// Known endpoints (D4): flows that cannot be read, with an end that other flows showed to belong to the system.
//
// Rival: the endpoint is shared with an innocent service, or somebody lied about it. Hearsay (a tracker's answer, a
// neighbour's list) therefore counts only for hosts that were themselves seen to speak the system; without such proof
// a host is suspected only when it conversed with two or more proven endpoints.

import { activityOf } from '../model/systems.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, plural } from './flow-findings.ts';
import { farEnd, flowText, isNobody, takesPart } from './part.ts';
import { weightOf } from './weights.ts';

export const knownEndpoints = Object.freeze({
  id: 'known-endpoints',
  technique: 'D4',
  title: 'Unreadable flows with an end that readable traffic showed to belong to the system.',
  open: () => {
    const gatherer = new FindingGatherer();
    return {
      see(observation) {
        if (
          observation.kind !== 'flow' ||
          observation.system === null ||
          observation.by !== 'endpoint'
        )
          return;
        const activity = activityOf(observation.system);
        for (const end of ['source', 'destination'] as const) {
          const subject = observation[end];
          if (!takesPart(observation, end) || isNobody(subject)) continue;
          const far = farEnd(observation, end).address;
          const kind = observation.learned?.speaks[end] ? SPEAKER : 'stranger';
          gatherer.add(
            subject,
            activity,
            kind,
            far,
            observation,
            () => `${flowText(observation)}: ${observation.because ?? ''}`,
          );
        }
      },
      findings: () =>
        [...gatherer.values()]
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

/** Proven endpoints that a host must have conversed with when it was never seen to speak the system itself. */
const PEERS_MIN = 2;
