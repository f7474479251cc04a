import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/wire/codec/hex.ts';
import { hmacSha256, sha256 } from '../../../src/wire/codec/sha256.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('sha256', () => {
  it.each([
    // FIPS 180-4, examples of NIST.
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j', (text, digest) => {
    expect(hex(sha256(bytes(text)))).toBe(digest);
  });

  it('agrees with another implementation, on any range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (data, start) => {
        const from = Math.min(start, data.length);
        const expected = createHash('sha256').update(data.subarray(from)).digest('hex');
        expect(hex(sha256(data, from))).toBe(expected);
      }),
    );
  });
});

describe('hmacSha256', () => {
  it.each([
    // RFC 4231, cases 1, 2 and 6.
    [
      new Uint8Array(20).fill(0x0b),
      'Hi There',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      bytes('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      new Uint8Array(131).fill(0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('vector %#', (key, text, code) => {
    expect(hex(hmacSha256(key, bytes(text)))).toBe(code);
  });

  it('agrees with another implementation', () => {
    const any = fc.uint8Array({ maxLength: 150 });
    fc.assert(
      fc.property(any, any, (key, data) => {
        const expected = createHmac('sha256', key).update(data).digest('hex');
        expect(hex(hmacSha256(key, data))).toBe(expected);
      }),
    );
  });
});
