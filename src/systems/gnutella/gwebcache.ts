// gnutella/gwebcache: a program asks a web cache for its first peers, or tells it of itself.
//
// Specification: GWebCache 1.3.1 (gtk-gnutella, doc/gnutella/gwcache) and GWC 2 (`get=1&net=gnutella2`).
// Sound: `client` begins with the vendor code of a Gnutella program, and a request of the cache protocol stands beside it:
// hostfile=1 or urlfile=1, `net` that names Gnutella with a get, a ping or an update, or its own address with its port.
// Looks alike: web services with `client=chrome` and `version`, whatever files they ask for.
// Does not see: caches asked over TLS, programs whose code is not in vendors.data.ts.

import { LIMITS } from '../../model/limits.ts';
import type { SystemId } from '../../model/systems.ts';
import { latin1 } from '../../wire/codec/ascii.ts';
import type { FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';
import { noteAgent } from './client.ts';
import { parseHostPort, tell } from './hosts.ts';
import { VENDORS } from './vendors.data.ts';

export const gnutellaWebCache = Object.freeze({
  id: 'gnutella/gwebcache',
  system: 'gnutella',
  traces: { targets: ['client='] },
  request(request: HttpRequest, flow: FlowSink): boolean {
    const query = readQuery(request);
    if (!proves(query)) return false;
    if (systemOf(query) === 'gnutella2') flow.name('gnutella2/gwebcache', 'gnutella2');
    noteAsker(flow, request, query);
    return true;
  },
  body(bytes: Uint8Array, request: HttpRequest, flow: FlowSink): void {
    const system = systemOf(readQuery(request));
    const direction = request.direction === 0 ? 1 : 0;
    const how = 'the answer of a Gnutella web cache';
    const lines = latin1(bytes, 0, bytes.length).split(/\r?\n/, 4 * LIMITS.gnutellaHostsMax);
    for (const line of lines) {
      // Version 2 marks hosts: H|address:port|age in seconds|cluster.
      const host = parseHostPort(line.startsWith('H|') ? line.slice(2).replace('|', ' ') : line);
      if (host) tell({ flow, direction, system, how }, host.address, host.port);
    }
  },
}) satisfies HttpSignature;

type Query = ReadonlyMap<string, string>;

const PAIRS_MAX = 32;

const readQuery = (request: HttpRequest): Query => {
  const at = request.path.indexOf('?');
  const pairs = new Map<string, string>();
  if (at < 0) return pairs;
  for (const pair of request.path.slice(at + 1).split('&', PAIRS_MAX)) {
    const equals = pair.indexOf('=');
    if (equals > 0) pairs.set(pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1));
  }
  return pairs;
};

const proves = (query: Query): boolean => {
  const client = query.get('client') ?? '';
  // Some programs put the version behind the vendor code: client=GTKG1.2.2.
  if (!/^[A-Za-z]{4}(?![A-Za-z])/.test(client) || vendorOf(client) === undefined) return false;
  if (/^gnutella2?$/i.test(query.get('net') ?? '') && isAny(query, ACTIONS)) return true;
  if (query.get('version') === undefined && client.length === 4) return false;
  return isAny(query, FILES) || ownAddress(query) !== null;
};

const ACTIONS = ['get', 'ping', 'update', 'hostfile', 'urlfile', 'bfile', 'statfile'];
const FILES = ['hostfile', 'urlfile', 'bfile', 'statfile'];

const isAny = (query: Query, names: readonly string[]): boolean =>
  names.some((name) => query.get(name) === '1');

const vendorOf = (client: string): string | undefined =>
  VENDORS.get(client.slice(0, 4).toUpperCase());

/** Always with its port: the parser would put in the default. */
const ownAddress = (query: Query) => {
  const own = (query.get('ip') ?? query.get('ip1') ?? '').replace(/%3a/i, ':');
  return own.includes(':') ? parseHostPort(own) : null;
};

const systemOf = (query: Query): SystemId =>
  /^gnutella2$/i.test(query.get('net') ?? '') ? 'gnutella2' : 'gnutella';

const noteAsker = (flow: FlowSink, request: HttpRequest, query: Query): void => {
  const { direction } = request;
  const facts = flow.end(direction);
  const agent = request.headers.get('user-agent');
  if (agent !== undefined) noteAgent(facts, agent);
  const client = query.get('client')!;
  const name = vendorOf(client);
  if (name !== undefined) facts.client = name;
  const version = query.get('version') ?? client.slice(4);
  if (/^\d[\w.-]{0,40}$/.test(version)) facts.version = version;
  const own = ownAddress(query);
  if (!own) return;
  facts.listens = own.port;
  const how = 'the address it told a Gnutella web cache';
  tell({ flow, direction, system: systemOf(query), how }, own.address, own.port);
};
