// Compares what is read from real log lines with what another project extracts from the same lines:
//
//   npm run formats-score                    → docs/formats-score.json, from which docs/reference/formats.md is made
//   node scripts/formats-score.mjs bind      → every disagreement of one product, with its line
//
// The lines lie beside this repository (../shared/logs) and are not part of it. The rules are those of
// ../shared/tools/score-logs.mjs: a record counts when it names an address; a field agrees when one observation of the
// record has the same value. Beyond that, every disagreement gets an explanation from formats-score/explanations.mjs.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explanationOf, UNEXPLAINED } from './formats-score/explanations.mjs';
import { otherSamples } from './formats-score/other-samples.mjs';

const root = new URL('../', import.meta.url);
const SAMPLES = fileURLToPath(new URL('../shared/logs/', root));
const CLI = process.env.PEERWARDEN_CLI ?? fileURLToPath(new URL('dist/cli/main.js', root));
/** Of a line that is told. */
const TOLD_CHARS = 1000;
const RESULT = new URL('docs/formats-score.json', root);

/** Name of a field in the other project, and its name here. */
const FIELDS = [
  ['source.ip', 'source'],
  ['source.port', 'sourcePort'],
  ['destination.ip', 'destination'],
  ['destination.port', 'destinationPort'],
  ['url.original', 'url'],
  ['user.name', 'user'],
  ['source.user.name', 'user'],
  ['dns.question.name', 'query'],
  ['source.mac', 'mac'],
];

const main = () => {
  if (!existsSync(SAMPLES)) throw new Error('The samples of logs are not beside this repository.');
  const asked = process.argv.slice(2);
  const products = readdirSync(SAMPLES)
    .sort()
    .filter((name) => statSync(join(SAMPLES, name)).isDirectory())
    .filter((name) => asked.length === 0 || asked.includes(name))
    .map((name) => scored(name, recordsOf(name)))
    .filter(({ records }) => records > 0);
  if (asked.length > 0) for (const product of products) tell(product);
  else writeResult(products);
  for (const { product, fields, agree, disagreements } of products) {
    const unexplained = disagreements.filter(({ why }) => why === UNEXPLAINED).length;
    const share = ((100 * agree) / fields).toFixed(1);
    console.log(`${product.padEnd(24)} ${share.padStart(5)} %  ${unexplained || ''}`);
  }
};

/** Records of a product that name an address: their text, and the fields that the other project gives. */
const recordsOf = (product) =>
  readdirSync(join(SAMPLES, product))
    .filter((name) => name.endsWith('.expected.ndjson'))
    .flatMap((name) => readFileSync(join(SAMPLES, product, name), 'utf8').split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter(({ input, expected }) => input?.message && expected)
    .map(({ input, expected }) => ({ text: input.message, fields: fieldsOf(expected) }))
    .filter(({ fields }) => fields.some(([name]) => name === 'source' || name === 'destination'));

const fieldsOf = (expected) =>
  FIELDS.map(([path, name]) => [name, path.split('.').reduce((at, key) => at?.[key], expected)])
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .filter(([, value]) => typeof value !== 'object');

const scored = (product, records) => {
  const result = { product, records: records.length, understood: 0, fields: 0, agree: 0 };
  const disagreements = [];
  for (const [i, observations] of observed(records).entries()) {
    const { text, fields } = records[i];
    if (observations.length > 0) result.understood++;
    for (const [field, theirs] of fields) {
      result.fields++;
      const ours = observations.map((one) => one[field]).filter((value) => value !== undefined);
      if (ours.some((value) => plain(value) === plain(theirs))) {
        result.agree++;
        continue;
      }
      const one = { product, field, theirs, ours: [...new Set(ours)], text, observations };
      disagreements.push({ ...one, why: explanationOf(one) });
    }
  }
  return { ...result, disagreements };
};

const plain = (value) => String(value).toLowerCase().replace(/\.$/, '');

/** Observations of each record. Each text lies in a file of its own, once, so that one of several lines stays whole. */
const observed = (records) => {
  if (records.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'formats-score-'));
  const texts = [...new Set(records.map(({ text }) => text))];
  const paths = new Map(texts.map((text, i) => [text, join(folder, `${i}.log`)]));
  for (const [text, path] of paths) writeFileSync(path, `${text}\n`);
  const { stdout } = spawnSync(process.execPath, [CLI, 'observe', ...paths.values()], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(folder, { recursive: true, force: true });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const rows = lines.map((line) => JSON.parse(line));
  return records.map(({ text }) => rows.filter(({ origin }) => origin.path === paths.get(text)));
};

const tell = ({ product, disagreements }) => {
  for (const text of new Set(disagreements.map((one) => one.text))) {
    const of = disagreements.filter((one) => one.text === text);
    const kinds = [...new Set(of[0].observations.map(({ kind }) => kind))].join(', ');
    console.log(`${product} (${kinds || 'nothing'}): ${text.slice(0, TOLD_CHARS)}`);
    for (const { field, theirs, ours, why } of of)
      console.log(`  ${field}: ${theirs}, here ${ours.join(' | ') || 'none'}: ${why}`);
  }
};

const writeResult = (products) => {
  const rows = products.map(({ disagreements, ...counts }) => ({
    ...counts,
    disagreements: grouped(disagreements),
  }));
  const date = new Date().toISOString().slice(0, 10);
  const result = { date, products: rows, others: otherSamples(SAMPLES) };
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
};

const grouped = (disagreements) => {
  const groups = new Map();
  for (const { field, why } of disagreements) {
    const key = `${field} ${why}`;
    const group = groups.get(key) ?? { field, why, count: 0 };
    group.count++;
    groups.set(key, group);
  }
  return [...groups.values()];
};

main();
