// Requests without a name (D5): what browsers, updates and libraries ask through a proxy says which program asks. Small
// tunnel programs (corkscrew, httptunnel, proxy commands of SSH) say nothing. It speaks only of exchanges that carry a
// stream or go to an address without a name, and adds to what other findings say of them.
//
// Rival: scripts and devices that name no program either. They fetch pages; they do not open streams to bare addresses.

import type { SystemId } from '../model/systems.ts';
import type { Detector } from './detector.ts';
import type { Exchange } from './exchange.ts';
import { plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const requestsWithoutAgent = Object.freeze({
  id: 'requests-without-agent',
  technique: 'D5',
  title: 'Streams through the proxy that no program put its name to.',
  open: ({ exchanges }) => {
    return {
      see() {},
      findings: () => {
        const all = exchanges.values();
        const named = all.filter((one) => one.named > 0).length;
        return all
          .filter((one) => one.unnamed > 0 && one.named === 0)
          .flatMap((exchange) => {
            const activity = streamOf(exchange);
            if (activity === null) return [];
            const others =
              named === 0 ? '' : ` ${plural(named, 'other exchange')} on this site did.`;
            return {
              detector: 'requests-without-agent',
              technique: 'D5' as const,
              plane: 'log' as const,
              subject: exchange.client,
              activity,
              weight: weightOf('requests-without-agent'),
              for: true,
              text: `None of its ${plural(exchange.unnamed, 'request')} to ${exchange.host} names the program that asks.${others}`,
              rival: 'A script or a device that names no program either.',
              evidence: exchange.examples,
              count: exchange.unnamed,
              extent: exchange.extent,
            };
          });
      },
    };
  },
} satisfies Detector);

/** What it would be if it is a tunnel; null where nothing but the missing name speaks for one. */
const streamOf = ({ tunnels, bare, crossed }: Exchange): SystemId | null => {
  if (tunnels > 0 && bare) return 'connect-tunnel';
  return crossed > 0 ? 'http-tunnel' : null;
};
