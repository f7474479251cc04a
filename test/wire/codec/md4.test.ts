import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/wire/codec/hex.ts';
import { Md4, md4 } from '../../../src/wire/codec/md4.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('md4', () => {
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    [
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
      '043f8582f241db351ce627e153e7f0e4',
    ],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ])('gives the digest of RFC 1320 for "%s"', (text, expected) => {
    expect(hex(md4(ascii(text)))).toBe(expected);
  });

  it('is the same however the bytes are cut, and for any range', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.nat(130), { maxLength: 8 }),
        (bytes, cuts) => {
          const pieces = new Md4();
          let at = 0;
          for (const cut of cuts) {
            const end = Math.min(bytes.length, at + cut);
            pieces.update(bytes, at, end);
            at = end;
          }
          expect(hex(pieces.update(bytes, at).digest())).toBe(hex(md4(bytes)));
          expect(hex(md4(bytes, at))).toBe(hex(md4(bytes.slice(at))));
        },
      ),
    );
  });
});
