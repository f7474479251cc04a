// `npm run range-docs`: runs every experiment of the range with its own number of peers and writes what was measured:
// docs/range/<id>.json and <id>.svg, and docs/range.md. `npm run range-docs -- ID…` runs only those and keeps the rest;
// `npm run range-docs -- --page` only writes the page anew from the JSON files.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { RANGE_EXPERIMENTS } from '../dist/range/index.js';
import { pictureOf } from '../dist/range/picture/svg.js';

const docs = new URL('../docs/', import.meta.url);
const folder = new URL('range/', docs);
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** The models as docs/requirements.md has them. */
const MODELS = [
  [
    'M1',
    'one-to-one',
    'Somebody knows the address of another and connects to it: no server is asked, nobody else learns of it.',
  ],
  ['M2', 'serverless', 'A node asks its neighbours, and they theirs, up to a limit.'],
  ['M3', 'decentralised servers', 'Some clients keep an index for others.'],
  ['M4', 'central server', 'One server knows who has what.'],
  [
    'M5',
    'closed network',
    'A hub that asks for a password; it holds no files, and every list can be fetched.',
  ],
  [
    'M6',
    'multi-source transfer',
    'A file is known by a hash of its content; its pieces come from many peers at once.',
  ],
];

const main = () => {
  mkdirSync(folder, { recursive: true });
  const words = process.argv.slice(2);
  const wanted = RANGE_EXPERIMENTS.filter(
    ({ id }) => !words.includes('--page') && (words.length === 0 || words.includes(id)),
  );
  for (const experiment of wanted) measure(experiment);
  for (const name of readdirSync(folder))
    if (!RANGE_EXPERIMENTS.some(({ id }) => [`${id}.json`, `${id}.svg`].includes(name)))
      rmSync(new URL(name, folder));
  writeFileSync(new URL('range.md', docs), page());
};

const measure = (experiment) => {
  console.log(`range: ${experiment.id}`);
  // In a process of its own, so that the memory is its own too.
  const words = ['range', 'run', experiment.id, '--format', 'json'];
  const result = JSON.parse(
    execFileSync(process.execPath, [cli, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 64 << 20,
    }),
  );
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const whole = { ...result, machine };
  writeFileSync(new URL(`${experiment.id}.json`, folder), `${JSON.stringify(whole, null, 2)}\n`);
  writeFileSync(new URL(`${experiment.id}.svg`, folder), pictureOf(whole));
  console.log(`  ${(result.ms / 1000).toFixed(1)} s, ${megabytes(result.memoryPeakBytes)}`);
};

const page = () => {
  const results = RANGE_EXPERIMENTS.map(({ id }) => new URL(`${id}.json`, folder))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const first = (model) => results.filter(({ models }) => models[0] === model);
  const others = results.filter(({ models }) => models.length === 0);
  return `<!-- Written by \`npm run range-docs\` from what was measured. Do not edit. -->

# The models of discovery, measured

The paper tells how each kind of network finds peers and moves files. The range has them as small working programs, written from
public specifications; here they are measured. Every peer is a program of its own on a loopback address, all in one process.
The tables are measured, the answers are computed from them: no figure is written by hand. Times are those of one machine that
does other things too, without the delays of real lines: compare messages and counts, and read times as an order of magnitude.

| model | experiments |
|---|---|
${MODELS.map(([id, name]) => `| [${id}](#${anchor(`${id} ${name}`)}) ${name} | ${listed(id, results)} |`).join('\n')}

${MODELS.map(([id, name, meaning]) => `## ${id} ${name}\n\n${meaning}\n\n${modelText(id, first(id), results)}`).join('\n')}${
  others.length > 0 ? `\n## Tunnels\n\n${others.map(section).join('\n')}` : ''
}`;
};

const listed = (model, results) =>
  results
    .filter(({ models }) => models.includes(model))
    .map(({ id }) => `[${id}](#${id})`)
    .join(', ') || 'none yet';

const modelText = (model, own, results) => {
  if (own.length > 0) return own.map(section).join('\n');
  const elsewhere = results.filter(({ models }) => models.includes(model));
  return elsewhere.length > 0
    ? `Measured with another model: ${elsewhere.map(({ id }) => `[${id}](#${id})`).join(', ')}.\n`
    : 'No experiment measures it yet.\n';
};

const section = (result) => {
  const { id, models, question, measured, peers, seed, started, ms, machine } = result;
  const heads = measured.columns.map(({ title }) => title);
  const more = models.length > 1 ? ` It shows ${models.slice(1).join(' and ')} too.` : '';
  return `### ${id}

**${question}**

${measured.answer}${more}

![${question}](range/${id}.svg)

| ${heads.join(' | ')} |
|${heads.map((_, at) => (measured.rows.every((row) => typeof row[at] === 'number') ? '--:' : '---')).join('|')}|
${measured.rows.map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')}

${peers} peers, seed ${seed}, ${(ms / 1000).toFixed(1)} s, at most ${megabytes(result.memoryPeakBytes)} of memory for all of them; ${started.slice(0, 10)}, ${machine}.
Again: \`peerwarden range run ${id} --peers ${peers} --seed ${seed}\` · figures: [JSON](range/${id}.json)
`;
};

const cell = (value) =>
  typeof value === 'number'
    ? value.toLocaleString('en', { maximumFractionDigits: 3 })
    : value.replaceAll('|', '\\|');

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

main();
