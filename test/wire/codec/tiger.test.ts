import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, base32Bytes } from '../../../src/wire/codec/base32.ts';
import { hex } from '../../../src/wire/codec/hex.ts';
import { tiger } from '../../../src/wire/codec/tiger.ts';
import { rootOf, tigerTreeLeaves, tigerTreeRoot } from '../../../src/wire/codec/tiger-tree.ts';

const text = (value: string) => Uint8Array.from(value, (character) => character.charCodeAt(0));

describe('Tiger', () => {
  // "Test results" of the authors' page; there as 64-bit words, here as bytes.
  it.each([
    ['', '3293ac630c13f0245f92bbb1766e16167a4e58492dde73f3'],
    ['abc', '2aab1484e8c158f2bfb8c5ff41b57a525129131c957b5f93'],
    ['Tiger', 'dd00230799f5009fec6debc838bb6a27df2b9d6f110c7937'],
    [
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-',
      'f71c8583902afb879edfe610f82c0d4786a3a534504486b5',
    ],
  ])('of "%s" is as published', (message, digest) => {
    expect(hex(tiger(text(message)))).toBe(digest);
  });

  it('answers a recorded password challenge of an ADC hub', () => {
    const challenge = base32Bytes('PDCQPYQG75AQFJBA4BD5QIYY2FTTQRVBAFG5BOTURPZ3Z4JNRIAA')!;
    expect(base32(tiger(Uint8Array.of(...text('none'), ...challenge)))).toBe(
      '4EJM7GAJGMSKQZVUSHPGYAQ53HNNZGLVJN5SDNQ',
    );
  });
});

describe('the Tiger tree', () => {
  // THEX §7.
  it.each([
    ['no byte', new Uint8Array(), 'LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ'],
    ['one zero', new Uint8Array(1), 'VK54ZIEEVTWNAUI5D5RDFIL37LX2IQNSTAXFKSA'],
    ['1024 A', new Uint8Array(1024).fill(65), 'L66Q4YVNAFWVS23X2HJIRA5ZJ7WXR3F26RSASFA'],
    ['1025 A', new Uint8Array(1025).fill(65), 'PZMRYHGY6LTBEH63ZWAHDORHSYTLO4LEFUIKHWY'],
  ])('of %s has the published root', (_, bytes, root) => {
    expect(base32(tigerTreeRoot(bytes))).toBe(root);
  });

  it('has one root, whichever level it is reckoned from', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 5 }),
        (size, up) => {
          const bytes = new Uint8Array(size).map((_, i) => i * 7);
          expect(rootOf(tigerTreeLeaves(bytes, 1024 << up))).toEqual(tigerTreeRoot(bytes));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('Base32', () => {
  it('is that of RFC 4648 §10 without padding', () => {
    expect(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((word) => base32(text(word))),
    ).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
  });

  it('comes back as it was, and other alphabets are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(base32Bytes(base32(bytes))).toEqual(bytes);
        expect(base32Bytes(base32(bytes).toLowerCase())).toEqual(bytes);
      }),
    );
    expect(['A1', 'A8', 'A=', 'A é'].map(base32Bytes)).toEqual([null, null, null, null]);
  });
});
