// The report as one page.
import type { Report } from '../model/report.ts';
import { formatBytes } from '../model/units.ts';
import { htmlDocument } from './document.ts';
import { LIMITS_OF_ANY_CASE } from './fairness.ts';
import { caseCard, type HtmlPage } from './html-case.ts';
import {
  caseList,
  evidenceTable,
  hostTable,
  type Linked,
  unusualTable,
  userTable,
  violationTable,
} from './html-tables.ts';
import { linkPicture } from './link-picture.ts';
import { foreign, html, type Markup } from './markup.ts';
import {
  monthlyCosts,
  type Reading,
  type RenderOptions,
  readReport,
  SURENESS_KEY,
} from './reading.ts';
import { countText, dateText, groupText, instantText, percentText, spanText } from './words.ts';

export const renderHtml = (report: Report, options: RenderOptions = {}): string => {
  const reading = readReport(report, options);
  const page: HtmlPage = {
    report,
    units: options.units ?? 'SI',
    nameOf: options.nameOf ?? ((id) => id),
    program: options.program ?? 'peerwarden',
  };
  const site = report.site === null ? '' : `, ${report.site}`;
  return htmlDocument(`Peerwarden report${site}`, body(reading, page));
};

const body = (reading: Reading, page: HtmlPage): Markup => {
  const { report } = page;
  const raised = linked(reading.raised, 'case');
  const others = [
    ['Leads', 'Below 50 %: worth a look, no accusation.', linked(reading.leads, 'lead')],
    ['Sanctioned', 'Policy permits these.', linked(reading.sanctioned, 'sanctioned')],
    ['Settled', 'Closed, or found to be false alarms.', linked(reading.settled, 'settled')],
  ] as const;
  return html`<body>
<a class="skip" href="#main">To the report</a>
${banner(reading, page)}
<main id="main">
${raised.length > 0 && section('glance', 'Cases at a glance', caseList(raised, 'Cases at a glance', page))}
${raised.length > 0 && html`<section aria-label="Cases" class="cases">${cards(raised, page)}</section>`}
${others.map(([name, aside, cases]) => apart(name, aside, cases, page))}
${report.impact && raised.length > 0 && section('link', 'The link by hour, with and without these hosts', [linkPicture(report.impact)])}${section('hosts', 'Hosts', hostTable(report.hosts, page))}
${report.users.length > 0 && section('users', 'Users of the proxy', userTable(report.users, page))}
${report.unusual && section('unusual', 'Unusual volume', unusualTable(report.unusual, page))}${report.violations.length > 0 && section('violations', 'Ports outside policy', violationTable(report.violations, page))}
${section('evidence', 'Evidence', [evidenceTable(report.evidence, page), unread(report)])}
${section(
  'not-shown',
  'What this evidence could not have shown',
  html`<ul>${[...report.notShown, ...LIMITS_OF_ANY_CASE].map((text) => html`<li>${text}</li>`)}</ul>`,
)}
</main>
${colophon(page)}
</body>
`;
};

const linked = (cases: Reading['raised'], prefix: string): Linked[] =>
  cases.map((found, i) => ({ found, anchor: i < CARDS_MAX ? `${prefix}-${i + 1}` : null }));

/** More cards than this make a page no browser opens gladly (a card is some 40 kB); the table lists every case. */
const CARDS_MAX = 100;

const cards = (cases: readonly Linked[], page: HtmlPage): (Markup | null)[] => [
  ...cases.map(({ found, anchor }) => (anchor === null ? null : caseCard(found, anchor, page))),
  cases.length > CARDS_MAX
    ? html`<p class="quiet">And ${groupText(cases.length - CARDS_MAX)} more, listed above: peerwarden explain CASE shows each.</p>`
    : null,
];

const section = (id: string, name: string, content: Markup | readonly (Markup | null)[]): Markup =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${content}
</section>
`;

/** Leads and the sanctioned: a table, and the whole card folded away. */
const apart = (
  name: string,
  aside: string,
  cases: readonly Linked[],
  page: HtmlPage,
): Markup | null =>
  cases.length === 0
    ? null
    : section(
        name.toLowerCase(),
        name,
        html`<p class="quiet">${aside}</p>${caseList(cases, name, page)}
<details class="more"><summary>${cases.length === 1 ? 'The case in full' : `All ${groupText(cases.length)} in full`}</summary>${cards(cases, page)}</details>`,
      );

const banner = ({ headline, more, raised }: Reading, { report, units }: HtmlPage): Markup => {
  const { period, evidence, hosts } = report;
  const span =
    period &&
    `${dateText(period.from)} ${spanText(period.from, period.until).replace(/^\d+ \w+ /, '')} UTC`;
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  const sent = sum(raised.map(({ bytesOut }) => bytesOut));
  const received = sum(raised.map(({ bytesIn }) => bytesIn));
  return html`<header class="banner ${raised.length > 0 ? 'act' : 'calm'}">
<p class="eyebrow">Peerwarden${report.site !== null && html` · ${foreign(report.site, 60)}`}${span && ` · ${span}`}</p>
<h1>${headline}</h1>
<p class="lede">${raised.length > 0 ? more.slice(1).join(' ') : more.join(' ')}</p>
<dl class="figures">
${figure('Hosts seen', groupText(hosts.length))}
${figure('Cases', groupText(raised.length))}
${raised.length > 0 && [figure('Sent', formatBytes(sent, units)), figure('Received', formatBytes(received, units)), figure('Cost a month', monthlyCosts(raised))]}
${figure('Evidence', countText(evidence.length, 'file'))}
</dl>
</header>
`;
};

const figure = (name: string, value: string | null): Markup | null =>
  value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const unread = ({ unread }: Report): Markup | null =>
  unread.length === 0
    ? null
    : html`<h3>Could not be read</h3><ul>${unread.slice(0, UNREAD_MAX).map(({ path, code, message }) => html`<li>${foreign(path, 90)}: ${foreign(message, 200)} <span class="quiet">${code}</span></li>`)}</ul>${unread.length > UNREAD_MAX && html`<p class="quiet">And ${groupText(unread.length - UNREAD_MAX)} more.</p>`}`;

const UNREAD_MAX = 100;

const colophon = ({ report }: HtmlPage): Markup =>
  html`<footer><p>Made by Peerwarden ${report.tool.version} on ${instantText(report.created)} UTC. How sure: ${SURENESS_KEY}; before any evidence ${percentText(report.prior)} of hosts are assumed to do an activity. A probability is no proof: read what speaks against it.</p></footer>
`;
