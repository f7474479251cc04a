// Bytes looked at four at a time: the same places as byte by byte, wherever the chunk begins in memory.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Words } from '../../src/sources/words.ts';

const BYTES = fc.array(fc.constantFrom(0, 9, 10, 13, 32, 33, 65, 127, 128, 138, 160, 255), {
  maxLength: 60,
});

const placeOf = (bytes: readonly number[], start: number, test: (byte: number) => boolean) => {
  const at = bytes.findIndex((byte, i) => i >= start && test(byte));
  return at < 0 ? bytes.length : at;
};

it('finds line feeds and blanks where they are', () => {
  fc.assert(
    fc.property(BYTES, fc.integer({ min: 0, max: 3 }), fc.nat(60), (bytes, shift, from) => {
      const memory = new Uint8Array(bytes.length + shift + 5).fill(10);
      const chunk = memory.subarray(shift, shift + bytes.length);
      chunk.set(bytes);
      const start = Math.min(from, bytes.length);
      const words = new Words();
      expect(words.lineFeed(chunk, start, bytes.length)).toBe(
        placeOf(bytes, start, (byte) => byte === 10),
      );
      expect(words.blank(chunk, start, bytes.length)).toBe(
        placeOf(bytes, start, (byte) => byte <= 32),
      );
    }),
  );
});

it('stays before the end it is given', () => {
  const bytes = new TextEncoder().encode('abcdefgh\nijkl mnop');
  const words = new Words();
  expect(words.lineFeed(bytes, 0, 8)).toBe(8);
  expect(words.blank(bytes, 9, 13)).toBe(13);
});
