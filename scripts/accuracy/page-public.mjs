// The part of docs/accuracy.md about captures of others.
import { table } from '../docs/generated.mjs';
import { shareOf } from './shares.mjs';

export const publicPart = ({ public: figures }) => `## Captures of others

From public repositories. Their classes come from their names and can mislead; a capture is right when nobody is accused where nobody may
be, else when one of the expected systems is named.

${table(
  ['class', 'captures', 'as expected'],
  figures.classes.map((row) => [row.class, row.captures, shareOf(row.right, row.captures)]),
)}

Not as expected:

${figures.missed.map(({ file, expect }) => `- ${file}: ${expect}`).join('\n') || '- none'}

Flows whose payload proves what they are (inferred: by address and port of a proven one, or by a likeness only):

${table(
  ['proof', 'flows', 'named'],
  figures.kinds.map(({ kind, inferred, flows, right }) => [
    inferred ? `${kind} (inferred)` : kind,
    flows,
    shareOf(right, flows),
  ]),
)}

Innocent captures with a case: ${figures.accused.map(({ file, cases }) => `${file} (${cases})`).join(', ') || 'none'}.`;
