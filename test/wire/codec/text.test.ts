import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../../src/wire/codec/ascii.ts';
import { hex } from '../../../src/wire/codec/hex.ts';

const bytes = fc.uint8Array({ minLength: 0, maxLength: 300 });
const range = bytes.chain((b) =>
  fc
    .tuple(fc.nat(b.length), fc.nat(b.length))
    .map(([x, y]) => ({ b, start: Math.min(x, y), end: Math.max(x, y) })),
);

describe('latin1', () => {
  it('makes one character of every byte', () => {
    fc.assert(
      fc.property(range, ({ b, start, end }) => {
        const text = latin1(b, start, end);
        expect([...text].map((c) => c.charCodeAt(0))).toEqual([...b.subarray(start, end)]);
      }),
    );
  });

  it('is the same for long plain text, which goes another way', () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(9);
    const b = Uint8Array.from(text, (c) => c.charCodeAt(0));
    expect(latin1(b, 0, b.length)).toBe(text);
    expect(latin1(b, 3, b.length - 2)).toBe(text.slice(3, -2));
  });

  it('keeps bytes that Windows-1252 changes, in long text too', () => {
    const b = new Uint8Array(200).fill(0x41);
    b[150] = 0x80;
    expect(latin1(b, 0, 200).charCodeAt(150)).toBe(0x80);
  });
});

describe('hex', () => {
  it('writes two digits a byte', () => {
    fc.assert(
      fc.property(range, ({ b, start, end }) => {
        const expected = [...b.subarray(start, end)]
          .map((v) => v.toString(16).padStart(2, '0'))
          .join('');
        expect(hex(b, start, end)).toBe(expected);
      }),
    );
    expect(hex(Uint8Array.of(0, 0x0a, 0xff))).toBe('000aff');
  });
});
