// Asking a GWebCache 1.x: hosts to connect to, and telling it of oneself. GWebCache specification 1.0.
import type { Endpoint, Host } from '../host.ts';
import type { Held } from '../http/held.ts';
import { ask, bodyOf } from '../http/request.ts';
import { asHost } from './handshake.ts';
import type { Peer } from './pong.ts';

export interface CacheClient {
  readonly host: Host;
  readonly held: Held;
  readonly cache: Endpoint;
  readonly agent: string;
}

/** Label of both ends. */
export const CACHE_LABEL = 'gnutella/host-cache';
/** Real caches were scripts among others on web servers. */
export const CACHE_PATH = '/gcache.php';
const ANSWER_BYTES_MAX = 16_384;

/** Hosts, newest first; rejects when the cache does not answer or says `ERROR`. */
export const askHosts = async (client: CacheClient): Promise<Peer[]> =>
  (await question(client, 'hostfile=1'))
    .split(/\r?\n/)
    .map(asHost)
    .filter((host) => host !== null);

/** Addresses of other caches. */
export const askCaches = async (client: CacheClient): Promise<string[]> =>
  (await question(client, 'urlfile=1')).split(/\r?\n/).filter((line) => line.startsWith('http://'));

/** Adds oneself. */
export const tellCache = async (client: CacheClient, self: Peer): Promise<void> => {
  await question(client, `ip=${self.address}:${self.port}`);
};

const question = async (client: CacheClient, query: string): Promise<string> => {
  const { host, held, cache, agent } = client;
  const way = { host, held, label: CACHE_LABEL, to: cache, proxy: null };
  // `client` is a vendor's four letters, `version` its own.
  const name = `client=${VENDOR}&version=${encodeURIComponent(agent.split('/')[1] ?? '0.1')}`;
  const answer = await ask(way, {
    method: 'GET',
    path: `${CACHE_PATH}?${query}&${name}`,
    headers: [['User-Agent', agent]],
  });
  const text = (await bodyOf(answer, ANSWER_BYTES_MAX)).toString('latin1');
  if (answer.statusCode !== 200 || text.startsWith('ERROR'))
    throw new Error(`the host cache answered ${answer.statusCode}: ${text.slice(0, 60)}`);
  return text;
};

/** Four letters of our own, as each vendor registered. */
export const VENDOR = 'PWRR';
