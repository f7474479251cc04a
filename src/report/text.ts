// The report for a terminal: headline, table of cases, what stands apart, how good the evidence was, what to do next.
import type { Report } from '../model/report.ts';
import { formatDuration } from '../model/units.ts';
import { cellWidth, fitCells, wrapCells } from './cells.ts';
import { cleanAll } from './clean.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import { type Reading, readReport, SURENESS_KEY } from './reading.ts';
import { commandsOf } from './reproduce.ts';
import { caseRow, caseTable } from './text-cases.ts';
import { evidenceLines } from './text-evidence.ts';
import { unusualLines, userLines, violationLines } from './text-tables.ts';
import { dateText, spanText } from './words.ts';

/** The whole report as lines; ends with a newline. Nothing from the evidence can steer the terminal. */
export const renderText = (given: Report, options: TextOptions = {}): string => {
  const report = cleanAll(given);
  const page = textPage(options);
  const reading = readReport(report, options);
  const sections = [
    opening(report, reading, page),
    ...(reading.raised.length > 0 ? [caseTable(reading.raised, page)] : []),
    ...rows('Leads', 'below 50 %: worth a look, no accusation', reading.leads, page),
    ...rows('Sanctioned', 'policy permits these', reading.sanctioned, page),
    ...rows('Settled', 'closed, or found to be false alarms', reading.settled, page),
    ...[userLines(report, page), unusualLines(report, page), violationLines(report, page)].filter(
      ({ length }) => length > 0,
    ),
    evidenceLines(report, page),
    ...notShown(report, page),
    next(report, reading, page),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

/** Command lines for this many cases; the id of every case stands in the table. */
const NEXT_MAX = 1;

const opening = (report: Report, reading: Reading, page: TextPage): string[] => {
  const { ink, width } = page;
  const { period, site, tool } = report;
  const about = [`Peerwarden ${tool.version}`, ...(site === null ? [] : [site])];
  if (period) {
    const lasted = Date.parse(period.until) - Date.parse(period.from);
    about.push(
      `${dateText(period.from)} ${spanText(period.from, period.until).replace(/^\d+ \w+ /, '')} UTC`,
    );
    if (lasted > 0) about.push(formatDuration(lasted));
  }
  const head = reading.raised.length > 0 ? ink.bold : (text: string) => ink.bold(ink.green(text));
  return [
    ...wrapCells(about.join(' · '), width).map(ink.dim),
    '',
    ...wrapCells(reading.headline, width).map(head),
    ...reading.more.flatMap((sentence) => wrapCells(sentence, width)),
  ];
};

const rows = (name: string, aside: string, cases: Reading['leads'], page: TextPage): string[][] =>
  cases.length === 0
    ? []
    : [[title(name, aside, page), ...cases.flatMap((found) => caseRow(found, page))]];

const notShown = (report: Report, page: TextPage): string[][] =>
  report.notShown.length === 0
    ? []
    : [
        [
          title('What this evidence could not have shown', '', page),
          ...report.notShown.flatMap((sentence) => marked('·', sentence, page, 0)),
        ],
      ];

const next = (report: Report, reading: Reading, page: TextPage): string[] => {
  const { ink, width } = page;
  const commands = commandsOf(report, page.program);
  const cases = [...reading.raised, ...reading.leads].slice(0, NEXT_MAX);
  const lines = [
    ...cases.flatMap(({ id }) => [
      [commands.explain(id), 'why, step by step'],
      [commands.extract(id), 'the packets and lines themselves'],
    ]),
    [
      commands.analyze('--format', 'html', '--output', 'report.html'),
      'the same as one page, with timelines',
    ],
  ].filter((line): line is [string, string] => line[0] !== null);
  return [
    title('Next', '', page),
    ...columns(lines, page),
    ...(commands.instead === null ? [] : marked('·', commands.instead, page, 2)),
    '',
    ...wrapCells(`How sure: ${SURENESS_KEY}; ${priorText(report)}.`, width).map(ink.dim),
  ];
};

const priorText = ({ prior }: Report): string =>
  `before any evidence ${Math.round(prior * 1000) / 10} %`;

/** Commands are never broken, so that they can be pasted; the reason stands below where it does not fit beside. */
const columns = (
  lines: readonly (readonly [string, string])[],
  { ink, width }: TextPage,
): string[] => {
  const widest = Math.max(0, ...lines.map(([command]) => cellWidth(command)));
  const beside = lines.every(([, why]) => 4 + widest + why.length <= width);
  return lines.flatMap(([command, why]) =>
    beside
      ? [`  ${fitCells(command, widest)}  ${ink.dim(why)}`]
      : [`  ${command}`, `    ${ink.dim(why)}`],
  );
};
