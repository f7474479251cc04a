// A drill as one page that needs nothing else: no script, no font, no image, no network; its policy (CSP) forbids them.
import { createHash } from 'node:crypto';
import { formatBytes } from '../../model/units.ts';
import { html, type Markup } from '../../report/markup.ts';
import { STYLE } from '../../report/style.ts';
import { dateText, groupText, instantText, moneyText } from '../../report/words.ts';
import { insideHosts } from '../opening.ts';
import { ACTS, type DrillResult } from '../result.ts';
import { controlSection } from './control-section.ts';
import { foundSection } from './found-section.ts';
import { matrix } from './matrix.ts';
import { officePicture } from './office-picture.ts';
import { stepsSection } from './steps-section.ts';
import { DRILL_STYLE } from './style.ts';
import { foundSentence, headline, NOT_SHOWN, secondsText } from './words.ts';

export const drillPage = (result: DrillResult): string => {
  const style = STYLE + DRILL_STYLE;
  const hash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `${html`<title>Peerwarden drill, ${result.office.title}, ${dateText(result.created)}</title>`}`,
    `<style>${style}</style></head>`,
  ];
  return `${head.join('\n')}\n${body(result)}</html>\n`;
};

const body = (result: DrillResult): Markup => html`<body>
<a class="skip" href="#main">To the result</a>
${banner(result)}
<main id="main">
${section('matrix', 'What worked', matrix(result))}
${section('office', 'The office', officePicture(result, insideHosts()))}
${section('found', 'Who was found', foundSection(result))}
${section('control', 'The control', controlSection(result))}
${section('steps', 'Step by step', stepsSection(result))}
${section('evidence', 'Evidence, times and versions', evidence(result))}
${section('not-shown', 'What a drill does not show', html`<ul>${NOT_SHOWN.map((text) => html`<li>${text}</li>`)}</ul>`)}
</main>
<footer><p>Made by Peerwarden ${result.tool.version} on ${instantText(result.created)} UTC, in network namespaces that are gone. Names, passwords and files are invented. A probability is no proof.</p></footer>
</body>
`;

const section = (id: string, name: string, content: Markup): Markup =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${content}
</section>
`;

const banner = (result: DrillResult): Markup => {
  const { rows, found, price, unexpected, asExpected } = result;
  const stopped = rows.filter(({ outcomes }) => !outcomes.controlled.worked).length;
  const hits = found.filter(({ finding }) => finding !== null).length;
  return html`<header class="banner ${asExpected ? 'calm' : 'act'}">
<p class="eyebrow">Peerwarden drill · ${result.office.title} · ${dateText(result.created)}</p>
<h1>${headline(result)}</h1>
<p class="lede">${foundSentence(result)}</p>
${unexpected.length > 0 && html`<ul class="wrong-list">${unexpected.map((text) => html`<li>${text}</li>`)}</ul>`}
<dl class="figures">
${figure('Activities', groupText(rows.length))}
${figure('Recognised', `${hits} of ${found.length}`)}
${figure('Stopped', `${stopped} of ${rows.length}`)}
${figure('Innocent accused', groupText(result.wronglyAccused.length))}
${price && figure('Cost of the first act', moneyText(price.currency, price.amount))}
${figure('The whole drill', secondsText(result.ms))}
</dl>
</header>
`;
};

const figure = (name: string, value: string): Markup =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>
`;

const evidence = (result: DrillResult): Markup => html`
<h3>What Peerwarden read after the first act</h3>
<table class="stacked" role="table" aria-label="Evidence"><thead role="rowgroup"><tr role="row">${['File', 'Format', 'Records', 'Size'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${result.evidence.map(
  ({ path, format, records, bytes, sha256 }) =>
    html`<tr role="row"><td role="cell" data-head="File">${path}<small class="mono hash">${sha256 ?? ''}</small></td><td role="cell" data-head="Format">${format}</td><td role="cell" data-head="Records">${groupText(records)}</td><td role="cell" data-head="Size">${formatBytes(bytes)}</td></tr>
`,
)}</tbody></table>
<h3>Times</h3>
<dl class="facts">${ACTS.map(({ id, title }) => {
  const { started, ms, captureBytes } = result.acts[id];
  return html`<div><dt>${title}</dt><dd>${secondsText(ms)}<small>from ${started.slice(11, 19)} UTC, ${formatBytes(captureBytes)} captured</small></dd></div>`;
})}</dl>
<h3>Versions</h3>
<dl class="facts">${result.versions.map(({ name, version }) => html`<div><dt>${name}</dt><dd>${version}</dd></div>`)}</dl>`;
