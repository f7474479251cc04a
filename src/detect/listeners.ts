// Listeners of P2P systems, tunnels and open proxies inside (D6): what a scan of one's own network, or an agent on a machine,
// heard answer as one. What answers in the words of a system runs a program of that system; how much it is used, the
// listener does not say.
//
// Rival: a program that was installed and is not used; somebody who answers as one on purpose (a trap of one's own). A shape
// alone stays a lead. Proxies count only when they served a stranger, and are not named in policy.

import { networkMatcher, parseAddress } from '../model/address.ts';
import type { ListenerObservation } from '../model/observation.ts';
import { networksOf, proxiesOf } from '../model/policy.ts';
import { activityOf, familyOf } from '../model/systems.ts';
import { ASSUMED_LISTENER } from './assumed-weights.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { place } from './part.ts';

export const listeners = Object.freeze({
  id: 'listeners',
  technique: 'D6',
  title: 'Ports inside that answer as a system of file sharing, a tunnel or an open proxy.',
  open: ({ policy }) => {
    const isOwn = networkMatcher(
      policy ? [...proxiesOf(policy), ...networksOf(policy.networks?.gateways)] : [],
    );
    const proven = new FindingGatherer();
    const shapes = new FindingGatherer();
    return {
      see(observation) {
        if (observation.kind !== 'listener' || observation.system === null) return;
        const words = parseAddress(observation.source);
        if (!counts(observation) || (words && isOwn(words) && isProxy(observation))) return;
        const gatherer = SHAPES.has(observation.protocol) ? shapes : proven;
        const activity = activityOf(observation.system);
        gatherer.add(observation.source, activity, observation.protocol, '', observation, () =>
          listenerText(observation),
        );
      },
      findings: () => [
        ...[...proven.values()].map((one) =>
          findingOf(
            KIND,
            one,
            ASSUMED_LISTENER.proven,
            `${plural(one.count, 'port')} of it answered as the system does when asked (${kindsText(one.kinds)}). The weight is assumed, not measured.`,
            'A program that is installed and not used, or a trap of your own.',
          ),
        ),
        ...[...shapes.values()].map((one) =>
          findingOf(
            KIND,
            one,
            ASSUMED_LISTENER.shape,
            `${plural(one.count, 'port')} of it answered in the shape of the system, which cannot be read (${kindsText(one.kinds)}). The weight is assumed, not measured.`,
            'Another program with an exchange of keys of this length.',
          ),
        ),
      ],
    };
  },
} satisfies Detector);

const KIND = { detector: 'listeners', technique: 'D6', plane: 'host' } as const;

/** Answers that only their shape speaks for. */
const SHAPES: ReadonlySet<string> = new Set(['bittorrent/encrypted']);

const isProxy = ({ system }: ListenerObservation): boolean =>
  system !== null && familyOf(system) === 'proxy';

/** A proxy that asks for a sign-in, or refused, may be anybody's own. */
const counts = (listener: ListenerObservation): boolean =>
  !isProxy(listener) || listener.protocol.endsWith('/open');

const listenerText = ({
  source,
  sourcePort,
  transport,
  protocol,
  program,
  version,
  text,
}: ListenerObservation): string =>
  [
    `${place(source, sourcePort)} ${transport} answers as ${protocol}`,
    [program, version].filter(Boolean).join(' '),
    text,
  ]
    .filter(Boolean)
    .join(': ');
