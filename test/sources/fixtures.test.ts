// Every format on every file of its fixture folder: a golden holds what comes of it, so that a change of a parser shows
// in a diff. What is not understood is in the golden as well.
// covers: T10
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/sources/index.ts';
import { fixture, readBytes } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
/** Files of more bytes have tests of their own. */
const GOLDEN_BYTES_MAX = 40_000;

const cases = SOURCES.flatMap((source) =>
  readdirSync(join(FIXTURES, source.id))
    .filter((name) => name !== 'README.md')
    .map((name) => [source.id, name, source] as const),
);

describe('fixtures', () => {
  it.each(cases)('%s/%s', async (id, name, source) => {
    const bytes = fixture(`${id}/${name}`);
    const { observations, evidence } = readBytes(source, bytes);
    expect(observations.length + Object.keys(evidence.notUnderstood).length).toBeGreaterThan(0);
    if (bytes.length > GOLDEN_BYTES_MAX) return;
    const lines = observations.map(({ format: _format, origin, ...rest }) =>
      JSON.stringify({ line: origin.line, ...rest, at: new Date(rest.at).toISOString() }),
    );
    const refused = Object.entries(evidence.notUnderstood).map(
      ([reason, count]) => `not understood: ${count} × ${reason}`,
    );
    const warned = evidence.warnings.map((text) => `warning: ${text}`);
    const text = `${[...lines, ...refused, ...warned].join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`goldens/${id}/${name}.txt`);
  });

  it('stand beside what every golden says it was made of', () => {
    const goldens = join(import.meta.dirname, 'goldens');
    for (const id of readdirSync(goldens))
      for (const name of readdirSync(join(goldens, id)))
        expect([id, name, existsSync(join(FIXTURES, id, name.replace(/\.txt$/, '')))]).toEqual([
          id,
          name,
          true,
        ]);
  });
});
