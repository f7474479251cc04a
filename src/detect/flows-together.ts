// Flows together (D4): flows that are ordinary alone and together are one program's, as the groups of identify found them:
// look-ups that are a tunnel's messages, requests that share a session and a counter, SSH inside CONNECT.
//
// Rival: the subject only passed on what others asked of it, as a resolver or a proxy does. Whoever was asked the same
// by others is therefore left out; a relay whose askers the evidence does not show cannot be told from them.

import type { Plane } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Detector } from './detector.ts';
import { FlowGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const flowsTogether = Object.freeze({
  id: 'flows-together',
  technique: 'D4',
  title: "Flows that are ordinary alone and together are one program's.",
  open: () => {
    const flows = new FlowGatherer(
      'behaviour',
      (flow) => flow.protocol,
      (flow) => flow.because ?? flow.protocol,
    );
    const asked = new Set<string>();
    return {
      see(observation) {
        if (observation.kind !== 'flow' || observation.system === null) return;
        const activity = activityOf(observation.system);
        if (observation.bystander === 'destination' && asked.size < LIMITS.hostsMax)
          if (groupsOf(activity).some((group) => group.asksAnybody))
            asked.add(`${activity}|${observation.destination}`);
        // Less is a lead of the flow list, and nobody's case.
        if (observation.probability >= PROBABILITY_MIN) flows.see(observation);
      },
      findings: () =>
        flows
          .gathered()
          .filter((one) => !asked.has(`${one.activity}|${one.subject}`))
          .map((one) =>
            findingOf(
              { detector: 'flows-together', technique: 'D4', plane: planeOf(one.activity) },
              one,
              weightOf('flows-together'),
              `${plural(one.count, 'flow')} with ${plural(one.peers.size, 'peer')} ${one.count === 1 ? 'is' : 'are together'} what only a program of the system makes (${kindsText(one.kinds)}).`,
              'This host only passed on what others asked of it, as a resolver or a proxy does: hosts that were seen to be asked the same were left out.',
            ),
          ),
    };
  },
} satisfies Detector);

const PROBABILITY_MIN = 0.5;

/** What was read counts as payload, sizes and peers as shape. */
const planeOf = (activity: SystemId): Plane =>
  groupsOf(activity).some((group) => group.isRead) ? 'payload' : 'shape';

const groupsOf = (activity: SystemId) =>
  SYSTEMS.flatMap((system) => (activityOf(system.id) === activity ? (system.groups ?? []) : []));
