// Plays conversations to dissectors the way the engine does: heads grow until a verdict, then the reader gets the bytes
// of the speaker who began, then the other's, then all that follows.
import { readFileSync } from 'node:fs';
import { ipv4Text } from '../../src/model/address.ts';
import type { Facts } from '../../src/model/observation.ts';
import type { SystemId } from '../../src/model/systems.ts';
import {
  type DatagramDissector,
  type Direction,
  type Dissector,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type Verdict,
  YES,
} from '../../src/wire/dissector.ts';

export interface Piece {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

export interface Conversation {
  readonly transport: 'tcp' | 'udp';
  readonly clientPort: number;
  readonly serverPort: number;
  readonly pieces: readonly Piece[];
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly facts: Facts;
  readonly names: [string, SystemId | null][];
  readonly inner: [string, number, number][];
  readonly endpoints: string[];
}

export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replace(/#.*$/gm, '').replace(/\s/g, ''), 'hex'));

export const textBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

export const fixture = (name: string): Conversation => {
  const path = new URL(`../../fixtures/protocols/${name}.hex`, import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n').slice(1);
  const [transport, client, server] = (lines[0] ?? '').split(' ');
  const pieces = lines.slice(1).flatMap((line): Piece[] => {
    if (line === '') return [];
    return [{ direction: line.startsWith('<') ? 1 : 0, bytes: bytesOf(line.slice(2)) }];
  });
  return {
    transport: transport === 'udp' ? 'udp' : 'tcp',
    clientPort: Number(client),
    serverPort: Number(server),
    pieces,
  };
};

/** `> text` and `< text` lines in TCP, ports 40000 to `serverPort`. */
export const talk = (serverPort: number, ...lines: readonly string[]): Conversation => ({
  transport: 'tcp',
  clientPort: 40_000,
  serverPort,
  pieces: lines.map((line) => ({
    direction: line.startsWith('<') ? 1 : 0,
    bytes: textBytes(line.slice(2)),
  })),
});

export const datagrams = (serverPort: number, ...hex: readonly string[]): Conversation => ({
  transport: 'udp',
  clientPort: 40_000,
  serverPort,
  pieces: hex.map((line) => ({
    direction: line.startsWith('<') ? 1 : 0,
    bytes: bytesOf(line.replace(/^[<>]/, '')),
  })),
});

export const play = (
  dissector: Dissector,
  conversation: Conversation,
  midstream = false,
): Outcome =>
  dissector.transport === 'tcp'
    ? playStream(dissector, conversation, midstream)
    : playDatagrams(dissector, conversation);

/** Ids of all dissectors that say YES. */
export const named = (dissectors: readonly Dissector[], conversation: Conversation): string[] =>
  dissectors
    .filter((dissector) => dissector.transport === conversation.transport)
    .filter((dissector) => play(dissector, conversation).verdict === YES)
    .map((dissector) => dissector.id);

const playStream = (
  dissector: StreamDissector,
  { pieces, clientPort, serverPort }: Conversation,
  midstream: boolean,
): Outcome => {
  const { outcome, flow } = recorder(clientPort, serverPort);
  const first = pieces[0]?.direction ?? 0;
  const held: [Uint8Array, Uint8Array] = [new Uint8Array(0), new Uint8Array(0)];
  const wants = [true, true];
  let verdict: Verdict = MORE;
  let reader: ReturnType<NonNullable<StreamDissector['open']>> | undefined;
  const push = (direction: Direction, bytes: Uint8Array) => {
    if (!wants[direction] || bytes.length === 0 || outcome.inner.length > 0) return;
    wants[direction] = reader?.push(direction, bytes, 0, bytes.length) ?? false;
  };
  const inspect = (ended: boolean) => {
    const length: [number, number] = [held[0].length, held[1].length];
    // Old bytes behind the end, as in the engine's reused buffers.
    const bytes = [stale(held[0]), stale(held[1])] as const;
    const { transport } = dissector;
    return dissector.inspect({
      transport,
      clientPort,
      serverPort,
      bytes,
      length,
      first,
      midstream,
      ended,
    });
  };
  const allowed = dissector.firstBytes?.includes(pieces[0]?.bytes[0] ?? 0) ?? true;
  if (!allowed) return { ...outcome, verdict: NO };
  for (const { direction, bytes } of pieces) {
    if (verdict === YES) push(direction, bytes);
    if (verdict !== MORE) continue;
    held[direction] = Uint8Array.from([...held[direction], ...bytes]);
    verdict = inspect(false);
    if (verdict !== YES) continue;
    reader = dissector.open?.(flow);
    push(first, held[first]);
    const other = first === 0 ? 1 : 0;
    push(other, held[other]);
  }
  if (verdict === MORE && pieces.length > 0) verdict = inspect(true);
  reader?.close?.();
  // No more bytes will come: MORE counts as NO.
  return { ...outcome, verdict: verdict === YES ? YES : NO };
};

const stale = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, ...STALE]);
const STALE = new Uint8Array(64).fill(0x05);

const playDatagrams = (
  dissector: DatagramDissector,
  { pieces, clientPort, serverPort }: Conversation,
): Outcome => {
  const { outcome, flow } = recorder(clientPort, serverPort);
  let verdict: Verdict = MORE;
  let memory = 0;
  let reader: ReturnType<NonNullable<DatagramDissector['open']>> | undefined;
  const waiting: Piece[] = [];
  pieces.forEach((piece, index) => {
    const { direction } = piece;
    // A datagram lies somewhere in a block, never at its start.
    const bytes = Uint8Array.from([...STALE, ...piece.bytes, ...STALE]);
    const [start, end] = [STALE.length, STALE.length + piece.bytes.length];
    if (verdict === YES) reader?.push(direction, bytes, start, end);
    if (verdict !== MORE || end - start < dissector.bytesMin) return;
    if (dissector.firstBytes && !dissector.firstBytes.includes(bytes[start]!)) return;
    const [clientAddress, serverAddress] = [flow.clientAddress, flow.serverAddress];
    const where = { clientPort, serverPort, clientAddress, serverAddress };
    const datagram = {
      transport: 'udp' as const,
      ...where,
      bytes,
      start,
      end,
      direction,
      index,
      memory,
    };
    verdict = dissector.inspect(datagram);
    memory = datagram.memory;
    waiting.push(piece);
    if (verdict !== YES) return;
    reader = dissector.open?.(flow);
    for (const early of waiting) reader?.push(early.direction, early.bytes, 0, early.bytes.length);
  });
  reader?.close?.();
  return { ...outcome, verdict: verdict === MORE ? NO : verdict };
};

const recorder = (clientPort: number, serverPort: number) => {
  const facts: Facts = { ends: [{}, {}], contents: [], offers: [], searches: [] };
  const outcome: Omit<Outcome, 'verdict'> = { facts, names: [], inner: [], endpoints: [] };
  const flow: FlowSink = {
    transport: 'tcp',
    clientPort,
    serverPort,
    clientAddress: '10.0.0.1',
    serverAddress: '192.0.2.1',
    at: 0,
    facts,
    end: (direction) => facts.ends[direction],
    name: (protocol, system) => void outcome.names.push([protocol, system]),
    content: (content) => void facts.contents.push(content),
    offer: (content) => void facts.offers.push(content),
    search: (words) => void facts.searches.push(words),
    reported: () => {},
    carrier: (key, value) => {
      facts.carrier = { ...facts.carrier, [key]: value };
    },
    anomaly: (code) => {
      facts.anomalies = { ...facts.anomalies, [code]: (facts.anomalies?.[code] ?? 0) + 1 };
    },
    endpoint: (address, port, transport, system, toldBy) =>
      void outcome.endpoints.push(`${address} ${port} ${transport} ${system} ${toldBy}`),
    endpointV4: (word, port, transport, system, toldBy) =>
      void outcome.endpoints.push(`${ipv4Text(word)} ${port} ${transport} ${system} ${toldBy}`),
    endpointV6: () => {},
    inner: (via, consumed) => void outcome.inner.push([via, consumed[0], consumed[1]]),
  };
  return { outcome, flow };
};
