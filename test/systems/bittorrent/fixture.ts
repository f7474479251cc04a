// Reads fixtures/bittorrent/*.hex and shows them to dissectors as the engine would.
import { readFileSync } from 'node:fs';
import {
  type Datagram,
  type DatagramDissector,
  type Direction,
  MORE,
  NO,
  type StreamHead,
  type Verdict,
} from '../../../src/wire/dissector.ts';
import { type Ends, type RecordingSink, recordingSink } from '../recording-sink.ts';

export interface Piece {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

export interface Fixture extends Ends {
  readonly pieces: readonly Piece[];
}

export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const textBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const fixture = (name: string): Fixture => {
  const path = new URL(`../../../fixtures/bittorrent/${name}`, import.meta.url);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const end = (role: string) =>
    lines
      .find((line) => line.startsWith(`# ${role} `))!
      .split(' ')
      .slice(2);
  const [client, clientPort] = end('client');
  const [server, serverPort] = end('server');
  return {
    client: client!,
    clientPort: Number(clientPort),
    server: server!,
    serverPort: Number(serverPort),
    pieces: lines
      .filter((line) => /^[<>]/.test(line))
      .map((line) => ({ direction: line[0] === '>' ? 0 : 1, bytes: bytesOf(line.slice(2)) })),
  };
};

/** Verdicts of a datagram dissector until it decides. */
export const verdicts = (
  dissector: DatagramDissector,
  pieces: readonly Piece[],
  ends: Partial<Ends> = {},
): Verdict[] => {
  const given: Verdict[] = [];
  let memory = 0;
  for (const [index, { direction, bytes }] of pieces.entries()) {
    if (dissector.firstBytes && !dissector.firstBytes.includes(bytes[0]!)) continue;
    if (bytes.length < dissector.bytesMin) continue;
    const datagram: Datagram = {
      transport: 'udp',
      clientPort: ends.clientPort ?? 40_000,
      serverPort: ends.serverPort ?? 40_001,
      clientAddress: '10.0.0.1',
      serverAddress: '192.0.2.1',
      bytes,
      start: 0,
      end: bytes.length,
      direction,
      index,
      memory,
    };
    const verdict = dissector.inspect(datagram);
    memory = datagram.memory;
    given.push(verdict);
    if (verdict !== MORE) break;
  }
  return given.length === 0 ? [NO] : given;
};

/** Reads all datagrams and returns what was said. */
export const readAll = (dissector: DatagramDissector, read: Fixture): RecordingSink => {
  const sink = recordingSink('udp', read);
  const reader = dissector.open!(sink);
  for (const { direction, bytes } of read.pieces) reader.push(direction, bytes, 0, bytes.length);
  reader.close?.();
  return sink;
};

export const streamHead = (
  first: Direction,
  sent: readonly [Uint8Array, Uint8Array],
  midstream = false,
): StreamHead => ({
  transport: 'tcp',
  clientPort: 40_000,
  serverPort: 6881,
  bytes: sent,
  length: [sent[0].length, sent[1].length],
  first,
  midstream,
  ended: false,
});

export const told = (sink: RecordingSink): string[] => [
  ...new Set(sink.told.map((one) => `${one.address} ${one.port} ${one.transport} ${one.toldBy}`)),
];
