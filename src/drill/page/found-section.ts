// Who was found, with what probability, by what, and at what price; and who was not.
import { formatBytes } from '../../model/units.ts';
import { foreign, html, type Markup } from '../../report/markup.ts';
import { moneyText, percentText } from '../../report/words.ts';
import type { Case, DrillResult, Found } from '../result.ts';

export const foundSection = (
  result: DrillResult,
): Markup => html`<table class="stacked found" role="table" aria-label="Who was found"><thead role="rowgroup"><tr role="row">${HEADS.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${result.found.map((each) => foundRow(each, result))}${result.innocent.hosts.map(
  ({ name, address }) =>
    html`<tr role="row"><td role="cell" data-head="Who"><strong>${name}</strong><small>${address}</small></td><td role="cell" data-head="Did">web and DNS</td><td role="cell" data-head="Found">${innocentText(result, name)}</td><td role="cell" data-head="By">–</td><td role="cell" data-head="Cost">–</td></tr>
`,
)}</tbody></table>
${others(result)}
${price(result)}`;

const HEADS = ['Who', 'Did', 'Found', 'By', 'Cost'];

const foundRow = ({ host, activity, finding, hints }: Found, { rows }: DrillResult): Markup => {
  const title = rows.find(({ id }) => id === activity)?.title ?? activity;
  const cells = finding ? caseCells(finding) : missedCells(hints);
  return html`<tr role="row"><td role="cell" data-head="Who"><strong>${host.name}</strong><small>${host.address}</small></td><td role="cell" data-head="Did">${title}</td>${cells}</tr>
`;
};

const caseCells = ({ system, confidence, probability, by, bytes, cost }: Case): Markup =>
  html`<td role="cell" data-head="Found"><strong class="yes">${system}</strong><small>${confidence}, ${percentText(probability)}</small></td><td role="cell" data-head="By"><ul class="remarks">${by.map((text) => html`<li>${foreign(text, 240)}</li>`)}</ul></td><td role="cell" data-head="Cost">${cost ? moneyText(cost.currency, cost.amount) : '–'}<small>${formatBytes(bytes)}</small></td>`;

const missedCells = (hints: Found['hints']): Markup => {
  const ports = hints.map(({ port, bytes }) => `${port} (${formatBytes(bytes)})`);
  const seen =
    ports.length === 0
      ? 'Nothing in this evidence named it.'
      : `Nothing in its traffic named it. Outside policy, on ports that it is known to use: ${ports.join(', ')}. A port alone accuses nobody.`;
  return html`<td role="cell" data-head="Found"><strong class="no">not recognised</strong></td><td role="cell" data-head="By">${seen}</td><td role="cell" data-head="Cost">not priced</td>`;
};

const innocentText = ({ wronglyAccused }: DrillResult, name: string): Markup =>
  wronglyAccused.some(({ host }) => host.name === name)
    ? html`<strong class="wrong-list">accused wrongly</strong>`
    : html`<strong class="yes">not accused</strong>`;

const others = ({ wronglyAccused, otherCases }: DrillResult): Markup | null => {
  const all = [...wronglyAccused, ...otherCases];
  if (all.length === 0) return null;
  return html`<h3>Raised beside that</h3><ul>${all.map(
    ({ host, system, confidence, probability, by }) =>
      html`<li><strong>${host.name} ${host.address}: ${system}</strong>, ${confidence}, ${percentText(probability)}. ${foreign(by[0] ?? '', 240)}</li>`,
  )}</ul>`;
};

const price = ({ price }: DrillResult): Markup | null =>
  price &&
  html`<h3>The price</h3>
<p>What was found cost <strong>${moneyText(price.currency, price.amount)}</strong> in the first act; if every working hour were like it, ${moneyText(price.currency, price.perMonth)} a month. What was not recognised is not in it.</p>
<p class="quiet">${price.assumptions.join(' ')}</p>`;
