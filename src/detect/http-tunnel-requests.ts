// Tunnels in plain HTTP (D5), from the log of a proxy: a stream that is cut into requests. Both ways go on at once at one
// address, sending requests end without an answer, pieces have one size, many sends run beside one long fetch.
//
// Rival: long polling and uploads of web applications. They too send while they fetch; but their sends are answered, their
// far end has a name, and pieces differ. Each feature is common alone; several together are what pages do not do.

import { LIMITS } from '../model/limits.ts';
import { formatBytes } from '../model/units.ts';
import type { Detector } from './detector.ts';
import type { Exchange } from './exchange.ts';
import { plural } from './flow-findings.ts';
import { rarity, type Sign, signsOf } from './signs.ts';
import { weightOf } from './weights.ts';

const SIGNS: readonly Sign[] = [
  {
    points: 2,
    holds: ({ crossed }) => crossed > 0,
    says: ({ crossed }) =>
      `sent to and fetched from one and the same address at the same time (${crossed}×)`,
  },
  {
    points: 1,
    holds: ({ unanswered, sends }) => unanswered > 0 && unanswered * 2 >= sends,
    says: ({ unanswered, sends }) => `${unanswered} of ${sends} sends ended without an answer`,
  },
  {
    points: 1,
    holds: ({ equalRow }) => equalRow >= 5,
    says: ({ equalRow }) => `${equalRow} answers in a row had the very same size`,
  },
  {
    points: 1,
    holds: ({ sendsInOneGet }) => sendsInOneGet >= 10,
    says: ({ sendsInOneGet }) => `${sendsInOneGet} sends ran beside one long fetch`,
  },
  {
    points: 1,
    holds: ({ bare }) => bare,
    says: ({ host }) => `the far end has no name, only the address ${host}`,
  },
  {
    points: 1,
    holds: ({ bytesOut, bytesIn }) => bytesOut > 1_000_000 && bytesOut * 2 > bytesIn,
    says: ({ bytesOut }) => `${formatBytes(bytesOut, 'SI')} went out`,
  },
];
const POINTS_MIN = 4;

export const httpTunnelRequests = Object.freeze({
  id: 'http-tunnel-requests',
  technique: 'D5',
  title: 'Requests in proxy logs that together carry a stream both ways.',
  open: ({ exchanges }) => {
    return {
      see() {},
      findings: () => {
        const all = exchanges
          .values()
          .filter(({ tunnels, requests, denied }) => tunnels === 0 && requests > denied);
        return all
          .map((exchange) => ({ exchange, ...signsOf(SIGNS, exchange) }))
          .filter(({ points, exchange }) => points >= POINTS_MIN && exchange.sends > 0)
          .slice(0, LIMITS.subjectsMax)
          .map(({ exchange, signs }) => ({
            detector: 'http-tunnel-requests',
            technique: 'D5' as const,
            plane: 'log' as const,
            subject: exchange.client,
            activity: 'http-tunnel' as const,
            weight: weightOf('http-tunnel-requests'),
            for: true,
            text: `${plural(exchange.requests, 'request')} to ${far(exchange)} look like a stream cut into requests: ${signs.map((sign) => `${sign.says(exchange)}${rarity(sign, exchange, all)}`).join('; ')}.`,
            rival:
              'A web application that polls and uploads: its sends are answered, its far end has a name, and its answers differ in size.',
            evidence: exchange.examples,
            extent: exchange.extent,
            count: exchange.requests,
          }));
      },
    };
  },
} satisfies Detector);

const far = ({ host, port }: Exchange): string => (port === 80 ? host : `${host}:${port}`);
