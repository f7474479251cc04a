// What readers said about one named flow. Everything kept is bounded and cleaned; text comes from adversaries.

import { isV4, parseAddress } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { Content, EndFacts, Facts, Transport } from '../model/observation.ts';
import type { SystemId } from '../model/systems.ts';
import type { Direction, FlowSink } from '../wire/dissector.ts';
import type { Endpoints } from './endpoints.ts';

/** Who the ends of an open flow are; texts are made when they are asked for. */
export interface FlowEnds {
  addressOf(row: number, end: Direction): string;
  portOf(row: number, end: Direction): number;
  /** Link-layer address as an integer, 0 where unknown. */
  linkOf(row: number, end: Direction): number;
}

export class FlowNotes implements FlowSink {
  readonly transport: Transport;
  readonly clientPort: number;
  readonly serverPort: number;
  at = 0;
  protocol = 'unknown';
  system: SystemId | null = null;
  readonly via: string[] = [];
  /** True when the system shows itself in the flow's own wire format, not inside a carrier that others share. */
  native = false;
  /** Set by a carrier's reader: another stream begins behind these bytes of each direction. */
  pendingInner: readonly [number, number] | null = null;
  /** Payload bytes seen so far in each direction; an answer proves that the question was asked. */
  readonly spoke: [boolean, boolean] = [false, false];
  private readonly endpoints: Endpoints;
  private readonly ends: FlowEnds;
  private readonly row: number;
  private said: Facts | null = null;
  private contentIds: Set<string> | null = null;
  /** IPv4 addresses of the two ends as numbers, -1 for IPv6; made for flows that tell endpoints. */
  private words: readonly [number, number] | null = null;

  constructor(endpoints: Endpoints, ends: FlowEnds, row: number, transport: Transport) {
    this.endpoints = endpoints;
    this.ends = ends;
    this.row = row;
    this.transport = transport;
    this.clientPort = ends.portOf(row, 0);
    this.serverPort = ends.portOf(row, 1);
  }

  get clientAddress(): string {
    return this.ends.addressOf(this.row, 0);
  }

  get serverAddress(): string {
    return this.ends.addressOf(this.row, 1);
  }

  /** Made when a reader has something to say; most flows only have a name. */
  get facts(): Facts {
    this.said ??= { ends: [{}, {}], contents: NONE, offers: NONE, searches: NONE };
    return this.said;
  }

  /** What was said, cleaned; undefined when nothing was. */
  tidyFacts(): Facts | undefined {
    return this.said === null ? undefined : tidyFacts(this.said);
  }

  end(direction: Direction): EndFacts {
    return this.facts.ends[direction];
  }

  name(protocol: string, system: SystemId | null): void {
    this.protocol = protocol;
    if (system !== null) this.system = system;
  }

  content(content: Content): void {
    if (this.facts.contents === NONE) this.facts.contents = [];
    this.keep(this.facts.contents, content, LIMITS.contentsMax);
  }

  offer(content: Content, by?: Direction): void {
    const offered: Content =
      by === undefined ? content : { ...content, by: by === 0 ? 'source' : 'destination' };
    if (this.facts.offers === NONE) this.facts.offers = [];
    this.keep(this.facts.offers, offered, LIMITS.offersMax);
  }

  search(words: string): void {
    if (this.facts.searches === NONE) this.facts.searches = [];
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
    if (own) this.ownPort(port, transport, system, toldBy, how);
    this.endpoints.told(address, port, transport, system, this.at, how);
  }

  endpointV4(
    word: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void {
    this.words ??= [v4Word(this.clientAddress), v4Word(this.serverAddress)];
    const hearer = toldBy === 0 ? 1 : 0;
    const own = word === this.words[toldBy];
    if (!own && !this.spoke[hearer] && word !== this.words[hearer]) return;
    if (own) this.ownPort(port, transport, system, toldBy, how);
    this.endpoints.toldV4(word, port, transport, system, this.at, how);
  }

  private ownPort(
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    by: Direction,
    how: string,
  ): void {
    const link = this.ends.linkOf(this.row, by);
    this.endpoints.ownPort(link, port, transport, system, this.at, how);
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
    this.contentIds ??= new Set();
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

/** The list of flows that have nothing to list; lists are made when there is something. */
const NONE = Object.freeze([]) as unknown as never[];

/** Facts without empty ends, with every text cleaned; undefined when nothing was said. */
const tidyFacts = (facts: Facts): Facts | undefined => {
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

const v4Word = (address: string): number => {
  const words = parseAddress(address);
  return words !== null && isV4(words) ? words[3] : -1;
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
export const cleanText = (text: string): string => {
  if (text.length > LIMITS.textCharsMax) {
    return `${text.slice(0, LIMITS.textCharsMax - 1).replace(UNSAFE, '\uFFFD')}…`;
  }
  // Nearly all text is plain ASCII, and a scan costs a tenth of the expression.
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return text.replace(UNSAFE, '\uFFFD');
  }
  return text;
};

// C0, DEL, C1, line and paragraph separators, bidirectional controls (Unicode TR 36), lone surrogates, BOM.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]|\p{Surrogate}/gu;
