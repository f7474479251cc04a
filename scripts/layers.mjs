// The layer table of docs/ARCHITECTURE.md as data. `node scripts/layers.mjs` writes one tsconfig.json per layer;
// the architecture test compares both. A layer may import only layers above it in this list.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';

/**
 * Top to bottom; `only` names the layers above that may be imported where not all may.
 * @type {readonly (readonly [layer: string, pure: boolean, only?: readonly string[]])[]}
 */
export const LAYERS = [
  ['model', true],
  ['wire', true],
  ['protocols', true],
  ['systems', true],
  ['identify', true],
  ['sources', true],
  ['detect', true],
  ['cases', true],
  ['impact', true],
  ['controls', true],
  ['report', true],
  ['store', false],
  ['intake', false],
  // Puts controls in force, takes them back, tries them with the real tools.
  ['enforce', false, ['model', 'controls', 'systems']],
  // Written from the specifications, never from the dissectors that its traffic tests (docs/adr/0009).
  ['range', false, ['model', 'wire']],
  ['pipeline', false],
  ['drill', false],
  ['cli', false],
];

const src = new URL('../src/', import.meta.url);
const holdsCode = (layer) =>
  existsSync(new URL(`${layer}/`, src)) &&
  readdirSync(new URL(`${layer}/`, src), { recursive: true }).some((name) =>
    /\.ts$/.test(String(name)),
  );

export const layerConfig = (layer) => {
  const index = LAYERS.findIndex(([name]) => name === layer);
  const [, pure, only] = LAYERS[index];
  return {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      rootDir: '..',
      outDir: '../../dist',
      tsBuildInfoFile: `../../dist/${layer}/.tsbuildinfo`,
      ...(pure ? {} : { types: ['node'] }),
    },
    include: ['**/*.ts', ...(pure ? ['../../types/pure.d.ts'] : [])],
    references: LAYERS.slice(0, index)
      .filter(([name]) => holdsCode(name) && (only?.includes(name) ?? true))
      .map(([name]) => ({ path: `../${name}` })),
  };
};

const text = (value) => `${JSON.stringify(value, null, 2)}\n`;

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) {
  const present = LAYERS.map(([layer]) => layer).filter(holdsCode);
  for (const layer of present)
    writeFileSync(new URL(`${layer}/tsconfig.json`, src), text(layerConfig(layer)));
  writeFileSync(
    new URL('../tsconfig.json', import.meta.url),
    text({ files: [], references: present.map((layer) => ({ path: `./src/${layer}` })) }),
  );
}
