// The answer to notices as one page for print. Each claim begins a sheet of its own, so that it can be filed and handed on by itself.
import type { AnsweredClaim, AnswerStep, NoticeAnswer } from '../model/notice-answer.ts';
import { foreign, html, type Markup } from './markup.ts';
import {
  contentLines,
  endText,
  LIMITS_OF_ANY_ANSWER,
  outcomeText,
  STEP_WORDS,
  stepPlace,
  stepTime,
  sumText,
  toleranceText,
  whenText,
} from './notice-words.ts';
import { printDocument } from './print-page.ts';
import { groupText, instantText } from './words.ts';

export const renderNoticeHtml = (answer: NoticeAnswer): string =>
  printDocument(
    `Answer to ${answer.answers.length === 1 ? 'a notice' : 'notices'}${answer.site === null ? '' : `, ${answer.site}`}`,
    html`${answer.answers.length > 1 && summary(answer)}
${answer.answers.map((one, i) => sheet(one, i + 1, answer))}
${evidence(answer)}`,
  );

const summary = (answer: NoticeAnswer): Markup => html`<section class="sheet">
<p class="eyebrow">${letterhead(answer)}</p>
<h1>${sumText(answer)}</h1>
<table class="stacked"><caption>Answers</caption>
<thead><tr><th scope="col">Notice</th><th scope="col">Address</th><th scope="col">Time</th><th scope="col">Answer</th></tr></thead>
<tbody>${answer.answers.map(
  (
    one,
    i,
  ) => html`<tr><td data-head="Notice"><a href="#claim-${i + 1}">${foreign(one.notice.reference ?? one.notice.path, 40)}</a></td><td data-head="Address">${foreign(endText(one), 60)}</td><td data-head="Time">${foreign(whenText(one), 60)}</td><td data-head="Answer">${foreign(outcomeText(one), 120)}</td></tr>
`,
)}</tbody></table>
</section>
`;

const letterhead = ({ site, created, tool }: NoticeAnswer): Markup =>
  html`${site !== null && html`${foreign(site, 60)} · `}Peerwarden ${tool.version} · ${instantText(created)} UTC`;

const sheet = (one: AnsweredClaim, number: number, answer: NoticeAnswer): Markup => {
  const { notice, claim, reason, doubts } = one;
  return html`<article class="sheet" id="claim-${number}" aria-labelledby="claim-${number}-name">
<p class="eyebrow">${letterhead(answer)}</p>
<h1 id="claim-${number}-name">Answer to notice ${foreign(notice.reference ?? notice.path, 60)}</h1>
<section class="outcome ${one.attributed ? 'attributed' : 'open'}"><h2>${foreign(outcomeText(one), 200)}</h2>
${reason && html`<p>${foreign(reason.text, 500)}</p>`}</section>
<section><h2>What is claimed</h2>
<dl>
${fact('Address', foreign(endText(one), 80))}
${fact('Time', html`${foreign(whenText(one), 80)}${writtenOtherwise(claim) && html` <span class="quiet">as written: ${foreign(claim.timeText!, 60)}</span>`}`)}
${claim.network !== null && fact('Network', foreign(claim.network, 60))}
${notice.complainant !== null && fact('From', foreign(notice.complainant, 120))}
${notice.provider !== null && fact('To', foreign(notice.provider, 120))}
${contentLines(one).map((line) => fact('Content', foreign(line, 300)))}
</dl></section>
<section><h2>Chain of evidence</h2>
<ol class="chain">${one.steps.map(stepItem)}</ol></section>
${doubts.length > 0 && html`<section><h2>In doubt</h2><ul>${doubts.map((doubt) => html`<li>${foreign(doubt, 400)}</li>`)}</ul></section>`}
<section><h2>What this answer does not say</h2>
<ul>${[...LIMITS_OF_ANY_ANSWER, toleranceText(answer)].map((text) => html`<li>${text}</li>`)}</ul></section>
<p class="sign"><span>Checked by</span><span>Date</span></p>
</article>
`;
};

/** In another zone, or in other words, than the time beside it. */
const writtenOtherwise = ({ at, timeText }: AnsweredClaim['claim']): boolean =>
  at !== null && timeText !== null && !/^[\d-]{10}T[\d:]{8}(?:\.0+)?Z$/.test(timeText);

const fact = (name: string, value: Markup): Markup =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>
`;

const stepItem = (step: AnswerStep): Markup => {
  const time = stepTime(step);
  const place = stepPlace(step);
  return html`<li><p><strong>${STEP_WORDS[step.kind]}.</strong> ${foreign(step.text, 300)}</p>
${(time ?? place) !== null && html`<p class="quiet">${time}${time !== null && place !== null && ' · '}${place !== null && foreign(place, 160)}</p>`}</li>
`;
};

const evidence = ({ evidence, unread, answers }: NoticeAnswer): Markup => {
  const notices = new Map(answers.map(({ notice }) => [notice.path, notice]));
  return html`<section class="sheet"><h2>Files</h2>
<table class="stacked files"><caption>Files with their SHA-256</caption>
<thead><tr><th scope="col">File</th><th scope="col">Format</th><th scope="col">Records</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${[...notices.values()].map(({ path, form, sha256 }) => fileRow(path, form === 'acns' ? 'notice, ACNS' : 'notice, text', null, sha256))}${evidence.map(
    ({ path, format, records, sha256 }) => fileRow(path, format, records, sha256),
  )}</tbody></table>
${unread.length > 0 && html`<h2>Could not be read</h2><ul>${unread.map(({ path, message }) => html`<li>${foreign(path, 90)}: ${foreign(message, 200)}</li>`)}</ul>`}
</section>
`;
};

const fileRow = (
  path: string,
  format: string,
  records: number | null,
  sha256: string | null,
): Markup =>
  html`<tr><td data-head="File">${foreign(path, 90)}</td><td data-head="Format">${foreign(format, 40)}</td><td data-head="Records">${records === null ? '1' : groupText(records)}</td><td data-head="SHA-256"><code>${sha256 ?? 'not computed'}</code></td></tr>
`;
