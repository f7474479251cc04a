// Requests in logs, asked with the same signatures that read HTTP on the wire: what proves a system there proves it
// in a proxy log too.

import type { RequestObservation } from '../model/observation.ts';
import type { HttpRequest, HttpSignature, HttpTraces } from '../wire/dissector.ts';
import { Endpoints } from './endpoints.ts';
import { type EndsOf, FlowNotes } from './flow-notes.ts';
import { Traces } from './traces.ts';

export class RequestIdentifier {
  private readonly signatures: readonly HttpSignature[];
  /** Where none of these stands, every signature would say no. Null: one of them wants to see all. */
  private readonly targets: RegExp | null;
  private readonly programs: RegExp | null;
  /** The same targets, for bytes. */
  private readonly traces: Traces | null;

  constructor(signatures: readonly HttpSignature[]) {
    this.signatures = signatures;
    const all = signatures.some(({ traces }) => !traces || wantsHeader(traces));
    const targets = signatures.flatMap(({ traces }) => traces?.targets ?? []);
    this.targets = all ? null : anyOf(targets);
    this.traces = all ? null : new Traces(targets);
    this.programs = all ? null : anyOf(signatures.flatMap(({ traces }) => traces?.programs ?? []));
  }

  /** Sets `system` and `protocol` when the request proves a system. */
  identify(observation: RequestObservation): void {
    if (!this.isWorthAsking(observation)) return;
    const request = requestOf(observation);
    if (!request) return;
    const notes = new FlowNotes(NO_ENDPOINTS, NOWHERE, 0, 'tcp');
    for (const signature of this.signatures) {
      if (!signature.request(request, notes)) continue;
      observation.system = signature.system;
      observation.protocol = signature.id;
      return;
    }
  }

  /** False when a request for this URL, of which nothing but the URL is known, proves no system. */
  hasTrace(bytes: Uint8Array, start: number, end: number): boolean {
    return this.traces === null || this.traces.standsIn(bytes, start, end);
  }

  /** Nearly no request of a log has a trace of anything. */
  private isWorthAsking({ url, agent, method }: RequestObservation): boolean {
    if (url === undefined || method === 'CONNECT') return false;
    if (this.targets === null || this.targets.test(url)) return true;
    return agent !== undefined && this.programs?.test(agent) === true;
  }
}

/** A log shows no header but the agent. */
const wantsHeader = ({ headers = [] }: HttpTraces): boolean =>
  headers.some((header) => 'user-agent'.startsWith(header.toLowerCase()));

const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[^\w]/g, '\\$&')).join('|') || '(?!)', 'i');

const NOWHERE: EndsOf = {
  addressOf: () => '',
  portOf: () => 0,
  linkOf: () => 0,
  keysOf: () => [],
  learnKey() {},
  keys: { learn() {} },
};

/** A log line has no peer that could be held to what it says, so endpoints are not learned from it. */
const NO_ENDPOINTS = new Endpoints();

const requestOf = (observation: RequestObservation): HttpRequest | null => {
  const url = observation.url ?? '';
  const scheme = url.indexOf('://');
  if (scheme < 1 || observation.method === 'CONNECT') return null;
  const rest = url.slice(scheme + 3);
  const slash = rest.indexOf('/');
  return {
    method: observation.method ?? 'GET',
    target: url,
    path: slash < 0 ? '/' : rest.slice(slash),
    host: observation.host ?? (slash < 0 ? rest : rest.slice(0, slash)),
    headers: observation.agent ? new Map([['user-agent', observation.agent]]) : NO_HEADERS,
    direction: 0,
  };
};

const NO_HEADERS: ReadonlyMap<string, string> = new Map();
