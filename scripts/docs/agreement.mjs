// The section of docs/reference/formats.md about docs/formats-score.json (scripts/formats-score.mjs).
import { readFileSync } from 'node:fs';
import { table } from './generated.mjs';

const read = () =>
  JSON.parse(readFileSync(new URL('../../docs/formats-score.json', import.meta.url), 'utf8'));

export const agreementSection = () => {
  const { date, products, others } = read();
  const sum = (name) => products.reduce((total, product) => total + product[name], 0);
  return `## Agreement with another project

SEKOIA-IO/intake-formats holds real lines of these products with the fields that its own parsers take from them. Each line
was read here (${date}, \`npm run formats-score\`), and every field that both have in common was compared: source, destination,
their ports, URL, user, name asked for, hardware address. ${sum('understood')} of ${sum('records')} records gave at least one observation;
${sum('agree')} of ${sum('fields')} fields agree (${percent(sum('agree'), sum('fields'))}), ${explained(products)} of the other ${sum('fields') - sum('agree')} are explained below. A field is never
bent to what the line does not say. What each file of samples is taken for stands in \`test/sources/samples.txt\`.

${table(
  ['product', 'records', 'understood', 'fields', 'agree', 'explained', 'unexplained'],
  products.map(({ product, records, understood, fields, agree, disagreements }) => [
    product,
    records,
    understood,
    fields,
    `${agree} (${percent(agree, fields)})`,
    count(disagreements, true),
    count(disagreements, false),
  ]),
)}

${products
  .filter(({ disagreements }) => disagreements.length > 0)
  .map(disagreeing)
  .join('\n\n')}

## Samples with nothing to compare with

Samples of other collections (crowdsecurity/hub, wazuh, ossec, tenzir, plaso, logpai/loghub and more).
\`not kept\`: lines that were understood and name no traffic, no person and no address; \`not understood\`: lines of other
products, cut lines. Both are counted with their reason in every run.

${table(
  ['folder', 'files', 'in a known format', 'lines', 'not kept', 'not understood'],
  others.map((one) => [
    one.product,
    one.files,
    one.recognised,
    one.lines,
    one.notKept,
    one.refused,
  ]),
)}

In no known format:

${unknown(others)}`;
};

const unknown = (others) => {
  const files = others.flatMap((one) =>
    one.unknown.map((file) => ({ ...file, folder: one.product })),
  );
  return [...new Set(files.map(({ why }) => why))]
    .map((why) => {
      const of = files.filter((file) => file.why === why);
      return `- ${of.map(({ folder, name }) => `${folder}/${name}`).join(', ')}: ${why}.`;
    })
    .join('\n');
};

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;

const explained = (products) =>
  products.reduce((total, { disagreements }) => total + count(disagreements, true), 0);

const count = (disagreements, isExplained) =>
  disagreements
    .filter(({ why }) => (why !== 'unexplained') === isExplained)
    .reduce((total, one) => total + one.count, 0);

const disagreeing = ({ product, disagreements }) => `### ${product}

${[...new Set(disagreements.map(({ why }) => why))]
  .map((why) => {
    const of = disagreements.filter((one) => one.why === why);
    return `- ${of.map(({ field, count }) => `\`${field}\` × ${count}`).join(', ')}: ${why}.`;
  })
  .join('\n')}`;
