// The matrix of a drill as HTML: what worked before, with the control, and after roll-back.
import { foreign, html, type Markup } from '../../report/markup.ts';
import { spanText } from '../../report/words.ts';
import { ACTS, type ActId, type DrillResult, type Row } from '../result.ts';
import { behindText, passesText, readingOf, readingText, secondsText } from './words.ts';

export const matrix = (result: DrillResult): Markup =>
  html`<table class="stacked matrix" role="table" aria-label="What worked in each act">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Activity</th>${ACTS.map(
    ({ id, title }) =>
      html`<th role="columnheader" scope="col">${title}<small>${actText(result, id)}</small></th>`,
  )}</tr></thead>
<tbody role="rowgroup">${result.rows.map((row) => rowOf(row))}${rowOf(result.innocent)}</tbody></table>
<p class="keys quiet"><span class="key key-works">works</span><span class="key key-stopped">stopped by the control</span><span class="key key-passes">goes on in spite of it, as expected</span><span class="key key-wrong">not as expected</span></p>`;

const actText = ({ acts }: DrillResult, act: ActId): string => {
  const { started, ms } = acts[act];
  const ended = new Date(Date.parse(started) + ms).toISOString();
  return `${spanText(started, ended)} UTC, ${secondsText(ms)}`;
};

const rowOf = (row: Row): Markup => {
  return html`<tr role="row"${row.id === 'innocent' ? html` class="innocent"` : null}><th role="rowheader" scope="row">${row.title}${row.hosts.map(({ name, address }) => html`<small>${name} ${address}</small>`)}${row.id === 'innocent' ? html`<small>the innocent one</small>` : null}</th>${ACTS.map(({ id, title }) => cellOf(row, id, title))}</tr>
`;
};

const cellOf = (row: Row, act: ActId, title: string): Markup => {
  const passes = act === 'controlled' ? passesText(row) : null;
  return html`<td role="cell" data-head="${title}"><div class="cell cell-${readingOf(row, act)}"><strong>${readingText(row, act)}</strong><small>${foreign(behindText(row, act), 140)}</small>${passes && html`<small>${passes}</small>`}</div></td>`;
};
