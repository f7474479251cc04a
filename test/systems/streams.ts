// Feeding made-up streams and datagrams to dissectors.
import type {
  Datagram,
  DatagramDissector,
  Direction,
  StreamDissector,
  StreamHead,
  Verdict,
} from '../../src/wire/dissector.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';

export const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.replace(/\s+/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

export const join = (...pieces: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));

/** An eDonkey frame: protocol, length, opcode, body. */
export const frame = (protocol: number, opcode: number, body: Uint8Array): Uint8Array => {
  const size = body.length + 1;
  return join(
    Uint8Array.of(protocol, size & 255, (size >> 8) & 255, (size >> 16) & 255, 0, opcode),
    body,
  );
};

/** Buffers end in bytes that would change a verdict if they were read. */
const padded = (bytes: Uint8Array): Uint8Array => join(bytes, new Uint8Array(64).fill(0xe3));

export const inspectStream = (
  dissector: StreamDissector,
  there: Uint8Array,
  back: Uint8Array = new Uint8Array(),
  about: Partial<StreamHead> = {},
): Verdict =>
  dissector.inspect({
    transport: 'tcp',
    clientPort: 40_000,
    serverPort: 50_000,
    bytes: [padded(there), padded(back)],
    length: [there.length, back.length],
    first: 0,
    midstream: false,
    ended: false,
    ...about,
  });

export const inspectDatagrams = (
  dissector: DatagramDissector,
  ...datagrams: readonly Uint8Array[]
): Verdict => {
  let memory = 0;
  let verdict: Verdict = 0;
  datagrams.forEach((bytes, index) => {
    const datagram: Datagram = {
      transport: 'udp',
      clientPort: 4672,
      serverPort: 4672,
      clientAddress: '10.0.0.1',
      serverAddress: '192.0.2.1',
      bytes: padded(bytes),
      start: 0,
      end: bytes.length,
      direction: (index % 2) as Direction,
      index,
      memory,
    };
    verdict = dissector.inspect(datagram);
    memory = datagram.memory;
  });
  return verdict;
};

/** Reads one stream, cut into pieces of `pieceBytes`. */
export const readStream = (
  dissector: StreamDissector,
  there: Uint8Array,
  back: Uint8Array = new Uint8Array(),
  pieceBytes = 1 << 20,
): RecordingSink => {
  const sink = recordingSink('tcp');
  const reader = dissector.open!(sink);
  for (const [direction, bytes] of [[0, there] as const, [1, back] as const])
    for (let at = 0; at < bytes.length; at += pieceBytes)
      if (!reader.push(direction, bytes, at, Math.min(at + pieceBytes, bytes.length))) break;
  reader.close?.();
  return sink;
};

export const readDatagrams = (
  dissector: DatagramDissector,
  ...datagrams: readonly (readonly [Direction, Uint8Array])[]
): RecordingSink => {
  const sink = recordingSink('udp');
  const reader = dissector.open!(sink);
  for (const [direction, bytes] of datagrams) reader.push(direction, bytes, 0, bytes.length);
  return sink;
};
