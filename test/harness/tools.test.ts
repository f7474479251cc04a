import { afterEach, describe, expect, it, vi } from 'vitest';
import { has, needs } from './tools.ts';

/** What a test's context does when a test is left out. */
const context = () => {
  const notes: string[] = [];
  return { notes, skip: ((note: string) => notes.push(note)) as never };
};

describe('what tests need', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is found on the path', () => {
    expect(has('sh')).toBe(true);
    const there = context();
    needs('sh').check(there);
    expect(there.notes).toEqual([]);
  });

  it('leaves the test out with the reason when it is lacking', () => {
    vi.stubEnv('CI', '');
    const there = context();
    needs('sh', 'no-such-program').check(there);
    expect(there.notes).toEqual([
      'not run: not installed: no-such-program (node scripts/tools.mjs)',
    ]);
  });

  it('fails the test in CI', () => {
    vi.stubEnv('CI', 'true');
    expect(() => needs('no-such-program').check(context())).toThrow('may not be left out in CI');
  });
});
