import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/wire/codec/hex.ts';
import { sha1 } from '../../../src/wire/codec/sha1.ts';

describe('sha1', () => {
  it('gives the digest of FIPS 180-4 for "abc"', () => {
    expect(hex(sha1(Uint8Array.of(0x61, 0x62, 0x63)))).toBe(
      'a9993e364706816aba3e25717850c26c9cd0d89d',
    );
  });

  it('agrees with the platform for every length around the block borders', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = new Uint8Array(length).fill(length);
      expect(hex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
    }
  });

  it('agrees with the platform for any range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(50), (bytes, start) => {
        const from = Math.min(start, bytes.length);
        const expected = createHash('sha1').update(bytes.subarray(from)).digest('hex');
        expect(hex(sha1(bytes, from))).toBe(expected);
      }),
    );
  });
});
