// Names, lengths and habits of the source files.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles();

describe('source files', () => {
  it('are named for one concept, in kebab-case', () => {
    const nameless = /(^|\/)(utils?|helpers?|common|shared|misc|types)(\.ts|\/)/;
    const odd = files.filter(
      ({ path }) =>
        nameless.test(path) || !/^[a-z0-9-]+(\.data|\.bench)?\.ts$/.test(path.split('/').at(-1)!),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('stay under 500 lines, tables of data excepted', () => {
    const long = files
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > 500 && !path.endsWith('.data.ts'));
    expect(long).toEqual([]);
  });

  it('say what they are in their first line', () => {
    const silent = files.filter(
      ({ path, text }) =>
        !/^(#!.*\n)?(\/\/|\/\*)/.test(text) && text.split('\n').length > 40 && path,
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('write to no console and skip no type check', () => {
    const wrong = files.filter(({ text }) => /\bconsole\.|@ts-(ignore|nocheck)/.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('use every cap of model/limits.ts', () => {
    const caps = [
      ...readFileSync('src/model/limits.ts', 'utf8').matchAll(/^ {2}([A-Za-z0-9]+):/gm),
    ].map((match) => match[1]!);
    const everything = files.map(({ text }) => text).join('\n');
    expect(caps.length).toBeGreaterThan(50);
    expect(caps.filter((cap) => !everything.includes(`LIMITS.${cap}`))).toEqual([]);
  });
});
