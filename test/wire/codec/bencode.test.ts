import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/limits.ts';
import { ascii } from '../../../src/wire/codec/ascii.ts';
import {
  eachItem,
  findKey,
  INCOMPLETE,
  integerAt,
  MALFORMED,
  skipValue,
  stringLength,
  stringStart,
  textAt,
} from '../../../src/wire/codec/bencode.ts';

const skip = (text: string) => skipValue(ascii(text), 0, text.length);

describe('skipValue', () => {
  it('finds the end of every kind of value', () => {
    for (const text of [
      '0:',
      '4:spam',
      'i0e',
      'i-42e',
      'le',
      'l4:spami7ee',
      'de',
      'd1:ai1e1:bl1:cee',
    ])
      expect(skip(`${text}rest`), text).toBe(text.length);
  });

  it('knows that a value is cut', () => {
    const text = 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe';
    for (let length = 0; length < text.length; length++)
      expect(skip(text.slice(0, length))).toBe(INCOMPLETE);
  });

  it('refuses what is no bencode', () => {
    for (const text of [
      'x',
      'e',
      'ie',
      'i1x',
      'i--1e',
      'di1e1:ae',
      'd1:ae',
      '01:a',
      'l1:a!e',
      '123456789:',
    ])
      expect(skip(text), text).toBe(MALFORMED);
  });

  it('stops at the depth that is allowed', () => {
    const nested = (depth: number) => 'l'.repeat(depth) + 'e'.repeat(depth);
    expect(skip(nested(LIMITS.bencodeDepthMax))).toBe(2 * LIMITS.bencodeDepthMax);
    expect(skip(nested(LIMITS.bencodeDepthMax + 1))).toBe(MALFORMED);
  });
});

describe('findKey', () => {
  const dictionary = ascii('d1:ai1e3:key3:one11:trap:3:key:1:x2:idl1:a1:bee');
  const find = (key: string) => findKey(dictionary, 0, dictionary.length, ascii(key));

  it('finds values by key, also behind nested ones', () => {
    expect(integerAt(dictionary, find('a'), dictionary.length)).toBe(1);
    expect(textAt(dictionary, find('key'), dictionary.length)).toBe('one');
    expect(textAt(dictionary, find('trap:3:key:'), dictionary.length)).toBe('x');
    const items: (string | null)[] = [];
    eachItem(dictionary, find('id'), dictionary.length, (at) => {
      items.push(textAt(dictionary, at, dictionary.length));
      return true;
    });
    expect(items).toEqual(['a', 'b']);
  });

  it('does not find keys inside other keys', () => {
    for (const key of ['ey', 'key:', 'p', '']) expect(find(key), key).toBe(-1);
  });
});

describe('hostile bytes', () => {
  const soup = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc
      .array(fc.constantFrom('d', 'l', 'e', 'i1e', '1:a', '2:ab', '9', ':', '-', '0:', 'i'), {
        maxLength: 40,
      })
      .map((parts) => ascii(parts.join(''))),
  );

  it('are never read past the end, and never make it throw', () => {
    fc.assert(
      fc.property(soup, fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes, behind) => {
        const wide = new Uint8Array(bytes.length + behind.length);
        wide.set(bytes);
        const all = (buffer: Uint8Array) => {
          const at = findKey(buffer, 0, bytes.length, ascii('a'));
          return [
            skipValue(buffer, 0, bytes.length),
            at,
            stringStart(buffer, 0, bytes.length),
            stringLength(buffer, 0, bytes.length),
            integerAt(buffer, 0, bytes.length),
          ];
        };
        const before = all(wide);
        wide.set(behind, bytes.length);
        expect(all(wide)).toEqual(before);
        expect(before[0]).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('every prefix of a value is incomplete', () => {
    const value: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.integer().map((n) => `i${n}e`),
        fc
          .string({ maxLength: 6 })
          .map((s) => ascii(s))
          .map((b) => `${b.length}:${'x'.repeat(b.length)}`),
        fc.array(tie('any'), { maxLength: 3 }).map((items) => `l${items.join('')}e`),
        fc
          .array(tie('any'), { maxLength: 3 })
          .map((v) => `d${v.map((x, i) => `1:${i}${x}`).join('')}e`),
      ),
    })).any;
    fc.assert(
      fc.property(value, (text) => {
        expect(skip(text)).toBe(text.length);
        for (let n = 0; n < text.length; n++) expect(skip(text.slice(0, n))).toBe(INCOMPLETE);
      }),
    );
  });
});
