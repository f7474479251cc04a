// Blocks in written pages that the program fills. A mark stands alone in a line above a fenced block:
//
//   <!-- output: analyze examples/office -->         what `peerwarden analyze examples/office` prints
//   <!-- output: explain ID PATH | lines 1-20 -->    a part of it
//   <!-- file: src/detect/detector.ts -->            a file of this repository, whole
//   <!-- file: src/detect/index.ts | lines 3-9 -->   a part of it
//   <!-- head: src/sources/firewalls/conntrack.ts -->          the comment that a file opens with
//   <!-- plan: nftables/default-deny.nft -->         a file of the plan that the walkthrough makes
//   <!-- flow: CLIENT SERVER PROTOCOL -->            the first such flow of the office, as --flows writes it
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

const root = new URL('../../', import.meta.url);
const BLOCK =
  /^<!-- (output|file|head|plan|flow): (.+?)(?: \| lines (\d+)-(\d+))? -->\n+```\w*\n[\s\S]*?^```$/gm;

export const fillBlocks = (page) =>
  page.replace(BLOCK, (_, kind, what, from, to) => {
    const [text, language] = KINDS[kind](what);
    const part = from ? ` | lines ${from}-${to}` : '';
    return `<!-- ${kind}: ${what}${part} -->\n\n\`\`\`${language}\n${lines(text, from, to)}\n\`\`\``;
  });

const lines = (text, from, to) =>
  from
    ? text
        .split('\n')
        .slice(Number(from) - 1, Number(to))
        .join('\n')
    : text.trimEnd();

const read = (path) => readFileSync(new URL(path, root), 'utf8');

const LANGUAGES = { ts: 'ts', mjs: 'js', yaml: 'yaml', json: 'json', md: 'md' };
const languageOf = (path) => LANGUAGES[path.split('.').at(-1)] ?? 'text';

const KINDS = {
  output: (command) => [
    command === 'plan' ? officePlan().told : runCommand(command.split(' ')),
    'text',
  ],
  file: (path) => [read(path), languageOf(path)],
  head: (path) => [/^(?:\/\/.*\n)+/.exec(read(path))[0], languageOf(path)],
  plan: (name) => [officePlan().files(name), 'text'],
  flow: (words) => [officeFlow(words.split(' ')), 'json'],
};

let plan;

/** The plan for examples/office, made once: what the command tells, and its files. */
const officePlan = () => {
  if (plan) return plan;
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-docs-'));
  const report = join(folder, 'report.json');
  const output = join(folder, 'plan');
  const flows = join(folder, 'flows.ndjson');
  runCommand([
    'analyze',
    'examples/office',
    '--format',
    'json',
    '--output',
    report,
    '--flows',
    flows,
  ]);
  const told = runCommand([
    'plan',
    '--policy',
    'examples/office/peerwarden.yaml',
    '--report',
    report,
    '--output',
    output,
  ]).replaceAll(output, 'plan');
  plan = {
    told,
    flows: readFileSync(flows, 'utf8'),
    files: (name) => readFileSync(join(output, name), 'utf8'),
  };
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return plan;
};

const officeFlow = ([client, server, protocol]) => {
  const rows = officePlan()
    .flows.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const flow = rows.find(
    (row) => row.client === client && row.server === server && row.protocol === protocol,
  );
  return JSON.stringify(flow, null, 2);
};
