import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aes128Block, aes128GcmText, aes128Key } from '../../../src/wire/codec/aes128.ts';
import { hex } from '../../../src/wire/codec/hex.ts';
import { hex as bytes } from '../bytes.ts';

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('aes128', () => {
  it.each([
    // FIPS 197, appendix B and C.1.
    [
      '2b7e151628aed2a6abf7158809cf4f3c',
      '3243f6a8885a308d313198a2e0370734',
      '3925841d02dc09fbdc118597196a0b32',
    ],
    [
      '000102030405060708090a0b0c0d0e0f',
      '00112233445566778899aabbccddeeff',
      '69c4e0d86a7b0430d8cdb78070b4c55a',
    ],
  ])('vector %#', (key, text, cipher) => {
    const out = new Uint8Array(20);
    aes128Block(aes128Key(bytes(key)), bytes(`00${text}`), 1, out, 4);
    expect(hex(out)).toBe(`00000000${cipher}`);
  });

  it('opens what another implementation of GCM hid', () => {
    fc.assert(
      fc.property(
        exactly(16),
        exactly(12),
        fc.uint8Array({ maxLength: 100 }),
        (key, nonce, text) => {
          const cipher = createCipheriv('aes-128-gcm', key, nonce);
          const hidden = new Uint8Array(cipher.update(text));
          const opened = aes128GcmText(aes128Key(key), nonce, hidden, 0, hidden.length);
          expect(hex(opened)).toBe(hex(text));
        },
      ),
    );
  });
});
