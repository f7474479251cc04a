import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../../src/range/directconnect/bzip2-write.ts';
import { Random } from '../../../src/range/random.ts';
import { bunzip2 } from '../../../src/wire/codec/bzip2-read.ts';
import { needs } from '../../harness/tools.ts';

const need = needs('bzip2');
const MAX = 1 << 20;
const text = (value: string) => new TextEncoder().encode(value);
const examples: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', text('a')],
  ['a long run', new Uint8Array(3000).fill(7)],
  ['repeated words', text('<File Name="a" Size="1"/>\n'.repeat(400))],
  ['noise of two blocks', new Random('bzip2').bytes(120_000)],
];

describe('bzip2', () => {
  it.each(examples)('of %s comes back', (_, bytes) => {
    expect(bunzip2(bzip2(bytes), MAX)).toEqual(bytes);
  });

  it('of any bytes comes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 300 }))),
        (runs) => {
          const bytes = Uint8Array.from(runs.flatMap(([byte, count]) => Array(count).fill(byte)));
          expect(bunzip2(bzip2(bytes), MAX)).toEqual(bytes);
        },
      ),
    );
  });

  it('is smaller for lists', () => {
    expect(bzip2(examples[3]![1]).length).toBeLessThan(examples[3]![1].length / 20);
  });

  it.for(examples)('of %s is what the bzip2 program reads and writes', ([, bytes], context) => {
    need.check(context);
    const run = (input: Uint8Array, ...words: string[]) =>
      spawnSync('bzip2', words, { input, maxBuffer: 4 * MAX });
    const read = run(bzip2(bytes), '-dc');
    expect(read.stderr.toString()).toBe('');
    expect(new Uint8Array(read.stdout)).toEqual(bytes);
    expect(bunzip2(new Uint8Array(run(bytes, '-c').stdout), MAX)).toEqual(bytes);
  });

  it('that is damaged or too large reads as null, and never hangs', () => {
    const sound = bzip2(text('some words, some words, some other words'));
    expect(bunzip2(sound, 10)).toBeNull();
    expect(bunzip2(sound.subarray(0, 30), MAX)).toBeNull();
    fc.assert(
      fc.property(fc.nat(sound.length - 5), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const hurt = sound.slice();
        hurt[at] = hurt[at]! ^ flip;
        const read = bunzip2(hurt, MAX);
        expect(read === null || read.length <= MAX).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(bunzip2(bytes, MAX)).toBeNull();
      }),
    );
  });
});
