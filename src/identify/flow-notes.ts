// What readers said about one named flow. Everything kept is bounded and cleaned; text comes from adversaries.

import { LIMITS } from '../model/limits.ts';
import type { Content, EndFacts, Facts, Transport } from '../model/observation.ts';
import type { SystemId } from '../model/systems.ts';
import type { Direction, FlowSink } from '../wire/dissector.ts';
import type { Endpoints } from './endpoints.ts';

export class FlowNotes implements FlowSink {
  readonly transport: Transport;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly clientAddress: string;
  readonly serverAddress: string;
  at = 0;
  protocol = 'unknown';
  system: SystemId | null = null;
  readonly via: string[] = [];
  readonly facts: Facts = { ends: [{}, {}], contents: [], offers: [], searches: [] };
  /** True when the system shows itself in the flow's own wire format, not inside a carrier that others share. */
  native = false;
  /** Set by a carrier's reader: another stream begins behind these bytes of each direction. */
  pendingInner: readonly [number, number] | null = null;
  /** Payload bytes seen so far in each direction; an answer proves that the question was asked. */
  readonly spoke: [boolean, boolean] = [false, false];
  private readonly endpoints: Endpoints;
  /** Link-layer addresses of the two ends, 0 where unknown. */
  private readonly links: readonly [number, number];
  private readonly contentIds = new Set<string>();

  constructor(
    endpoints: Endpoints,
    transport: Transport,
    client: { address: string; port: number; link: number },
    server: { address: string; port: number; link: number },
  ) {
    this.links = [client.link, server.link];
    this.endpoints = endpoints;
    this.transport = transport;
    this.clientAddress = client.address;
    this.clientPort = client.port;
    this.serverAddress = server.address;
    this.serverPort = server.port;
  }

  end(direction: Direction): EndFacts {
    return this.facts.ends[direction];
  }

  name(protocol: string, system: SystemId | null): void {
    this.protocol = protocol;
    if (system !== null) this.system = system;
  }

  content(content: Content): void {
    this.keep(this.facts.contents, content, LIMITS.contentsMax);
  }

  offer(content: Content, by?: Direction): void {
    const offered: Content =
      by === undefined ? content : { ...content, by: by === 0 ? 'source' : 'destination' };
    this.keep(this.facts.offers, offered, LIMITS.offersMax);
  }

  search(words: string): void {
    const { searches } = this.facts;
    if (words !== '' && searches.length < LIMITS.searchesMax) {
      const text = cleanText(words);
      if (!searches.includes(text)) searches.push(text);
    }
  }

  reported(what: 'uploaded' | 'downloaded' | 'left', bytes: number): void {
    if (!Number.isFinite(bytes) || bytes < 0) return;
    this.facts.reported ??= {};
    this.facts.reported[what] = Math.max(
      bytes,
      what === 'left' ? 0 : (this.facts.reported[what] ?? 0),
    );
  }

  carrier(key: string, value: string | number | boolean): void {
    this.facts.carrier ??= {};
    this.facts.carrier[key] ??= typeof value === 'string' ? cleanText(value) : value;
  }

  anomaly(code: string): void {
    this.facts.anomalies ??= {};
    this.facts.anomalies[code] = (this.facts.anomalies[code] ?? 0) + 1;
  }

  /**
   * Endpoints of third parties count only when the hearer has spoken in this flow: an unasked message proves nothing.
   * A word about one of the two ends always counts as hearsay, which names flows of speakers only.
   */
  endpoint(
    address: string,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void {
    const own = address === (toldBy === 0 ? this.clientAddress : this.serverAddress);
    const hearer = address === (toldBy === 0 ? this.serverAddress : this.clientAddress);
    if (!own && !hearer && !this.spoke[toldBy === 0 ? 1 : 0]) return;
    if (own) this.endpoints.ownPort(this.links[toldBy], port, transport, system, this.at, how);
    this.endpoints.told(address, port, transport, system, this.at, how);
  }

  token(_kind: 'ice-ufrag', value: string, system: SystemId): void {
    this.endpoints.token(value, system, this.at);
  }

  inner(via: string, consumed: readonly [number, number]): void {
    this.via.push(via);
    this.pendingInner = consumed;
  }

  private keep(list: Content[], content: Content, max: number): void {
    const key = content.id || content.name || '';
    if (this.contentIds.has(key)) {
      const known = list.find((one) => (one.id || one.name) === key);
      if (known) Object.assign(known, tidyContent(content));
      return;
    }
    if (list.length >= max) {
      this.anomaly('more contents than kept');
      return;
    }
    this.contentIds.add(key);
    list.push(tidyContent(content));
  }
}

/** Facts without empty ends, with every text cleaned; undefined when nothing was said. */
export const tidyFacts = (facts: Facts): Facts | undefined => {
  for (const end of facts.ends) {
    for (const key of ['client', 'version', 'nick', 'role', 'identity'] as const) {
      if (end[key] !== undefined) end[key] = cleanText(end[key]);
    }
  }
  const said =
    facts.contents.length > 0 ||
    facts.offers.length > 0 ||
    facts.searches.length > 0 ||
    facts.reported !== undefined ||
    facts.carrier !== undefined ||
    facts.anomalies !== undefined ||
    facts.ends.some((end) => Object.keys(end).length > 0);
  return said ? facts : undefined;
};

const tidyContent = (content: Content): Content => ({
  id: cleanText(content.id),
  ...(content.name === undefined ? {} : { name: cleanText(content.name) }),
  ...(content.size === undefined || !Number.isSafeInteger(content.size) || content.size < 0
    ? {}
    : { size: content.size }),
  ...(content.by === undefined ? {} : { by: content.by }),
});

/** Control characters, escapes and direction marks become U+FFFD; long text is cut. */
export const cleanText = (text: string): string =>
  text.length > LIMITS.textCharsMax
    ? `${text.slice(0, LIMITS.textCharsMax - 1).replace(UNSAFE, '\uFFFD')}…`
    : text.replace(UNSAFE, '\uFFFD');

// C0, DEL, C1, line and paragraph separators, bidirectional controls (Unicode TR 36), lone surrogates, BOM.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]|\p{Surrogate}/gu;
