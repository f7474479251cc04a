// Tunnels through CONNECT (D5), from the log of a proxy: what is inside is encrypted, so that only the outside speaks. A far
// end without a name, that nobody else on the site goes to; a port that is not HTTPS's; hours; as much out as in.
//
// Rival: programs that carry the addresses of their servers with them (calls, messengers, updates, remote help). They go to
// several such addresses, and others on the site go to the same; a tunnel has one far end of its own.

import { LIMITS } from '../model/limits.ts';
import { HOUR_MS } from '../model/time.ts';
import { formatBytes } from '../model/units.ts';
import type { Detector } from './detector.ts';
import type { Exchange } from './exchange.ts';
import { plural } from './flow-findings.ts';
import { rarity, type Sign, signsOf } from './signs.ts';
import { weightOf } from './weights.ts';

export const connectTunnels = Object.freeze({
  id: 'connect-tunnels',
  technique: 'D5',
  title: 'CONNECT requests in proxy logs that look like a tunnel of their own.',
  open: ({ exchanges }) => {
    return {
      see() {},
      findings: () => {
        const all = exchanges.values().filter(({ tunnels }) => tunnels > 0);
        const signs = signsAmong(all);
        return all
          .filter(isUsed)
          .map((exchange) => ({ exchange, ...signsOf(signs, exchange) }))
          .filter(({ points }) => points >= POINTS_MIN)
          .slice(0, LIMITS.subjectsMax)
          .map(({ exchange, signs }) => ({
            detector: 'connect-tunnels',
            technique: 'D5' as const,
            plane: 'log' as const,
            subject: exchange.client,
            activity: 'connect-tunnel' as const,
            weight: weightOf('connect-tunnels'),
            for: true,
            text: `${plural(exchange.tunnels, 'connection')} through the proxy to ${exchange.host}:${exchange.port}, ${formatBytes(exchange.bytesIn + exchange.bytesOut, 'SI')} in ${plural(Math.round(exchange.totalMs / 1000), 'second')}: ${signs.map((sign) => `${sign.says(exchange)}${rarity(sign, exchange, all)}`).join('; ')}. What is inside cannot be seen in a log.`,
            rival:
              'A program that carries the address of its server with it: calls, messengers, remote help. Those go to several such addresses, and others on the site go to the same.',
            evidence: exchange.examples,
            extent: exchange.extent,
            count: exchange.tunnels,
          }));
      },
    };
  },
} satisfies Detector);

/** Enough passed for somebody to have used it. */
const isUsed = ({ bytesIn, bytesOut, totalMs }: Exchange): boolean =>
  bytesIn + bytesOut >= USED_BYTES && totalMs >= USED_MS;

const USED_BYTES = 5000;
const USED_MS = 1000;
const POINTS_MIN = 3;

/** Some signs ask what others on the site do. */
const signsAmong = (all: readonly Exchange[]): readonly Sign[] => {
  const clientsOf = new Map<string, Set<string>>();
  const bareOf = new Map<string, Set<string>>();
  for (const { client, host, bare } of all) {
    note(clientsOf, host, client);
    if (bare) note(bareOf, client, host);
  }
  return [
    {
      points: 2,
      holds: ({ bare }) => bare,
      says: () => 'the far end has no name',
    },
    {
      points: 1,
      holds: ({ bare, host, client }) =>
        bare && clientsOf.get(host)!.size === 1 && bareOf.get(client)!.size <= 2,
      says: ({ client }) => `only ${client} goes there, and to no other address without a name`,
    },
    {
      points: 1,
      holds: ({ port }) => !HTTPS_PORTS.has(port),
      says: ({ port }) => `port ${port} is not one of HTTPS`,
    },
    {
      points: 1,
      holds: ({ longestMs }) => longestMs >= HOUR_MS,
      says: ({ longestMs }) => `one connection lasted ${(longestMs / HOUR_MS).toFixed(1)} hours`,
    },
    {
      points: 1,
      holds: ({ bytesOut, bytesIn }) => bytesOut > 1_000_000 && bytesOut * 3 > bytesIn,
      says: ({ bytesOut }) => `${formatBytes(bytesOut, 'SI')} went out`,
    },
    {
      points: 2,
      holds: ({ host }) => MOVING_NAMES.test(host),
      says: ({ host }) => `${host} is a name of a service for machines whose address changes`,
    },
  ];
};

const note = (map: Map<string, Set<string>>, key: string, value: string): void => {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
};

const HTTPS_PORTS: ReadonlySet<number> = new Set([443, 8443, 563]);

/** Dynamic DNS and rendezvous services that are free for all (their own lists of domains). */
const MOVING_NAMES =
  /\.(?:dyndns\.(?:org|info|tv)|duckdns\.org|no-ip\.(?:org|com|biz|info)|ddns\.net|hopto\.org|zapto\.org|sytes\.net|servebeer\.com|dynu\.(?:net|com)|freeddns\.org|afraid\.org|mooo\.com|strangled\.net|ngrok\.io|ngrok\.app|ngrok-free\.app|trycloudflare\.com|serveo\.net|loca\.lt|localhost\.run|bore\.pub)$/i;
