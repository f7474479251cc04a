import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PickleObject, readPickle } from '../../src/wire/codec/pickle.ts';

const BOUNDS = { valuesMax: 1000 };
const of = (hex: string) =>
  readPickle(new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex')), BOUNDS);

describe('pickles', () => {
  it('read plain values of protocols 0, 2, 4 and 5', () => {
    // Python: pickle.dumps([1, -2, 'é', None, True, 1.5, (3, 4)], protocol)
    expect(
      of('80025d7100284b014afeffffff5802000000c3a971014e88473ff80000000000004b034b0486710265 2e'),
    ).toEqual([1, -2, 'é', null, true, 1.5, [3, 4]]);
    expect(of('80049512000000000000007d94288c0161944b018c0162945d944b0561752e')).toBeInstanceOf(
      PickleObject,
    );
    // pickle.dumps({'a': 1}, 0)
    const old = readPickle(new TextEncoder().encode('(dp0\nVa\np1\nI1\ns.'), BOUNDS);
    expect(old).toBeInstanceOf(PickleObject);
    expect([...(old as PickleObject).fields]).toEqual([['a', 1]]);
  });

  it('call nothing: what would run a command is a name beside its data', () => {
    // cos\nsystem\n(S'touch /tmp/x'\ntR.
    const value = readPickle(
      new TextEncoder().encode("cos\nsystem\n(S'touch /tmp/x'\ntR."),
      BOUNDS,
    );
    expect(value).toBeInstanceOf(PickleObject);
    expect((value as PickleObject).global).toBe('os.system');
  });

  it('refuse what plain data does not need, and what holds too much', () => {
    expect(of('8002 51 2e')).toBeUndefined(); // BINPERSID
    expect(of(`8002 5d 28 ${'4b01'.repeat(2000)} 65 2e`)).toBeUndefined();
    // A state of a hundred values that is built into another object five hundred times.
    const state = Array.from({ length: 100 }, (_, i) => `4b${i.toString(16).padStart(2, '0')}4b02`);
    expect(
      of(`8002 7d 7100 28 ${state.join('')} 75 7d ${'680062'.repeat(500)} 2e`),
    ).toBeUndefined();
  });

  it('take any bytes and every prefix', () => {
    const sample = Buffer.from(
      '80049512000000000000007d94288c0161944b018c0162945d944b0561752e',
      'hex',
    );
    for (let length = 0; length < sample.length; length++)
      expect(readPickle(sample.subarray(0, length), BOUNDS)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readPickle(bytes, BOUNDS)),
    );
  });
});
