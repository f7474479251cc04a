// Feeds bytes to one dissector the way the flow engine does, and records what its reader tells.
import { readFileSync } from 'node:fs';
import { ipv4Text } from '../../../src/model/address.ts';
import type { Content, EndFacts, Facts } from '../../../src/model/observation.ts';
import {
  type DatagramDissector,
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type Verdict,
} from '../../../src/wire/dissector.ts';

export type Message = readonly [Direction, Uint8Array];

export interface Recorded {
  verdict: Verdict;
  protocol: string | null;
  ends: [EndFacts, EndFacts];
  contents: Content[];
  offers: Content[];
  searches: string[];
  endpoints: string[];
  carrier: Record<string, string | number | boolean>;
  anomalies: string[];
}

const newRecord = (): Recorded => ({
  verdict: NO,
  protocol: null,
  ends: [{}, {}],
  contents: [],
  offers: [],
  searches: [],
  endpoints: [],
  carrier: {},
  anomalies: [],
});

/** Client 192.0.2.1:40000, server 198.51.100.2:6346. */
export const sinkOf = (record: Recorded, transport: 'tcp' | 'udp'): FlowSink => ({
  transport,
  clientPort: 40_000,
  serverPort: 6346,
  clientAddress: '192.0.2.1',
  serverAddress: '198.51.100.2',
  at: 0,
  end: (direction) => record.ends[direction],
  name: (protocol) => {
    record.protocol = protocol;
  },
  content: (content) => record.contents.push({ ...content }),
  offer: (content) => record.offers.push({ ...content }),
  search: (words) => record.searches.push(words),
  reported: () => {},
  carrier: (key, value) => {
    record.carrier[key] = value;
  },
  anomaly: (code) => record.anomalies.push(code),
  endpoint: (address, port, transport, system, toldBy) =>
    record.endpoints.push(`${address} ${port} ${transport} ${system} ${toldBy}`),
  endpointV4: (word, port, transport, system, toldBy) =>
    record.endpoints.push(`${ipv4Text(word)} ${port} ${transport} ${system} ${toldBy}`),
  endpointV6: () => {},
  inner: () => {},
  facts: { ends: record.ends, contents: [], offers: [], searches: [] } satisfies Facts,
});

export const newSink = (): { record: Recorded; flow: FlowSink } => {
  const record = newRecord();
  return { record, flow: sinkOf(record, 'tcp') };
};

/** Bytes around the payload: a dissector that looks at them gives another result when they change. */
const padded = (bytes: Uint8Array, padding: number): Uint8Array => {
  const whole = new Uint8Array(bytes.length + 16).fill(padding);
  whole.set(bytes, 8);
  return whole;
};

export const runStream = (
  dissector: StreamDissector,
  messages: readonly Message[],
  padding = 0,
): Recorded => {
  const record = newRecord();
  const bytes = [new Uint8Array(8192).fill(padding), new Uint8Array(8192).fill(padding)] as const;
  const length: [number, number] = [0, 0];
  const first = messages[0]?.[0] ?? 0;
  record.verdict = MORE;
  for (const [direction, part] of messages) {
    const kept = part.subarray(0, 8192 - length[direction]);
    bytes[direction].set(kept, length[direction]);
    length[direction] += kept.length;
    if (record.verdict !== MORE) break;
    const head = { bytes, length, first, midstream: false, ended: false } as const;
    record.verdict = dissector.inspect({
      transport: 'tcp',
      clientPort: 40_000,
      serverPort: 6346,
      ...head,
    });
  }
  if (record.verdict !== 2) return record;
  const reader = dissector.open!(sinkOf(record, 'tcp'));
  const open = [true, true];
  for (const [direction, part] of messages) {
    if (!open[direction]) continue;
    open[direction] = reader.push(direction, padded(part, padding), 8, 8 + part.length);
  }
  return record;
};

export const runDatagrams = (
  dissector: DatagramDissector,
  messages: readonly Message[],
  padding = 0,
): Recorded => {
  const record = newRecord();
  let memory = 0;
  record.verdict = MORE;
  for (const [index, [direction, part]] of messages.entries()) {
    if (record.verdict !== MORE) break;
    const datagram = {
      transport: 'udp' as const,
      clientPort: 40_000,
      serverPort: 6346,
      clientAddress: '192.0.2.1',
      serverAddress: '198.51.100.2',
      bytes: padded(part, padding),
      start: 8,
      end: 8 + part.length,
      direction,
      index,
      memory,
    };
    record.verdict = part.length < dissector.bytesMin ? NO : dissector.inspect(datagram);
    memory = datagram.memory;
  }
  if (record.verdict !== 2) return record;
  const reader = dissector.open!(sinkOf(record, 'udp'));
  for (const [direction, part] of messages)
    if (!reader.push(direction, padded(part, padding), 8, 8 + part.length)) break;
  return record;
};

/** Hex with blanks; everything behind `#` in a line is a comment. */
export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(
    (text.replace(/#.*$/gm, '').replace(/\s+/g, '').match(/../g) ?? []).map((pair) =>
      Number.parseInt(pair, 16),
    ),
  );

export const textBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** A flow of fixtures/gnutella. */
export const fixture = (name: string): Message[] =>
  readFileSync(new URL(`../../../fixtures/gnutella/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('>') || line.startsWith('<'))
    .map((line) => [line.startsWith('>') ? 0 : 1, bytesOf(line.slice(2))] as const);

/** The same flow in pieces of `size` bytes. */
export const cut = (messages: readonly Message[], size: number): Message[] =>
  messages.flatMap(([direction, bytes]) =>
    Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => [direction, bytes.slice(i * size, (i + 1) * size)] as const,
    ),
  );
