// What requests and answers between servents say about the ends, the file, and where else it is to be had.
import type { Content } from '../../model/observation.ts';
import type { Direction, FlowSink, HttpRequest, HttpResponse } from '../../wire/dissector.ts';
import { noteAgent } from './client.ts';
import { parseHosts, type Told, tell, tellHosts } from './hosts.ts';
import { sha1UrnIn } from './text.ts';

export const noteExchange = (
  flow: FlowSink,
  direction: Direction,
  headers: ReadonlyMap<string, string>,
): void => {
  const facts = flow.end(direction);
  const agent = headers.get('user-agent') ?? headers.get('server');
  if (agent !== undefined) noteAgent(facts, agent);
  const nick = headers.get('x-nick');
  if (nick) facts.nick = unescaped(nick);
  const told: Told = {
    flow,
    direction,
    system: 'gnutella',
    how: 'an alternate location of a file',
  };
  for (const name of ['x-alt', 'x-falt'] as const) tellHosts(told, headers.get(name) ?? '');
  for (const name of [
    'x-gnutella-alternate-location',
    'alternate-location',
    'alt-location',
  ] as const)
    for (const [, host] of (headers.get(name) ?? '')
      .slice(0, 8192)
      .matchAll(/http:\/\/([^/\s,]+)/g))
      tellHosts(told, host!);
  notePushProxies(told, headers);
  noteListening(told, headers);
};

const notePushProxies = (told: Told, headers: ReadonlyMap<string, string>): void => {
  const proxies = headers.get('x-push-proxy') ?? headers.get('x-push-proxies');
  if (proxies !== undefined) tellHosts({ ...told, how: 'a Gnutella push proxy' }, proxies);
};

/** X-FW-Node-Info: GUID; port:address of the firewalled end; its push proxies. X-Node, Listen-IP: address:port. */
const noteListening = (told: Told, headers: ReadonlyMap<string, string>): void => {
  const { flow, direction } = told;
  const facts = flow.end(direction);
  const firewalled = headers.get('x-fw-node-info');
  if (firewalled !== undefined) {
    const guid = /^([0-9a-f]{32});/i.exec(firewalled);
    if (guid) facts.identity = guid[1]!.toLowerCase();
    const own = /;\s*(\d{1,5}):(\d{1,3}(?:\.\d{1,3}){3})/.exec(firewalled);
    if (own) facts.listens = Number(own[1]);
    tellHosts({ ...told, how: 'a Gnutella push proxy' }, firewalled);
  }
  for (const name of ['x-node', 'listen-ip', 'x-listen-ip', 'node'] as const)
    for (const { address, port } of parseHosts(headers.get(name) ?? '')) {
      facts.listens ??= port;
      tell({ ...told, how: 'the listening address in a transfer' }, address, port);
    }
};

/** The file of a transfer: hash from the path or an answer's urn, name from the path or Content-Disposition. */
export const noteDownload = (
  flow: FlowSink,
  request: HttpRequest | null,
  response?: HttpResponse,
): void => {
  const headers = (response ?? request)?.headers ?? new Map<string, string>();
  const urn = ['x-gnutella-content-urn', 'x-content-urn', 'content-urn']
    .map((name) => headers.get(name))
    .join(' ');
  const path = request?.path ?? '';
  const content: Content = { id: sha1UrnIn(urn) ?? sha1UrnIn(path) ?? '' };
  const given = /filename="?([^";]+)"?/i.exec(headers.get('content-disposition') ?? '')?.[1];
  const inPath = /^\/get\/\d+\/([^?]+)/.exec(path)?.[1];
  const name = given ?? inPath;
  if (name !== undefined) content.name = unescaped(name.replace(/\/$/, ''));
  const size = /\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')?.[1];
  if (size !== undefined) content.size = Number(size);
  if (content.id !== '' || content.name !== undefined) flow.content(content);
};

/** Percent-encoding taken off where it is sound. */
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
