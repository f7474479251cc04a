// Readable traffic (D4): flows whose content proves the system, sent by the subject itself.
//
// Rival: somebody else's program talked to the subject. That is why only flows in which the subject itself sent
// bytes of the system count; an unasked datagram from outside accuses nobody.

import { SYSTEMS } from '../systems/index.ts';
import type { Detector } from './detector.ts';
import { FlowGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const readableTraffic = Object.freeze({
  id: 'readable-traffic',
  technique: 'D4',
  title: 'Flows whose content proves the system, whatever their port.',
  open: () => {
    const flows = new FlowGatherer(
      'payload',
      (flow) => flow.protocol,
      (flow) => flow.protocol,
    );
    return {
      see: (observation) => flows.see(observation),
      findings: () =>
        flows.gathered().map((one) => {
          const name = SYSTEMS.find((system) => system.id === one.activity)?.name ?? one.activity;
          const text = `${plural(one.count, 'flow')} that could be read ${one.count === 1 ? 'is' : 'are'} ${name} by content (${kindsText(one.kinds)}), and this host sent its part of ${one.count === 1 ? 'it' : 'them'}.`;
          return findingOf(
            { detector: 'readable-traffic', technique: 'D4', plane: 'payload' },
            one,
            weightOf('readable-traffic'),
            text,
            'Somebody else only knocked at this address: ruled out, flows in which this host stayed silent were not counted.',
          );
        }),
    };
  },
} satisfies Detector);
