// Two ends talking, for tests of dissectors: datagrams with their direction, streams cut anywhere, and hostile variants.
import fc from 'fast-check';
import {
  type Datagram,
  type DatagramDissector,
  type Direction,
  MORE,
  type StreamDissector,
  type Verdict,
} from '../../src/wire/dissector.ts';

export type Spoken = readonly [direction: Direction, bytes: Uint8Array];

/** Bytes that look random, the same for the same seed. */
export const random = (length: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(length);
  let state = Math.imul(seed, 0x9e37_79b1) >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
};

/** The first verdict that is no MORE; asked as the flow engine asks (first byte, shortest size). */
export const hear = (
  dissector: DatagramDissector,
  spoken: readonly Spoken[],
  { port = 4444, filler = 0xe3 } = {},
): Verdict => {
  let memory = 0;
  for (const [index, [direction, bytes]] of spoken.entries()) {
    if (bytes.length === 0 || bytes.length < dissector.bytesMin) continue;
    if (dissector.firstBytes && !dissector.firstBytes.includes(bytes[0]!)) continue;
    const wide = new Uint8Array(bytes.length + 96).fill(filler);
    wide.set(bytes, 32);
    const datagram: Datagram = {
      transport: 'udp',
      clientPort: 40_000,
      serverPort: port,
      clientAddress: '10.0.0.1',
      serverAddress: '192.0.2.1',
      bytes: wide,
      start: 32,
      end: 32 + bytes.length,
      direction,
      index,
      memory,
    };
    const verdict = dissector.inspect(datagram);
    memory = datagram.memory;
    if (verdict !== MORE) return verdict;
  }
  return MORE;
};

/** The same for a stream; each piece is one segment. */
export const listen = (
  dissector: StreamDissector,
  spoken: readonly Spoken[],
  filler = 0xe3,
): Verdict => {
  const first = spoken[0]![0];
  const opening = spoken[0]![1][0]!;
  if (dissector.firstBytes && !dissector.firstBytes.includes(opening)) return 0;
  const bytes = [new Uint8Array(8192).fill(filler), new Uint8Array(8192).fill(filler)] as const;
  const length: [number, number] = [0, 0];
  for (const [direction, piece] of spoken) {
    bytes[direction].set(piece, length[direction]);
    length[direction] += piece.length;
    const verdict = dissector.inspect({
      transport: 'tcp',
      clientPort: 40_000,
      serverPort: 4444,
      bytes,
      length,
      first,
      midstream: false,
      ended: false,
    });
    if (verdict !== MORE) return verdict;
  }
  return MORE;
};

/** Every segment cut into pieces of `size`. */
export const cut = (spoken: readonly Spoken[], size: number): Spoken[] =>
  spoken.flatMap(([direction, bytes]) => {
    const pieces: Spoken[] = [];
    for (let at = 0; at < bytes.length; at += size)
      pieces.push([direction, bytes.subarray(at, at + size)]);
    return pieces;
  });

/** Bytes at random, and those given with some changed, missing or appended. */
export const damaged = (seeds: readonly Uint8Array[]): fc.Arbitrary<Spoken[]> =>
  fc.array(
    fc.tuple(
      fc.constantFrom<Direction>(0, 1),
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 160 }),
        fc
          .tuple(
            fc.constantFrom(...seeds),
            fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
            fc.nat(400),
          )
          .map(([bytes, changes, size]) => {
            const changed = bytes.slice(0, Math.max(1, size));
            for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
            return changed;
          }),
      ),
    ),
    { minLength: 1, maxLength: 8 },
  );

/** No bytes make it throw, and nothing outside the range changes what it says. */
export const staysInside = (
  dissector: DatagramDissector | StreamDissector,
  seeds: readonly Uint8Array[],
): void => {
  fc.assert(
    fc.property(damaged(seeds), (spoken) => {
      const said = [0, 0x17, 0xff].map((filler) =>
        dissector.transport === 'tcp'
          ? listen(dissector, spoken, filler)
          : hear(dissector, spoken, { filler }),
      );
      return said.every((verdict) => verdict === said[0]);
    }),
    { numRuns: 200 },
  );
};
