import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derContentIs, derElement, derElementOf, SEQUENCE } from '../../../src/wire/codec/der.ts';

describe('der', () => {
  const bytes = Uint8Array.of(0x30, 0x05, 0x06, 0x03, 0x55, 0x04, 0x03, 0x04, 0x81, 0x01, 0xaa);

  it('walks elements in short and long form', () => {
    expect(derElementOf(bytes, 0, bytes.length, SEQUENCE)).toEqual({
      tag: 0x30,
      at: 0,
      start: 2,
      end: 7,
    });
    const oid = derElement(bytes, 2, 7)!;
    expect(derContentIs(bytes, oid, [0x55, 0x04, 0x03])).toBe(true);
    expect(derElement(bytes, 7, bytes.length)).toEqual({ tag: 4, at: 7, start: 10, end: 11 });
  });

  it('refuses what overruns, indefinite lengths and long tags', () => {
    expect(derElement(bytes, 0, 6)).toBeNull();
    expect(derElement(Uint8Array.of(0x30, 0x80, 0, 0), 0, 4)).toBeNull();
    expect(derElement(Uint8Array.of(0x1f, 0x01, 0), 0, 3)).toBeNull();
    expect(derElement(Uint8Array.of(0x30, 0x84, 0, 0, 0, 1, 0), 0, 7)).toBeNull();
  });

  it('never leaves its limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(20), (any, at) => {
        const element = derElement(any, at, any.length);
        return element === null || (element.start <= element.end && element.end <= any.length);
      }),
    );
  });
});
