// Java's object streams, read as data.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJavaObject, readJava } from '../../src/wire/codec/java-object.ts';

const BOUNDS = { valuesMax: 500, depthMax: 16 };
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const of = (hex: string) => readJava(bytesOf(`aced0005 ${hex}`), BOUNDS);

/** `class P { int n = 7; String s = "hi"; }`, serialVersionUID 1. */
const POINT = `73 72 0001 50 0000000000000001 02 0002
  49 0001 6e  4c 0001 73 74 0012 4c6a6176612f6c616e672f537472696e673b  78 70
  00000007 74 0002 6869`;

describe('Java objects', () => {
  it('fields of an object, texts, nothing, references to what stood before', () => {
    const point = of(POINT);
    if (!isJavaObject(point)) throw new Error('no object');
    expect([point.type, [...point.fields]]).toEqual([
      'P',
      [
        ['n', 7],
        ['s', 'hi'],
      ],
    ]);
    expect(of('74 0002 6869')).toBe('hi');
    expect(of('70')).toBeNull();
    // An array of two, the second the same text as the first.
    const pair = of(
      '75 72 0013 5b4c6a6176612e6c616e672e537472696e673b 0000000000000001 02 0000 78 70 00000002 74 0001 61 71 007e0001',
    );
    // It may hold itself: who walks it bounds its depth.
    expect((pair as { items: unknown[] }).items[1]).toBe(pair);
    const same = of(
      '75 72 0013 5b4c6a6176612e6c616e672e537472696e673b 0000000000000001 02 0000 78 70 00000002 74 0001 61 71 007e0002',
    );
    expect(same).toEqual({ items: ['a', 'a'] });
  });

  it('refuse what would have to be run, what goes too deep and what is too much', () => {
    // An object that writes itself in a form of its own (Externalizable, protocol 1).
    expect(of('73 72 0001 45 0000000000000001 04 0000 78 70')).toBeUndefined();
    const array = '75 72 0002 5b4f 0000000000000001 02 0000 78 70 00000001';
    expect(of(`${array}${'75 71 007e0000 00000001'.repeat(40)} 70`)).toBeUndefined();
    expect(of('75 72 0002 5b49 0000000000000001 02 0000 78 70 7fffffff')).toBeUndefined();
    expect(readJava(bytesOf('cafebabe00'), BOUNDS)).toBeUndefined();
  });

  it('take every prefix, any change and any bytes', () => {
    const sample = bytesOf(`aced0005 ${POINT}`);
    for (let length = 0; length < sample.length; length++)
      expect(readJava(sample.subarray(0, length), BOUNDS)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.nat(255), fc.uint8Array(), (at, byte, more) => {
        const changed = Uint8Array.from([...sample, ...more]);
        changed[at] = byte;
        readJava(changed, BOUNDS);
        readJava(Uint8Array.from([0xac, 0xed, 0, 5, ...more]), BOUNDS);
      }),
      { numRuns: 300 },
    );
  });
});
