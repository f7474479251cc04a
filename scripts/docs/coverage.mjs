// docs/coverage.md: every id of docs/requirements.md with its command, tests and state, from docs/coverage.yaml.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { code, GENERATED, table } from './generated.mjs';

const read = (path) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');

export const STATES = ['real programs', 'independent synthetic', 'own peers', 'not yet'];

/** `[id, title]` of every row of the requirements, in their order. */
export const requirements = () =>
  [...read('requirements.md').matchAll(/^\| ([MSIDPT]\d+) \| (.+?) \|/gm)].map((match) => [
    match[1],
    match[2],
  ]);

/** Id → `{ command, tests, state, open }` as docs/coverage.yaml claims. */
export const claims = () => parse(read('coverage.yaml')).rows;

const TITLE_CHARS = 90;
const short = (text) =>
  text.length <= TITLE_CHARS ? text : `${text.slice(0, TITLE_CHARS).replace(/\s+\S*$/, '')} …`;

export const coveragePage = () => {
  const all = claims();
  const rows = requirements();
  const count = (state) => rows.filter(([id]) => all[id]?.state === state).length;
  return `${GENERATED}
# Coverage

Which rows of the [requirements](requirements.md) are done, how that was shown, and what is still open.

| state | rows | means |
|---|---|---|
| real programs | ${count('real programs')} | shown on traffic, logs or tools of unmodified programs |
| independent synthetic | ${count('independent synthetic')} | shown on data that somebody else defined, such as the paper's figures |
| own peers | ${count('own peers')} | shown only against peers that we wrote; never counted in accuracy |
| not yet | ${count('not yet')} | nothing is claimed |

${table(
  ['id', 'what', 'command', 'tests', 'state', 'open'],
  rows.map(([id, title]) => {
    const { command, tests = [], state = 'missing', open = '' } = all[id] ?? {};
    const commands = (command ?? '').split(', ').filter(Boolean).map(code).join(', ');
    return [id, short(title), commands, tests.map(code).join('<br>'), state, open];
  }),
)}
`;
};
