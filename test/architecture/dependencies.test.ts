// Dependencies are chosen, not collected: each has its row in docs/dependencies.md, and each row its dependency.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importsOf, sourceFiles } from './source-files.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const runtime = Object.keys(manifest.dependencies);

describe('dependencies', () => {
  it('have a row each in docs/dependencies.md, and nothing else has', () => {
    const rows = [
      ...readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| `([^`]+)` \|/gm),
    ].map((match) => match[1]!);
    expect([...rows].sort()).toEqual([...runtime, ...Object.keys(manifest.devDependencies)].sort());
  });

  it('of the product are those that its sources import', () => {
    const imported = new Set(
      sourceFiles()
        .flatMap(({ text }) => importsOf(text))
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:')),
    );
    expect([...imported].sort()).toEqual([...runtime].sort());
  });
});
