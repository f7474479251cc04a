// docs/reference/errors.md: every error code, its meaning, and which layers raise it.
import { readdirSync, readFileSync } from 'node:fs';
import { ERROR_CODES } from '../../dist/model/errors.js';
import { code, GENERATED, table } from './generated.mjs';

const src = new URL('../../src/', import.meta.url);

/** Code → source files that raise it. */
export const errorUses = () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'model/errors.ts')
    .sort();
  const texts = files.map((name) => [name, readFileSync(new URL(name, src), 'utf8')]);
  return Object.fromEntries(
    Object.keys(ERROR_CODES).map((id) => [
      id,
      texts.filter(([, text]) => new RegExp(`'${id}'`).test(text)).map(([name]) => name),
    ]),
  );
};

export const errorsPage = () => {
  const uses = errorUses();
  return `${GENERATED}
# Errors

An error is a fault of the world: a file, a configuration, a disk. It is printed on standard error as
\`CODE file, place: what happened. What to do.\` Bad bytes and bad lines are no errors: they are counted with the evidence and
shown in the report. Evidence that could not be read beside some that could be is told, and the rest is analysed.

Exit codes: 0 nothing raised, 1 cases raised, 2 usage or nothing readable, 3 internal error or a result that could not be written.
130 (SIGTERM: 143) stopped before anything was raised: what was not read is not judged.

${table(
  ['code', 'meaning', 'raised in'],
  Object.entries(ERROR_CODES).map(([id, text]) => [
    code(id),
    text,
    [...new Set(uses[id].map((name) => code(name.split('/')[0])))].join(', ') || 'not yet',
  ]),
)}
`;
};
