// Any bytes: no throw, nothing read behind the end, the same facts however the stream is cut.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriers } from '../../src/protocols/index.ts';
import { NO } from '../../src/wire/dissector.ts';
import { type Conversation, fixture, type Piece, play } from './conversation.ts';

const DISSECTORS = carriers({
  http: [
    { id: 'any/http', system: 'bittorrent', request: () => true, body: () => {}, answers: 'all' },
  ],
  tls: [{ id: 'any/tls', system: 'tor', handshake: () => false }],
  websocket: [{ id: 'any/ws', system: 'webtorrent', message: () => false }],
});

const NAMES = readdirSync(new URL('../../fixtures/protocols/', import.meta.url))
  .filter((name) => name.endsWith('.hex'))
  .map((name) => name.slice(0, -4));

/** Cuts every payload of a stream at the given places; order and directions stay. */
const recut = (conversation: Conversation, size: number): Conversation => ({
  ...conversation,
  pieces: joined(conversation.pieces).flatMap(({ direction, bytes }) => {
    const parts: Piece[] = [];
    for (let at = 0; at < bytes.length; at += size)
      parts.push({ direction, bytes: bytes.slice(at, at + size) });
    return parts;
  }),
});

const joined = (pieces: readonly Piece[]): Piece[] => {
  const runs: Piece[] = [];
  for (const piece of pieces) {
    const last = runs[runs.length - 1];
    if (last?.direction !== piece.direction) runs.push(piece);
    else
      runs[runs.length - 1] = { ...last, bytes: Uint8Array.from([...last.bytes, ...piece.bytes]) };
  }
  return runs;
};

describe('streams', () => {
  it.each(NAMES)('%s says the same however it is cut', (name) => {
    const conversation = fixture(name);
    if (conversation.transport === 'udp') return;
    for (const dissector of DISSECTORS) {
      if (dissector.transport !== 'tcp') continue;
      const whole = play(dissector, conversation);
      if (whole.verdict === NO) continue;
      for (const size of [1, 7, 61, 1460, 1 << 20])
        expect(play(dissector, recut(conversation, size)), `${dissector.id} ${size}`).toEqual(
          whole,
        );
    }
  });
});

/** A fixture with bytes changed, cut off or repeated. */
const mutated = fc
  .record({
    name: fc.constantFrom(...NAMES),
    changes: fc.array(fc.tuple(fc.nat(6000), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
    stop: fc.nat(3000),
    size: fc.constantFrom(1, 16, 300, 5000),
  })
  .map(({ name, changes, stop, size }): Conversation => {
    const conversation = fixture(name);
    const pieces = conversation.pieces.map(({ direction, bytes }) => {
      const copy = bytes.slice(0, stop + 1);
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return { direction, bytes: copy };
    });
    const changed = { ...conversation, pieces };
    return conversation.transport === 'udp' ? changed : recut(changed, size);
  });

const noise = fc.array(
  fc.record({
    direction: fc.constantFrom(0 as const, 1 as const),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('hostile bytes', () => {
  it('mutated conversations never throw', () => {
    fc.assert(
      fc.property(mutated, fc.boolean(), (conversation, midstream) => {
        for (const dissector of DISSECTORS)
          if (dissector.transport === conversation.transport)
            play(dissector, conversation, midstream);
      }),
      { numRuns: 150 },
    );
  });

  it('noise never throws and is hardly ever named', () => {
    fc.assert(
      fc.property(noise, fc.constantFrom('tcp' as const, 'udp' as const), (pieces, transport) => {
        const conversation = { transport, clientPort: 40_000, serverPort: 40_001, pieces };
        for (const dissector of DISSECTORS)
          if (dissector.transport === transport) play(dissector, conversation);
      }),
      { numRuns: 300 },
    );
  });

  it('what lies behind the end makes no difference', () => {
    fc.assert(
      fc.property(mutated, (conversation) => {
        if (conversation.transport !== 'udp') return;
        for (const dissector of DISSECTORS) {
          if (dissector.transport !== 'udp') continue;
          const verdicts = [0x00, 0x05, 0xff].map((fill) =>
            verdictWith(dissector, conversation, fill),
          );
          expect(new Set(verdicts).size, dissector.id).toBe(1);
        }
      }),
      { numRuns: 150 },
    );
  });
});

const verdictWith = (
  dissector: Extract<(typeof DISSECTORS)[number], { bytesMin: number }>,
  { pieces, clientPort, serverPort }: Conversation,
  fill: number,
): string =>
  pieces
    .map(({ bytes, direction }, index) => {
      if (bytes.length < dissector.bytesMin) return '-';
      const block = new Uint8Array(bytes.length + 64).fill(fill);
      block.set(bytes, 32);
      const [clientAddress, serverAddress] = ['10.0.0.1', '192.0.2.1'];
      const where = {
        transport: 'udp' as const,
        clientPort,
        serverPort,
        clientAddress,
        serverAddress,
      };
      const range = { bytes: block, start: 32, end: 32 + bytes.length };
      return dissector.inspect({ ...where, ...range, direction, index, memory: 0 });
    })
    .join();
