import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/wire/codec/hex.ts';
import { Rc4 } from '../../../src/wire/codec/rc4.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const streamAt = (key: string, offset: number): string =>
  hex(new Rc4(bytesOf(key)).skip(offset).apply(new Uint8Array(16)));

describe('rc4', () => {
  it.each([
    ['0102030405', 0, 'b2396305f03dc027ccc3524a0a1118a8'],
    ['0102030405', 16, '6982944f18fc82d589c403a47a0d0919'],
    ['0102030405', 1024, '30abbcc7c20b01609f23ee2d5f6bb7df'],
    ['0102030405', 4096, 'ff25b58995996707e51fbdf08b34d875'],
    ['0102030405060708090a0b0c0d0e0f10', 0, '9ac7cc9a609d1ef7b2932899cde41b97'],
    ['0102030405060708090a0b0c0d0e0f10', 1024, 'bdf0324e6083dcc6d3cedd3ca8c53c16'],
  ])('gives the key stream of RFC 6229 for %s at %i', (key, offset, expected) => {
    expect(streamAt(key, offset)).toBe(expected);
  });

  it('shows again what it hid, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 32 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(300),
        (key, bytes, cut) => {
          const hidden = new Rc4(key).apply(bytes.slice());
          const shown = new Rc4(key);
          const at = Math.min(cut, bytes.length);
          shown.apply(hidden, 0, at);
          shown.apply(hidden, at);
          expect(hex(hidden)).toBe(hex(bytes));
        },
      ),
    );
  });
});
