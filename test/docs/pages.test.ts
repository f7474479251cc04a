// The docs say what the program does now: every generated page and every quoted output is made again and compared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagePaths, renderPage } from '../../scripts/docs.mjs';
import { LAYERS } from '../../scripts/layers.mjs';

const REMEDY = 'npm run docs';

describe(`pages (if one is out of date: ${REMEDY})`, () => {
  it.each(pagePaths())('%s is what the code says', (path) => {
    expect(readFileSync(path, 'utf8')).toBe(renderPage(path));
  });
});

const markdown = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'examples/README.md',
];

describe('links and paths', () => {
  it.each(markdown)('%s points only at what exists', (page) => {
    const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
    const paths = [
      ...text.matchAll(/`((?:src|test|scripts|docs|examples|fixtures|bench)\/[\w./-]+)`/g),
    ];
    expect(paths.map((match) => match[1]!).filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it('has the layer table of scripts/layers.mjs, in its order', () => {
    const rows = [
      ...readFileSync('docs/ARCHITECTURE.md', 'utf8').matchAll(
        /^\| `src\/(\w+)\/` \|.*\| (P?) ?\|$/gm,
      ),
    ];
    expect(rows.map((row) => [row[1], row[2] === 'P'])).toEqual(
      LAYERS.map(([name, pure]) => [name, pure]),
    );
  });
});

describe('docs/adr', () => {
  it('numbers its decisions without a gap, each with the four parts', () => {
    const names = readdirSync('docs/adr').sort();
    names.forEach((name, at) => {
      expect(name.slice(0, 5)).toBe(`${String(at + 1).padStart(4, '0')}-`);
      const text = readFileSync(`docs/adr/${name}`, 'utf8');
      for (const part of ['Context', 'Decision', 'Consequences', 'Revisit when'])
        expect([name, text.includes(`\n## ${part}\n`)]).toEqual([name, true]);
    });
  });
});
