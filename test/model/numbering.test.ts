// Numbers of texts and of pairs: each its own, the same whenever it is asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Numbering, PairNumbering } from '../../src/model/numbering.ts';

describe('numbers', () => {
  it('of texts count from 0 in the order of coming', () => {
    const numbering = new Numbering();
    expect(numbering.of('a')).toBe(-1);
    expect([numbering.add('a'), numbering.add('b'), numbering.of('a'), numbering.size]).toEqual([
      0, 1, 0, 2,
    ]);
    expect(numbering.text(1)).toBe('b');
  });

  it('of pairs are those that a map of texts gives', () => {
    const few = fc.integer({ min: -1, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(few, few), { maxLength: 2000 }), (pairs) => {
        const numbering = new PairNumbering();
        const known = new Map<string, number>();
        for (const [one, other] of pairs) {
          const key = `${one} ${other}`;
          expect(numbering.of(one, other)).toBe(known.get(key) ?? -1);
          if (!known.has(key)) known.set(key, numbering.add(one, other));
        }
        expect(numbering.size).toBe(known.size);
      }),
      { numRuns: 50 },
    );
  });
});
