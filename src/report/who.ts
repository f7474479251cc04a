// Who had it, as text for a terminal and as CSV for a spreadsheet: a line each, with its interval and the line that says so.
import type { WhoAnswer, WhoLine } from '../model/who-answer.ts';
import { wrapCells } from './cells.ts';
import { cleanAll } from './clean.ts';
import { type Columns, csv } from './csv.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import { countText, groupText, instantText } from './words.ts';

/** Ends with a newline. Nothing from the evidence can steer the terminal. */
export const renderWhoText = (given: WhoAnswer, options: TextOptions = {}): string => {
  const answer = cleanAll(given);
  const page = textPage(options);
  const sections = [
    [
      ...wrapCells(headline(answer), page.width).map(page.ink.bold),
      ...answer.lines.flatMap((line) => lineText(line, page)),
      ...(answer.linesMore > 0 ? [`  And ${groupText(answer.linesMore)} more.`] : []),
    ],
    ...(answer.doubts.length === 0
      ? []
      : [
          [
            title('In doubt', '', page),
            ...answer.doubts.flatMap((doubt) => marked('?', doubt, page, 0)),
          ],
        ]),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

/** `10.20.1.11 at 2026-11-22 08:00:00 UTC: 1 device, 1 person.` */
const headline = (answer: WhoAnswer): string => {
  const asked = `${answer.whom}${periodText(answer)}`;
  const { lines } = answer;
  if (lines.length === 0) return `${asked}: nothing is known.`;
  const kinds = (kind: WhoLine['kind']) =>
    new Set(lines.filter((line) => line.kind === kind).map(({ name, mac }) => mac ?? name)).size;
  const parts = [
    [kinds('device'), 'device', 'devices'],
    [kinds('user'), 'person', 'people'],
  ] as const;
  const told = parts
    .filter(([value]) => value > 0)
    .map(([value, one, many]) => countText(value, one, many));
  return `${asked}: ${told.join(', ')}.`;
};

const periodText = ({ from, until }: WhoAnswer): string => {
  if (from === null && until === null) return '';
  if (from === until) return ` at ${instantText(from!)} UTC`;
  return `${from === null ? '' : ` from ${instantText(from)} UTC`}${until === null ? '' : ` until ${instantText(until)} UTC`}`;
};

const lineText = (line: WhoLine, page: TextPage): string[] => [
  ...marked('·', `${intervalText(line)}  ${whatText(line)}`, page, 1),
  ...wrapCells(placeText(line), page.width - 4).map((text) => page.ink.dim(`    ${text}`)),
];

const intervalText = ({ from, until, endAssumed }: WhoLine): string => {
  const first = instantText(from);
  if (until === null) return `from ${first}, no end known`;
  const last = instantText(until);
  if (last === first) return `at ${first}`;
  const end = last.slice(0, 10) === first.slice(0, 10) ? last.slice(11) : last;
  return `${first} to ${end}${endAssumed ? ' (assumed)' : ''}`;
};

const whatText = ({ kind, name, mac, held, via }: WhoLine): string => {
  const who =
    kind === 'user'
      ? `person ${name} at ${held}`
      : `device ${name}${mac === null || mac === name ? '' : ` (${mac})`} with ${held}`;
  return via === null || via === held ? who : `${who}, through ${via}`;
};

const placeText = ({ source }: WhoLine): string =>
  `${source.path}${source.line === undefined ? '' : `, line ${groupText(source.line)}`} (${source.format})`;

const COLUMNS: Columns<WhoLine> = [
  ['kind', ({ kind }) => kind],
  ['name', ({ name }) => name],
  ['mac', ({ mac }) => mac],
  ['held', ({ held }) => held],
  ['via', ({ via }) => via],
  ['from', ({ from }) => from],
  ['until', ({ until }) => until],
  ['endAssumed', ({ endAssumed }) => endAssumed],
  ['path', ({ source }) => source.path],
  ['line', ({ source }) => source.line],
  ['format', ({ source }) => source.format],
];

/** One row for each record. Doubts are in the other forms. */
export const renderWhoCsv = ({ lines }: WhoAnswer): string => csv(lines, COLUMNS);
