// P2P through the web proxy (D5): requests in proxy logs that only a client of a system makes (tracker announces,
// host caches, transfers by hash), as identify/requests.ts recognised them.
//
// Rival: a person opened such an address in a browser. That asks for a page once; a client repeats itself with its
// own parameters, and the signatures demand those.

import { activityOf } from '../model/systems.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const proxiedRequests = Object.freeze({
  id: 'proxied-requests',
  technique: 'D5',
  title: 'Requests in proxy logs that only a client of a system makes.',
  open: () => {
    const gatherer = new FindingGatherer();
    return {
      see(observation) {
        if (observation.kind !== 'request' || observation.system === undefined) return;
        const activity = activityOf(observation.system);
        const text = () => `${observation.method ?? 'GET'} ${observation.url?.slice(0, 160)}`;
        const kind = observation.protocol ?? observation.system;
        gatherer.add(observation.source, activity, kind, observation.host ?? '', observation, text);
      },
      findings: () =>
        [...gatherer.values()].map((one) =>
          findingOf(
            { detector: 'proxied-requests', technique: 'D5', plane: 'log' },
            one,
            weightOf('proxied-requests'),
            `${plural(one.count, 'request')} through the proxy ${one.count === 1 ? 'is one' : 'are such'} as only a client of the system makes (${kindsText(one.kinds)}).`,
            'A person opened such an address in a browser, which does not send the parameters of a client; or a page that was made for it had the browser ask: then all of it comes at once, while the page is open.',
          ),
        ),
    };
  },
} satisfies Detector);
