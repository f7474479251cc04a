// What readers said about one named flow. Everything kept is bounded and cleaned; text comes from adversaries.

import { parseAddress, V4_MARK, type Words } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { Content, EndFacts, Facts, Transport } from '../model/observation.ts';
import type { SystemId } from '../model/systems.ts';
import { u32 } from '../wire/codec/big-endian.ts';
import type { Direction, FlowSink, KeyKind } from '../wire/dissector.ts';
import type { Endpoints } from './endpoints.ts';
import type { FlowEnds } from './flow-ends.ts';

/** Who the ends of an open flow are. */
export type EndsOf = Pick<FlowEnds, 'addressOf' | 'portOf' | 'linkOf' | 'keysOf' | 'learnKey'> & {
  readonly keys: Pick<FlowEnds['keys'], 'learn'>;
};

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
  /** What the flow taught last about its ends, and when (lessons.ts). */
  taught: SystemId | null = null;
  taughtEnds = 0;
  taughtAt = 0;
  /** Set by a carrier's reader: another stream begins behind these bytes of each direction. */
  pendingInner: readonly [number, number] | null = null;
  /** Payload bytes seen so far in each direction; an answer proves that the question was asked. */
  readonly spoke: [boolean, boolean] = [false, false];
  /** Ends that answered with something that is not of the system. */
  readonly bystander: [boolean, boolean] = [false, false];
  private readonly endpoints: Endpoints;
  private readonly ends: EndsOf;
  private readonly row: number;
  private said: Facts | null = null;
  private contentIds: Set<string> | null = null;
  /** Addresses of the two ends as numbers; made for flows that tell endpoints. */
  private words: readonly [Words | null, Words | null] | null = null;

  constructor(endpoints: Endpoints, ends: EndsOf, row: number, transport: Transport) {
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
    this.tellWords(0, 0, V4_MARK, word, port, transport, system, toldBy, how);
  }

  endpointV6(
    bytes: Uint8Array,
    at: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void {
    const [a, b] = [u32(bytes, at), u32(bytes, at + 4)];
    const [c, d] = [u32(bytes, at + 8), u32(bytes, at + 12)];
    this.tellWords(a, b, c, d, port, transport, system, toldBy, how);
  }

  private tellWords(
    a: number,
    b: number,
    c: number,
    d: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void {
    this.words ??= [parseAddress(this.clientAddress), parseAddress(this.serverAddress)];
    const hearer = toldBy === 0 ? 1 : 0;
    const own = isSame(this.words[toldBy], a, b, c, d);
    if (!own && !this.spoke[hearer] && !isSame(this.words[hearer], a, b, c, d)) return;
    if (own) this.ownPort(port, transport, system, toldBy, how);
    this.endpoints.toldWords(a, b, c, d, port, transport, system, this.at, how);
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

  takesPart(direction: Direction, takes: boolean): void {
    this.bystander[direction] = !takes;
  }

  token(_kind: 'ice-ufrag', value: string, system: SystemId): void {
    this.endpoints.token(value, system, this.at);
  }

  inner(via: string, consumed: readonly [number, number]): void {
    this.via.push(via);
    this.pendingInner = consumed;
  }

  key(kind: KeyKind, bytes: Uint8Array, at: number, end: Direction): void {
    this.ends.learnKey(this.row, kind, bytes, at, end);
  }

  keyV4(kind: KeyKind, bytes: Uint8Array, at: number, word: number): void {
    this.ends.keys.learn(kind, bytes, at, word >>> 0);
  }

  keysOf(kind: KeyKind, end: Direction): readonly Uint8Array[] {
    return this.ends.keysOf(this.row, kind, end);
  }

  private keep(list: Content[], content: Content, max: number): void {
    const key = content.id || content.name || '';
    this.contentIds ??= new Set();
    if (this.contentIds.has(key)) {
      const known = list.find((one) => (one.id || one.name) === key);
      if (known) complete(known, tidyContent(content));
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

const isSame = (words: Words | null, a: number, b: number, c: number, d: number): boolean =>
  words !== null && words[3] === d && words[2] === c && words[1] === b && words[0] === a;

/** What is said twice is joined; of two names the longer stays, so that the order in which they were heard is nothing. */
const complete = (known: Content, more: Content): void => {
  const { name, size, by } = more;
  if (name !== undefined && isFuller(name, known.name)) known.name = name;
  if (size !== undefined && size > (known.size ?? -1)) known.size = size;
  if (by !== undefined) known.by ??= by;
};

const isFuller = (name: string, than: string | undefined): boolean =>
  than === undefined || name.length > than.length || (name.length === than.length && name < than);

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
