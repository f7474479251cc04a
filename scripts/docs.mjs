// Writes everything in the docs that follows from the code: `npm run docs`. test/docs compares the result with what is
// committed, so that no page can drift.
//
//   generated pages   whole, one file of scripts/docs/ each
//   written pages     by hand; blocks behind a mark (scripts/docs/blocks.mjs) are outputs of the real program and real files
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fillBlocks } from './docs/blocks.mjs';
import { cliPage } from './docs/cli.mjs';
import { coveragePage } from './docs/coverage.mjs';
import { errorsPage } from './docs/errors.mjs';
import { formatsPage } from './docs/formats.mjs';
import { limitsPage } from './docs/limits.mjs';
import { systemsPage } from './docs/systems.mjs';
import { noticeSchemaText, reportSchemaText, whoSchemaText } from './report-schema.mjs';

const root = new URL('../', import.meta.url);

const GENERATED_PAGES = {
  'docs/coverage.md': coveragePage,
  'docs/systems.md': systemsPage,
  'docs/notice.schema.json': noticeSchemaText,
  'docs/report.schema.json': reportSchemaText,
  'docs/who.schema.json': whoSchemaText,
  'docs/reference/cli.md': cliPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/formats.md': formatsPage,
  'docs/reference/limits.md': limitsPage,
};

const writtenPages = () => [
  'README.md',
  'docs/walkthrough.md',
  'docs/reference/policy.md',
  ...readdirSync(new URL('docs/how-to/', root))
    .sort()
    .map((name) => `docs/how-to/${name}`),
];

export const pagePaths = () => [...Object.keys(GENERATED_PAGES), ...writtenPages()];

/** What the page at `path` should hold now. */
export const renderPage = (path) => {
  const generate = GENERATED_PAGES[path];
  return generate ? generate() : fillBlocks(readFileSync(new URL(path, root), 'utf8'));
};

const main = () => {
  for (const path of pagePaths()) {
    const text = renderPage(path);
    const file = new URL(path, root);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    writeFileSync(file, text);
    console.log(`docs: ${path}`);
  }
};

if (process.argv[1]?.endsWith('docs.mjs')) main();
