// What each system rests on: labelled traffic of the lab, captures of others, or traffic that we made from specifications.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `rows`: flows of each system, as flow-figures.mjs counts them; what only tried to connect is not among them. */
export const grounds = (shared, systems, rows) => {
  const manifest = JSON.parse(readFileSync(join(shared, 'corpus/public/manifest.json'), 'utf8'));
  const counted = new Map(rows.map((row) => [row.system, Math.max(row.flows, row.namedRight)]));
  return systems
    .map(({ id }) => ({
      id,
      flows: counted.get(id) ?? 0,
      captures: manifest.filter(({ expect }) => expect?.includes(id)).length,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};
