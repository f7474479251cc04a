// One case as a card: who, when, how much, how sure, the evidence for and against side by side, how to check it.
import type { Report, ReportCase, ReportFinding, ReportSeen } from '../model/report.ts';
import { formatBytes, formatDuration, formatRate, type UnitSystem } from '../model/units.ts';
import { exposureSection } from './exposure.ts';
import { errorText, personText, questionText } from './fairness.ts';
import { contactsSection } from './graph.ts';
import { holderPlace, holderText } from './holding.ts';
import { foreign, html, type Markup, type Part } from './markup.ts';
import { clientText, surenessText } from './reading.ts';
import { commandsOf, reproduceCase } from './reproduce.ts';
import { scaleFigure } from './scale.ts';
import { timelineFigure } from './timeline.ts';
import { weaknessSection } from './weaknesses.ts';
import { byStrength, weigh } from './weighing.ts';
import {
  countText,
  decibansText,
  groupText,
  instantText,
  loadText,
  moneyText,
  remainderText,
  spanText,
  weightText,
} from './words.ts';

export interface HtmlPage {
  readonly report: Report;
  readonly units: UnitSystem;
  readonly nameOf: (id: string) => string;
  readonly program: string;
}

export const caseCard = (found: ReportCase, anchor: string, page: HtmlPage): Markup => {
  const { subject } = found;
  const weighing = weigh(page.report, found);
  return html`<article class="card severity-${found.severity}" id="${anchor}" aria-labelledby="${anchor}-name">
<header>
<div><h3 id="${anchor}-name"><bdi>${subject.address}</bdi> <span class="what">${page.nameOf(found.activity)}</span></h3>
<p class="who">${whoParts(found)}</p></div>
<p class="verdict"><strong>${surenessText(found)}</strong><span>severity ${found.severity}${found.state === 'open' ? '' : `, ${found.state}`}</span></p>
</header>
<div class="halves">
<section><h4>How sure</h4>${scaleFigure(weighing)}
<p>${questionText(found, page.nameOf)} ${errorText(found.probability)}</p>
<p class="quiet">${personText(found)}</p></section>
<section><h4>When</h4>${timelineFigure(page.report, found, page.units)}</section>
</div>
${facts(found, page)}
${contactsSection(found, page.units)}<div class="halves">
<section class="for"><h4>What speaks for it</h4>${findingList(
    found.findings.filter((finding) => finding.for),
    page,
  )}</section>
<section class="against"><h4>What speaks against it</h4>${findingList(
    found.findings.filter((finding) => !finding.for),
    page,
  )}${rivals(found)}</section>
</div>
${weighing.remainder === 0 ? null : html`<p class="quiet">All findings together: ${decibansText(weighing.remainder)}. ${remainderText(weighing.remainder)}</p>`}
${holding(found, page)}${exposureSection(found, page.units)}${weaknessSection(found)}${contents(found, page)}
${reproduce(found, page)}
</article>
`;
};

const whoParts = (found: ReportCase): Part[] => {
  const { subject, clients } = found;
  const parts: Markup[] = [];
  if (subject.device !== null) parts.push(html`device ${foreign(subject.device, 40)}`);
  if (subject.user !== null) parts.push(html`user ${foreign(subject.user, 40)}`);
  if (clients.length > 0) parts.push(html`with ${foreign(clientText(found), 60)}`);
  if (found.roles.length > 0) parts.push(html`as ${foreign(found.roles.join(', '), 60)}`);
  if (found.nicknames?.length)
    parts.push(html`calls itself ${foreign(found.nicknames.join(', '), 60)}`);
  const more = subject.addresses.filter((address) => address !== subject.address);
  if (more.length > 0) parts.push(html`also ${foreign(more.join(', '), 90)}`);
  if (subject.role !== 'host') parts.push(html`a ${subject.role}`);
  if (!subject.inside) parts.push(html`not known to be inside`);
  return parts.map((part, i) => (i === 0 ? part : html` · ${part}`));
};

const holding = ({ holders = [], doubts = [] }: ReportCase, { report }: HtmlPage): Markup | null =>
  holders.length + doubts.length === 0
    ? null
    : html`<section><h4>Who had the address then</h4>
<ul>${holders.map((holder) => html`<li>${foreign(holderText(holder), 200)} <span class="quiet">${foreign(holderPlace(holder, report), 90)}</span></li>`)}</ul>
${doubts.map((doubt) => html`<p><strong>In doubt:</strong> ${foreign(doubt, 300)}</p>`)}</section>
`;

const fact = (name: string, value: Part, aside: Part = null): Markup =>
  html`<div><dt>${name}</dt><dd>${value}${aside && html`<small>${aside}</small>`}</dd></div>
`;

const facts = (found: ReportCase, { units }: HtmlPage): Markup => {
  const { impact, exposure } = found;
  const lasted = Date.parse(found.lastSeen) - Date.parse(found.firstSeen);
  const { cost, linkShare } = impact;
  return html`<dl class="facts">
${fact('Sent', formatBytes(found.bytesOut, units), impact.peakRateBitsPerSecond > 0 && `${formatRate(impact.peakRateBitsPerSecond)} at peak`)}
${fact('Received', formatBytes(found.bytesIn, units), impact.internalBytes > 0 && `${formatBytes(impact.internalBytes, units)} of both stayed inside`)}
${fact('Peers', groupText(found.peers), countText(found.flows, 'connection'))}
${fact('Seen', lasted > 0 ? formatDuration(lasted) : 'once', spanText(found.firstSeen, found.lastSeen))}
${linkShare && fact('Of the link', `${loadText(linkShare.peakPercent)} at peak`, html`${loadText(linkShare.meanPercent)} on average of ${foreign(linkShare.link, 40)}`)}
${cost && fact('Cost in this period', moneyText(cost.currency, cost.amount), `${moneyText(cost.currency, cost.perMonth)} a month if it goes on, ${cost.units} units`)}
${exposure.shareBytes !== null && fact('Offers', formatBytes(exposure.shareBytes, units), exposure.shareFiles === null ? null : countText(exposure.shareFiles, 'file'))}
</dl>
${cost && cost.assumptions.length > 0 ? html`<p class="quiet">The cost assumes: ${cost.assumptions.map((text) => html`${foreign(text, 200)} `)}</p>` : null}`;
};

const findingList = (findings: readonly ReportFinding[], page: HtmlPage): Markup =>
  findings.length === 0
    ? html`<p>Nothing in this evidence.</p>`
    : html`<ol class="findings">${byStrength(findings).map((finding) => findingItem(finding, page))}</ol>`;

const findingItem = (finding: ReportFinding, { report }: HtmlPage): Markup => {
  const counted = finding.counted ?? finding.weight;
  const capped = Math.abs(counted - finding.weight) >= 0.05;
  return html`<li><p>${finding.text}</p>
<p class="quiet">${weightText(finding.weight)} <span class="weight">${decibansText(counted)}${capped && `, capped from ${decibansText(finding.weight)}`} · ${finding.technique} · ${finding.plane}</span></p>
${finding.evidence.length > 0 && html`<details><summary>${seenText(finding)}</summary><ul class="seen">${finding.evidence.map((seen) => seenItem(seen, report))}</ul></details>`}
</li>
`;
};

const seenText = ({ count, evidence }: ReportFinding): string =>
  count > evidence.length
    ? `seen ${countText(count, 'time')}, ${countText(evidence.length, 'example')}`
    : `seen ${countText(evidence.length, 'time')}`;

const seenItem = ({ evidence, line, offset, at, text }: ReportSeen, report: Report): Markup => {
  const path = report.evidence[evidence]?.path ?? `evidence ${evidence}`;
  const place = line !== undefined ? `line ${line}` : offset !== undefined ? `byte ${offset}` : '';
  return html`<li><span class="quiet">${instantText(at)} · ${foreign(path, 60)} ${place}</span><code>${foreign(text, 240)}</code></li>`;
};

const rivals = ({ findings }: ReportCase): Markup | null => {
  const texts = [...new Set(findings.flatMap(({ rival }) => (rival === null ? [] : [rival])))];
  return texts.length === 0
    ? null
    : html`<h4>Other explanations considered</h4><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
};

const contents = ({ content, exposure }: ReportCase, page: HtmlPage): Part => [
  contentTable('Contents seen', content, page),
  contentTable('On offer to others', exposure.offers, page),
];

const contentTable = (
  name: string,
  list: ReportCase['content'],
  { units }: HtmlPage,
): Markup | null =>
  list.length === 0
    ? null
    : html`<details class="contents"><summary>${name}: ${groupText(list.length)}</summary>
<table role="table"><thead><tr role="row"><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Identifier</th></tr></thead><tbody>
${list.map(
  ({
    id,
    name,
    size,
  }) => html`<tr role="row"><td role="cell">${name === null ? html`<span class="quiet">not known</span>` : foreign(name, 70)}</td><td role="cell" class="number">${size === null ? '' : formatBytes(size, units)}</td><td role="cell" class="mono">${foreign(id, 64)}</td></tr>
`,
)}</tbody></table></details>
`;

const reproduce = (found: ReportCase, { report, program }: HtmlPage): Markup => {
  const commands = reproduceCase(report, found.id, program);
  const { instead } = commandsOf(report, program);
  return html`<details class="reproduce"><summary>Check it yourself</summary><dl>
${commands.map(
  ({ line, why }) => html`<dt><code>${foreign(line, 400)}</code></dt><dd>${why}</dd>
`,
)}</dl>${instead === null ? '' : html`<p>${instead}</p>`}</details>
`;
};
