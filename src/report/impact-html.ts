// The impact of a report as one page: the link with and without the hosts of raised cases, then figures, then what they
// rest on.
import type { ImpactScope, ReportImpactDocument } from '../impact/report-impact.ts';
import { formatBytes } from '../model/units.ts';
import { htmlDocument } from './document.ts';
import { number, table } from './html-tables.ts';
import { assumptionText, figureText, siteImpactSentences } from './impact-words.ts';
import { linkPicture } from './link-picture.ts';
import { foreign, html, type Markup } from './markup.ts';
import type { RenderOptions } from './reading.ts';
import { countText, groupText, spanText } from './words.ts';

export const renderImpactHtml = (
  document: ReportImpactDocument,
  { nameOf = (id) => id }: Pick<RenderOptions, 'nameOf'> = {},
): string => {
  const { scopes, link, period, site, spyware, missing } = document;
  const of = (kind: ImpactScope['kind']) => scopes.filter((scope) => scope.kind === kind);
  const cases = of('case');
  const picture = link && linkPicture(link);
  return htmlDocument(
    `Peerwarden: impact${site === null ? '' : `, ${site}`}`,
    html`<body><header class="banner ${cases.length > 0 ? 'act' : 'calm'}"><p class="eyebrow">Peerwarden${site !== null && html` · ${foreign(site, 60)}`}${period && ` · ${spanText(period.from, period.until)} UTC`}</p>
<h1>What ${countText(cases.length, 'raised case')} cost${cases.length === 1 ? 's' : ''}</h1>
${link && html`<p class="lede">${siteImpactSentences(link).join(' ')}</p>`}</header>
<main id="main">
${picture && html`<section><h2>The link by hour, with and without them</h2>${picture}</section>`}
${of('site').map((scope) => html`<section><h2>The site</h2>${figureTable('The site', scope, document)}</section>`)}
${section('By person', of('user'), document, nameOf)}
${section('By case', cases, document, nameOf)}
${spyware.length > 0 && spywareSection(document)}
${assumptionSection(document)}
${missing.length > 0 && html`<section><h2>Not reckoned</h2><ul>${missing.map((text) => html`<li>${foreign(text, 300)}</li>`)}</ul></section>`}
</main></body>
`,
  );
};

const SCOPES_MAX = 200;

const section = (
  name: string,
  scopes: readonly ImpactScope[],
  document: ReportImpactDocument,
  nameOf: (id: string) => string,
): Markup | null =>
  scopes.length === 0
    ? null
    : html`<section><h2>${name}</h2>
${scopes.slice(0, SCOPES_MAX).map(
  (
    scope,
  ) => html`<details class="more"><summary>${foreign(scope.of, 60)} · ${scope.activities.map(nameOf).join(', ')} · ${headline(scope, document)}</summary>${figureTable(scope.of, scope, document)}</details>
`,
)}${scopes.length > SCOPES_MAX && html`<p class="quiet">And ${groupText(scopes.length - SCOPES_MAX)} more: --format csv lists them.</p>`}</section>
`;

/** What a month costs, and the hours lost. */
const headline = ({ figures }: ImpactScope, { units }: ReportImpactDocument): string =>
  figures
    .filter(({ id }) => id === 'I3-month' || id === 'I11')
    .map((figure) => `${figureText(figure, units)}${figure.id === 'I11' ? ' of work' : ' a month'}`)
    .join(', ');

const figureTable = (
  name: string,
  { figures }: ImpactScope,
  { units }: ReportImpactDocument,
): Markup =>
  table(
    name,
    ['Figure', 'From – to', 'What it rests on'],
    figures.map((figure) => [
      html`<span class="mono">${figure.id}</span>`,
      number(figureText(figure, units)),
      foreign(figure.text, 500),
    ]),
  );

const spywareSection = ({ spyware, units }: ReportImpactDocument): Markup =>
  html`<section><h2>Spyware: what it takes and sends</h2>${table(
    'Spyware',
    ['Host', 'Program', 'Sent', 'Received', 'To', 'What'],
    spyware
      .slice(0, SCOPES_MAX)
      .map((seen) => [
        foreign([seen.host, seen.user].filter(Boolean).join(' · '), 60),
        foreign(seen.programs.join(', ') || 'not known', 60),
        number(formatBytes(seen.bytesSent, units)),
        number(formatBytes(seen.bytesReceived, units)),
        foreign(seen.destinations.join(', '), 200),
        seen.kinds.join('; '),
      ]),
  )}</section>`;

const assumptionSection = ({ assumptions }: ReportImpactDocument): Markup =>
  html`<section><h2>Assumptions</h2><p class="quiet">Change each with --assume name=value, or under assumptions in the policy.</p>${table(
    'Assumptions',
    ['Name', 'Value', 'Meaning', 'From'],
    assumptions.map((row) => [
      html`<span class="mono">${row.name}</span>`,
      assumptionText(row),
      row.meaning,
      row.from === 'default' ? row.source : `the ${row.from}`,
    ]),
  )}</section>`;
