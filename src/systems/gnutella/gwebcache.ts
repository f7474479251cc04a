// gnutella/gwebcache: a program asks a web cache for its first peers, or tells it of itself.
//
// Specification: GWebCache 1.3.1 (gtk-gnutella, doc/gnutella/gwcache) and GWC 2 (`get=1&net=gnutella2`).
// Sound: `client` and `version` together with a request of the cache protocol: hostfile=1 or urlfile=1, or `net` that
// names Gnutella. Looks alike: web services with `client` and `version` alone.
// Does not see: caches asked over TLS.

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
  const client = query.get('client');
  if (client === undefined || !/^[A-Za-z]{4}/.test(client)) return false;
  if (/^gnutella2?$/i.test(query.get('net') ?? '')) return true;
  // Some programs put the version behind the vendor code: client=GTKG1.2.2.
  if (query.get('version') === undefined && !/^[A-Za-z]{4}\d/.test(client)) return false;
  return ['hostfile', 'urlfile', 'bfile', 'statfile'].some((name) => query.get(name) === '1');
};

const systemOf = (query: Query): SystemId =>
  /^gnutella2$/i.test(query.get('net') ?? '') ? 'gnutella2' : 'gnutella';

const noteAsker = (flow: FlowSink, request: HttpRequest, query: Query): void => {
  const { direction } = request;
  const facts = flow.end(direction);
  const agent = request.headers.get('user-agent');
  if (agent !== undefined) noteAgent(facts, agent);
  const client = query.get('client')!;
  const name = VENDORS.get(client.slice(0, 4).toUpperCase());
  if (name !== undefined) facts.client = name;
  const version = query.get('version') ?? client.slice(4);
  if (/^\d[\w.-]{0,40}$/.test(version)) facts.version = version;
  const own = parseHostPort((query.get('ip') ?? query.get('ip1') ?? '').replace(/%3a/i, ':'));
  if (!own) return;
  facts.listens = own.port;
  const how = 'the address it told a Gnutella web cache';
  tell({ flow, direction, system: systemOf(query), how }, own.address, own.port);
};
