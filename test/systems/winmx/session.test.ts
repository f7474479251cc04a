import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyBlockKind } from '../../../src/systems/winmx/key-block.ts';
import { winmxSession } from '../../../src/systems/winmx/session.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';
import { ascii, inspectStream, join } from '../streams.ts';

/** What published tools do to make a key block: three check bytes over the other thirteen, then 105 steps round the ring. */
const keyBlock = (kind: number, seed: Uint8Array): Uint8Array => {
  const b = Uint8Array.from({ length: 16 }, (_, i) => seed[i % seed.length] ?? i);
  b[4] = b[15]! ^ b[13]! ^ b[5]! ^ b[2]!;
  b[9] = (b[14]! ^ b[8]! ^ b[1]!) + kind;
  b[11] = (b[12]! ^ b[10]! ^ b[7]! ^ b[6]! ^ b[3]! ^ b[0]!) + (kind >> 7);
  for (let i = 0; i < 105; i++) {
    const before = i === 0 ? 0x57 : b[(i - 1) & 15]!;
    b[i & 15] = i % 5 === 0 ? b[i & 15]! ^ before : b[i & 15]! + before;
  }
  return b;
};

const ONE = ascii('1');
const seedOf = (byte: number) => Uint8Array.from({ length: 16 }, (_, i) => (byte + 37 * i) & 255);
const inspect = (there: Uint8Array, back: Uint8Array) =>
  inspectStream(winmxSession, there, back, { first: 1 });

describe('winmx/session', () => {
  it('recognises primaries, secondaries, chat rooms and peer caches', () => {
    for (const [greeting, caller, answer] of [
      ['1', 0x50, 0x51],
      ['1', 0x52, 0x53],
      ['1', 0x57, 0x58],
      ['8', 0x50, 0x51],
      ['8', 0x52, 0x53],
    ] as const) {
      const asked = keyBlock(caller, seedOf(caller));
      const answered = keyBlock(answer, seedOf(7));
      const said = `${greeting} ${caller}`;
      expect(inspect(asked, join(ascii(greeting), answered)), said).toBe(YES);
      expect(inspect(join(asked, ascii('login')), join(ascii(greeting), answered)), said).toBe(YES);
      expect(inspect(asked, ascii(greeting)), said).toBe(MORE);
      const reader = winmxSession.open(recordingSink('tcp'));
      expect(reader.push(0, asked, 0, 16)).toBe(false);
    }
    const sink = recordingSink('tcp');
    winmxSession.open(sink).push(0, keyBlock(0x52, seedOf(1)), 0, 16);
    expect(sink.facts.ends.map(({ role }) => role)).toEqual(['secondary', 'primary']);
  });

  it('waits for every piece of both blocks', () => {
    const asked = keyBlock(0x52, seedOf(3));
    const answered = join(ONE, keyBlock(0x53, seedOf(4)));
    for (let size = 0; size <= 16; size++) expect(inspect(asked.subarray(0, size), ONE)).toBe(MORE);
    for (let size = 1; size < 17; size++)
      expect(inspect(asked, answered.subarray(0, size))).toBe(MORE);
  });

  it('refuses blocks that do not fit, and everything else that is greeted with one digit', () => {
    const asked = keyBlock(0x52, seedOf(3));
    expect(inspect(asked, join(ONE, keyBlock(0x51, seedOf(4))))).toBe(NO);
    expect(inspect(asked, join(ONE, keyBlock(0x52, seedOf(4))))).toBe(NO);
    expect(inspect(keyBlock(0x53, seedOf(3)), ONE)).toBe(NO);
    expect(inspect(keyBlock(0x54, seedOf(3)), ONE)).toBe(NO);
    const damaged = asked.slice();
    damaged[3]! ^= 1;
    expect(inspect(damaged, ONE)).toBe(NO);
    expect(inspect(ascii('GETmynick "C:\\MP3\\generic song.mp3" 0'), ONE)).toBe(NO);
    expect(inspectStream(winmxSession, asked, ONE)).toBe(NO);
    expect(inspect(new Uint8Array(), ascii('1234'))).toBe(NO);
  });

  it('is passed by no random bytes, and any bytes are taken', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 40 });
    fc.assert(
      fc.property(bytes, bytes, (there, back) => {
        expect(inspect(there, join(ONE, back))).toBe(NO);
        expect(keyBlockKind(there, 0)).toBeLessThan(256);
      }),
    );
  });
});
