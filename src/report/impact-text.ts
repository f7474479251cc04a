// The impact of a report for a terminal: the site first, then people, then cases; each figure with what it rests on.

import { sharesOf } from '../impact/link-hours.ts';
import { parseRate } from '../impact/quantity.ts';
import type { ImpactScope, ReportImpactDocument } from '../impact/report-impact.ts';
import { formatBytes } from '../model/units.ts';
import { bar, fitCells, wrapCells } from './cells.ts';
import { cleanAll } from './clean.ts';
import { assumptionText, figureText, siteImpactSentences } from './impact-words.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import { countText, dayTime, spanText } from './words.ts';

export const renderImpactText = (
  given: ReportImpactDocument,
  options: TextOptions = {},
): string => {
  const document = cleanAll(given);
  const page = textPage({ ...options, units: document.units });
  const { scopes } = document;
  const people = scopes.filter(({ kind }) => kind === 'user');
  const cases = scopes.filter(({ kind }) => kind === 'case');
  const sections = [
    opening(document, cases.length, page),
    ...scopes.filter(({ kind }) => kind === 'site').map((scope) => scopeLines(scope, page)),
    hourLines(document, page),
    scopeTable('Who', people, document, page),
    // A person with one case has the same figures.
    cases.length > people.length ? scopeTable('Case', cases, document, page) : [],
    spywareLines(document, page),
    assumptionLines(document, page),
    document.missing.length === 0
      ? []
      : [
          title('Not reckoned', '', page),
          ...document.missing.flatMap((text) => marked('·', text, page, 0)),
        ],
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

/** Rows of a table; CSV has all. */
const SCOPES_MAX = 40;
const ID_CELLS = 26;
const VALUE_CELLS = 24;

const opening = (
  { site, period, link }: ReportImpactDocument,
  cases: number,
  page: TextPage,
): string[] => [
  page.ink.bold(
    `Impact of ${countText(cases, 'raised case')}${site === null ? '' : ` at ${site}`}`,
  ),
  ...(period ? [page.ink.dim(`${spanText(period.from, period.until)} UTC`)] : []),
  ...(link ? siteImpactSentences(link).flatMap((text) => wrapCells(text, page.width)) : []),
];

const scopeLines = (scope: ImpactScope, page: TextPage): string[] => {
  const name = { site: 'Site', user: 'Who', case: 'Case' }[scope.kind];
  return [
    title(`${name}: ${scope.of}`, scope.activities.map(page.nameOf).join(', '), page),
    ...scope.figures.flatMap((figure) => {
      const lines = wrapCells(figure.text, Math.max(24, page.width - ID_CELLS - VALUE_CELLS - 4));
      return lines.map((line, i) =>
        i === 0
          ? `  ${fitCells(figure.id, ID_CELLS)}${fitCells(figureText(figure, page.units), VALUE_CELLS)} ${page.ink.dim(line)}`
          : `  ${' '.repeat(ID_CELLS + VALUE_CELLS)} ${page.ink.dim(line)}`,
      );
    }),
  ];
};

/** One line each; what each figure rests on stands in the other formats. */
const scopeTable = (
  name: string,
  scopes: readonly ImpactScope[],
  { units }: ReportImpactDocument,
  page: TextPage,
): string[] => {
  if (scopes.length === 0) return [];
  const told = COLUMNS.filter(({ id }) =>
    scopes.some(({ figures }) => figures.some((figure) => figure.id === id)),
  );
  const roomBeside = (count: number): number =>
    told.slice(0, count).reduce((left, { cells }) => left - cells - 2, page.width - 2);
  let count = told.length;
  while (count > 0 && roomBeside(count) < WHO_CELLS_MIN) count--;
  const shown = told.slice(0, count);
  const who = roomBeside(count);
  const line = (first: string, cell: (id: string) => string): string =>
    `  ${[fitCells(first, who), ...shown.map(({ id, cells }) => fitCells(cell(id), cells))].join('  ')}`.trimEnd();
  return [
    title(
      `By ${name === 'Who' ? 'person' : 'case'}`,
      '--format html, csv or json: what each figure rests on',
      page,
    ),
    page.ink.dim(line(name, (id) => shown.find((column) => column.id === id)!.head)),
    ...scopes.slice(0, SCOPES_MAX).map((scope) =>
      line(whoText(scope, page), (id) => {
        const figure = scope.figures.find((one) => one.id === id);
        return figure ? figureText(figure, units) : '';
      }),
    ),
    ...(scopes.length > SCOPES_MAX
      ? [`  and ${countText(scopes.length - SCOPES_MAX, 'other')}: --format csv lists them`]
      : []),
  ];
};

/** The id of a case names its activity. */
const whoText = ({ kind, of, activities }: ImpactScope, page: TextPage): string =>
  kind === 'case' ? of : `${of} · ${activities.map(page.nameOf).join(', ')}`;

/** An address and the beginning of an activity; columns give way to it. */
const WHO_CELLS_MIN = 24;

const COLUMNS = [
  { id: 'I1', head: 'OF THE LINK', cells: 14 },
  { id: 'I3-month', head: 'A MONTH', cells: 11 },
  { id: 'I6', head: 'ON DISKS', cells: 16 },
  { id: 'I11', head: 'WORK LOST', cells: 14 },
  { id: 'I10-works', head: 'WORKS', cells: 13 },
] as const;

/** The hours in which the cases moved most. */
const hourLines = ({ link, units }: ReportImpactDocument, page: TextPage): string[] => {
  if (!link || link.hours.length === 0) return [];
  const capacity = link.link ? parseRate(link.link.link, 'SI') : null;
  const top = [...link.hours]
    .sort((a, b) => b.activityOut + b.activityIn - (a.activityOut + a.activityIn))
    .slice(0, HOURS_MAX)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return [
    title('By hour', 'UTC; █ of what crossed the border, raised cases', page),
    ...top.map((hour) => {
      const all = hour.bytesOut + hour.bytesIn;
      const own = hour.activityOut + hour.activityIn;
      const share = capacity
        ? `  ${sharesOf(hour, capacity).activity.toFixed(1)} % of the link`
        : '';
      return `  ${dayTime(hour.at).padEnd(13)} ${formatBytes(all, units).padStart(8)}  cases ${formatBytes(own, units).padStart(8)} ${fitCells(bar(all === 0 ? 0 : own / all, 20), 20)}${share}`.trimEnd();
    }),
  ];
};

const HOURS_MAX = 12;

const spywareLines = ({ spyware, units }: ReportImpactDocument, page: TextPage): string[] =>
  spyware.length === 0
    ? []
    : [
        title('I12 spyware', 'what it takes and sends', page),
        ...spyware
          .slice(0, SCOPES_MAX)
          .flatMap((seen) =>
            marked(
              '·',
              `${seen.host}${seen.user === null ? '' : ` · ${seen.user}`}: ${seen.programs.join(', ') || 'program not known'} sent ${formatBytes(seen.bytesSent, units)}, received ${formatBytes(seen.bytesReceived, units)}, to ${seen.destinations.slice(0, 8).join(', ') || 'nobody known'}${seen.destinations.length + seen.moreDestinations > 8 ? ' and others' : ''}. What: ${seen.kinds.join('; ')}.`,
              page,
              0,
            ),
          ),
      ];

const assumptionLines = ({ assumptions }: ReportImpactDocument, page: TextPage): string[] => [
  title('Assumptions', 'change them with --assume name=value, or `assumptions` in policy', page),
  ...assumptions.map((row) =>
    `  ${fitCells(row.name, 18)} ${fitCells(assumptionText(row), 32)} ${page.ink.dim(row.from === 'default' ? '' : `from the ${row.from}`)}`.trimEnd(),
  ),
];
