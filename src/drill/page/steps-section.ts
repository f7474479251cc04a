// What each program answered in each act, folded away: the matrix can be followed to its ground.
import { foreign, html, type Markup } from '../../report/markup.ts';
import type { Step } from '../outcome.ts';
import { ACTS, type DrillResult, type Row } from '../result.ts';
import { readingText, secondsText } from './words.ts';

export const stepsSection = ({ rows, innocent }: DrillResult): Markup =>
  html`<p class="quiet">By the programs’ own answers: a download is done when the file arrived whole with the right hash.</p>
${[...rows, innocent].map(rowSteps)}`;

const rowSteps = (row: Row): Markup =>
  html`<details><summary>${row.title}: ${ACTS.map(({ id, title }) => `${title.toLowerCase()} ${readingText(row, id).slice(2).toLowerCase()}`).join(', ')}</summary>
<p>${row.about}</p>
${ACTS.map(
  ({ id, title }) => html`<h4>${title}</h4>
${stepTable(`${row.title}, ${title.toLowerCase()}`, row.outcomes[id].steps)}`,
)}</details>
`;

const stepTable = (name: string, steps: readonly Step[]): Markup =>
  html`<table class="steps" role="table" aria-label="${name}"><thead role="rowgroup"><tr role="row">${['Host', 'Did', 'Answer', 'Time'].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead><tbody role="rowgroup">${steps.map(
    ({ host, what, times, done, why, ms }) =>
      html`<tr role="row"><td role="cell">${host}</td><td role="cell">${what}${times > 1 ? ` × ${times}` : ''}</td><td role="cell">${done ? 'done' : html`<strong class="no">not done:</strong> ${foreign(why ?? '', 160)}`}</td><td role="cell" class="number">${secondsText(ms)}</td></tr>
`,
  )}</tbody></table>`;
