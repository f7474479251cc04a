// The layer table (scripts/layers.mjs): the compiler refuses most of what is wrong here; this closes the gaps.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LAYERS, layerConfig } from '../../scripts/layers.mjs';
import { importsOf, resolved, sourceFiles } from './source-files.ts';

const names = LAYERS.map(([name]) => name);
const pure = new Set(LAYERS.filter(([, isPure]) => isPure).map(([name]) => name));
const files = sourceFiles();

/** Packages that do no input or output, with the pure layers that may use them. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  zod: ['model'],
  fflate: ['wire', 'systems'],
  fzstd: ['wire'],
  saxes: ['wire', 'sources'],
  'postal-mime': ['sources'],
};

/** Systems that are one program share their wire formats; all others know nothing of each other (docs/adr/0008). */
const SYSTEM_FAMILIES = [
  ['gnutella', 'gnutella2'],
  ['edonkey', 'kad'],
];

const all = files.flatMap((file) => importsOf(file.text).map((specifier) => ({ file, specifier })));

describe('layers', () => {
  it('import only layers above them in the table', () => {
    const wrong = all.filter(({ file, specifier }) => {
      const target = resolved(file.path, specifier)?.split('/')[1];
      if (target === undefined || target === file.layer) return false;
      const only = LAYERS.find(([name]) => name === file.layer)?.[2];
      return only ? !only.includes(target) : names.indexOf(target) > names.indexOf(file.layer);
    });
    expect(wrong.map(({ file, specifier }) => `${file.path} → ${specifier}`)).toEqual([]);
  });

  it('exist in the table, and every relative import stays in src and exists', () => {
    expect(readdirSync('src').filter((name) => !names.includes(name))).toEqual([]);
    const lost = all.filter(({ file, specifier }) => {
      const target = resolved(file.path, specifier);
      return target !== null && !(target.startsWith('src/') && existsSync(target));
    });
    expect(lost.map(({ file, specifier }) => `${file.path} → ${specifier}`)).toEqual([]);
  });

  it('that are pure import nothing of Node and only packages that do no input or output', () => {
    const wrong = all.filter(({ file, specifier }) => {
      if (!pure.has(file.layer) || specifier.startsWith('.')) return false;
      return !PURE_PACKAGES[specifier]?.includes(file.layer);
    });
    expect(wrong.map(({ file, specifier }) => `${file.path} → ${specifier}`)).toEqual([]);
  });

  it('import by literal paths, so that nothing escapes this test', () => {
    const hidden = files.filter(({ text }) => /\bimport\(\s*[^'"\s]|\brequire\(/.test(text));
    expect(hidden.map(({ path }) => path)).toEqual([]);
  });

  it('have the tsconfig.json that scripts/layers.mjs writes', () => {
    const present = names.filter((name) => files.some(({ layer }) => layer === name));
    for (const name of present)
      expect(JSON.parse(readFileSync(`src/${name}/tsconfig.json`, 'utf8'))).toEqual(
        layerConfig(name),
      );
    expect(JSON.parse(readFileSync('tsconfig.json', 'utf8'))).toEqual({
      files: [],
      references: present.map((name) => ({ path: `./src/${name}` })),
    });
  });
});

describe('systems', () => {
  it('do not import each other, except those that are one program', () => {
    const folderOf = (path: string | null) => /^src\/systems\/([^/]+)\//.exec(path ?? '')?.[1];
    const wrong = all.filter(({ file, specifier }) => {
      const from = folderOf(file.path);
      const to = folderOf(resolved(file.path, specifier));
      if (!from || !to || from === to) return false;
      return !SYSTEM_FAMILIES.some((family) => family.includes(from) && family.includes(to));
    });
    expect(wrong.map(({ file, specifier }) => `${file.path} → ${specifier}`)).toEqual([]);
  });
});
