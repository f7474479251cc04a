// P2P through the web proxy (D5): requests in proxy logs that only a client of a system makes (tracker announces,
// host caches, transfers by hash), as identify/requests.ts recognised them.
//
// Rival: a page had the browser ask (an image whose address is a tracker's). It cannot choose the browser's name, nor
// does it keep a download's life. So the weight that was measured holds for requests that bear another program's
// name, and for announces that live; all others are a lead:
//
//   agent          announces live      otherwise
//   a program's    measured            measured
//   none told      measured            assumed, less
//   a browser's    assumed, less       assumed, least

import type { RequestObservation } from '../model/observation.ts';
import { activityOf } from '../model/systems.ts';
import { AnnounceLives } from './announce-lives.ts';
import { ASSUMED_PLANTED } from './assumed-weights.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, type Gathered, kindsText, plural } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const proxiedRequests = Object.freeze({
  id: 'proxied-requests',
  technique: 'D5',
  title: 'Requests in proxy logs that only a client of a system makes.',
  open: () => {
    const gatherer = new FindingGatherer();
    const lives = new AnnounceLives();
    const askers = new Askers();
    return {
      see(observation) {
        if (observation.kind !== 'request' || observation.system === undefined) return;
        const activity = activityOf(observation.system);
        const text = () => `${observation.method ?? 'GET'} ${observation.url?.slice(0, 160)}`;
        const kind = observation.protocol ?? observation.system;
        gatherer.add(observation.source, activity, kind, observation.host ?? '', observation, text);
        askers.see(`${activity}|${observation.source}`, observation);
        lives.see(observation);
      },
      findings: () =>
        [...gatherer.values()].map((one) => {
          const asker = askers.of(`${one.activity}|${one.subject}`);
          const lived = one.activity === 'bittorrent' && lives.of(one.subject);
          return findingOf(
            { detector: 'proxied-requests', technique: 'D5', plane: 'log' },
            one,
            weightFor(asker, lived),
            `${requestsText(one)} ${doubtText(asker, lived)}`.trimEnd(),
            'A person opened such an address in a browser, which does not send the parameters of a client; or a page that was made for it had the browser ask: then it comes under the browser’s name, once or all at once, and does not go on as a download does.',
          );
        }),
    };
  },
} satisfies Detector);

/** Who asks, by the names that requests bear. */
type Asker = 'program' | 'unnamed' | 'browser';

/** The name that speaks most for a program, of each activity and client. */
class Askers {
  readonly #programs = new Set<string>();
  readonly #unnamed = new Set<string>();

  see(key: string, { agent }: RequestObservation): void {
    if (agent === undefined) this.#unnamed.add(key);
    else if (!BROWSER.test(agent)) this.#programs.add(key);
  }

  of(key: string): Asker {
    if (this.#programs.has(key)) return 'program';
    return this.#unnamed.has(key) ? 'unnamed' : 'browser';
  }
}

/** An agent that is said to be empty is no browser's: none asks without. */
const BROWSER = /^(?:Mozilla|Opera)\//;

const weightFor = (asker: Asker, lived: boolean): number => {
  if (asker === 'program' || (asker === 'unnamed' && lived)) return weightOf('proxied-requests');
  return lived || asker === 'unnamed' ? ASSUMED_PLANTED.unnamed : ASSUMED_PLANTED.browser;
};

const requestsText = ({ count, kinds }: Gathered): string =>
  `${plural(count, 'request')} through the proxy ${count === 1 ? 'is one' : 'are such'} as only a client of the system makes (${kindsText(kinds)}).`;

const doubtText = (asker: Asker, lived: boolean): string => {
  if (asker === 'program') return '';
  const name = asker === 'browser' ? 'Asked under a browser’s name.' : 'The log names no program.';
  if (lived && asker === 'unnamed') return `${name} The announces go on as those of a download do.`;
  const life = lived
    ? 'The announces go on as those of a download do.'
    : 'Nothing goes on as a download does: a page may have had a browser ask.';
  return `${name} ${life} The weight is assumed, not measured.`;
};
