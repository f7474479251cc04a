// Words in bytes, all at once: found where a search for each of them finds one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Traces } from '../../src/identify/traces.ts';

const stands = (words: readonly string[], text: string): boolean => {
  const bytes = new TextEncoder().encode(text);
  return new Traces(words).standsIn(bytes, 0, bytes.length);
};

describe('traces', () => {
  it('are found whatever their case, also one inside or behind another', () => {
    expect(stands(['info_hash=', 'hash'], '/a?INFO_HASH=%01')).toBe(true);
    expect(stands(['client=', 'entry'], '/?cliententry')).toBe(true);
    expect(stands(['aab'], 'aaab')).toBe(true);
    expect(stands(['/tor/'], '/to/r/')).toBe(false);
    expect(stands([], '/tor/')).toBe(false);
  });

  it('are those that one search for each finds', () => {
    const letters = (max: number) =>
      fc.array(fc.constantFrom('a', 'b', 'B', 'é', '/'), { minLength: 1, maxLength: max });
    const word = letters(4).map((all) => all.filter((one) => one !== 'é').join(''));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), letters(20), (words, text) => {
        const some = words.filter((one) => one !== '');
        const line = text.join('');
        const found = some.some((one) => line.toLowerCase().includes(one.toLowerCase()));
        expect(stands(some, line)).toBe(found);
      }),
    );
  });
});
