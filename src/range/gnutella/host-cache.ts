// Role gnutella/host-cache: a GWebCache 1.x, the web script where servents without a neighbour ask for some.
// `?hostfile=1` hosts · `?urlfile=1` other caches · `?ip=…&url=…` (or `?update=1&…`) an update · `?ping=1`. Specification 1.0.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveHttp } from '../http/serve.ts';
import { fieldsOf, wholeIn } from '../options.ts';
import type { Plain, Role } from '../role.ts';
import { asHost, hostText } from './handshake.ts';
import { CACHE_LABEL } from './web-cache.ts';

export const CACHE_PORT = 8080;

export const hostCache: Role = {
  id: 'gnutella/host-cache',
  about:
    'GWebCache 1.x: keeps the last hosts that told it of themselves, and names them to whoever asks',
  async start(host, options) {
    const fields = fieldsOf(options);
    const port = wholeIn(fields, 'port', { least: 1, most: 65_535, otherwise: CACHE_PORT });
    const lists: Lists = { hosts: newList(fields['hosts']), caches: newList(fields['caches']) };
    const name = host.clientName('GWebCache 0.8.5');
    const server = await serveHttp(host, port, CACHE_LABEL, (asked, reply) =>
      answer(asked, reply, lists, name),
    );
    return {
      actions: {
        state: async () => ({
          requests: server.counters.requests,
          hosts: [...lists.hosts],
          caches: [...lists.caches],
        }),
      },
      stop: async () => server.close(),
    };
  },
};

/** Newest last; "the cache keeps the last 20 hosts and 10 addresses" (specification 1.0). */
interface Lists {
  readonly hosts: Set<string>;
  readonly caches: Set<string>;
}

const HOSTS_MAX = 20;
const CACHES_MAX = 10;
const URL_CHARACTERS_MAX = 255;

const newList = (given: Plain | undefined): Set<string> =>
  new Set(
    (Array.isArray(given) ? (given as readonly Plain[]) : [])
      .filter((text) => typeof text === 'string')
      .slice(0, HOSTS_MAX),
  );

const answer = (
  asked: IncomingMessage,
  reply: ServerResponse,
  lists: Lists,
  name: string,
): void => {
  const query = new URLSearchParams((asked.url ?? '').split('?', 2)[1] ?? '');
  const text = asked.method === 'GET' ? answerText(query, lists, asked, name) : 'ERROR\n';
  reply.writeHead(200, { 'Content-Type': 'text/plain', Connection: 'close' });
  reply.end(text);
};

const answerText = (
  query: URLSearchParams,
  lists: Lists,
  asked: IncomingMessage,
  name: string,
): string => {
  if (query.has('ping')) return `PONG ${name}\n`;
  if (query.has('hostfile')) return lines(lists.hosts);
  if (query.has('urlfile')) return lines(lists.caches);
  const ip = query.get('ip');
  const url = query.get('url');
  if (ip === null && url === null) return 'ERROR: nothing asked\n';
  const told = ip === null || tellHost(ip, lists, asked.socket.remoteAddress ?? '');
  const added = url === null || tellCache(url, lists);
  return told && added ? 'OK\n' : 'ERROR: not accepted\n';
};

/** Only the host itself may tell of itself. */
const tellHost = (text: string, { hosts }: Lists, from: string): boolean => {
  const host = asHost(text);
  if (!host || host.address !== from.replace(/^::ffff:/, '')) return false;
  keep(hosts, hostText(host), HOSTS_MAX);
  return true;
};

const tellCache = (url: string, { caches }: Lists): boolean => {
  if (!/^http:\/\/[\w.:[\]-]+\/\S*$/.test(url) || url.length > URL_CHARACTERS_MAX) return false;
  keep(caches, url, CACHES_MAX);
  return true;
};

const keep = (list: Set<string>, text: string, most: number): void => {
  list.delete(text);
  list.add(text);
  for (const oldest of list) {
    if (list.size <= most) break;
    list.delete(oldest);
  }
};

const lines = (list: ReadonlySet<string>): string =>
  [...list]
    .reverse()
    .map((line) => `${line}\r\n`)
    .join('');
