// What `peerwarden impact` reckons from one's own numbers: exact figures in both unit systems, one line each, and estimates as
// ranges with what they rest on.
import type { ImpactFigure } from '../impact/figure.ts';
import type { ImpactRow } from '../impact/row.ts';
import { fitCells, wrapCells } from './cells.ts';
import { type Columns, csv } from './csv.ts';
import { htmlDocument } from './document.ts';
import { number, table } from './html-tables.ts';
import { figureText } from './impact-words.ts';
import { html } from './markup.ts';

export interface OwnImpact {
  readonly title: string;
  readonly rows: readonly ImpactRow[];
  readonly estimates: readonly ImpactFigure[];
}

export const renderOwnText = ({ title, rows, estimates }: OwnImpact, width: number): string =>
  [
    ...(rows.length > 0 ? [impactTable(title, rows)] : []),
    ...(estimates.length > 0 ? [estimateTable(estimates, Math.max(80, width))] : []),
  ].join('\n');

export const renderOwnCsv = ({ rows, estimates }: OwnImpact): string =>
  csv([...rows, ...estimates], CSV_COLUMNS);

const CSV_COLUMNS: Columns<ImpactRow | ImpactFigure> = [
  ['figure', ({ id }) => id],
  ['asPrinted', (row) => ('printed' in row ? row.printed : null)],
  ['binary', (row) => ('binary' in row ? row.binary : null)],
  ['SI', (row) => ('si' in row ? row.si : null)],
  ['low', (row) => ('low' in row ? row.low : null)],
  ['high', (row) => ('high' in row ? row.high : null)],
  ['unit', ({ unit }) => unit],
  ['restsOn', ({ text }) => text],
];

export const renderOwnHtml = ({ title, rows, estimates }: OwnImpact): string =>
  htmlDocument(
    `Peerwarden: ${title}`,
    html`<body><header class="banner calm"><p class="eyebrow">Peerwarden</p><h1>${title}</h1></header>
<main id="main">
${
  rows.length > 0 &&
  html`<section><h2>Exact figures</h2>${table(
    'Exact figures',
    HEADS_HTML,
    rows.map((row) => {
      const [id, printed, binary, si, unit, text] = cells(row);
      return [id, number(printed!), number(binary!), number(si!), unit, text];
    }),
  )}</section>`
}
${
  estimates.length > 0 &&
  html`<section><h2>Estimates</h2>${table(
    'Estimates',
    ['Figure', 'From – to', 'What it rests on'],
    estimates.map((figure) => [figure.id, number(figureText(figure, 'SI')), figure.text]),
  )}</section>`
}
</main></body>
`,
  );

const HEADS_HTML = [
  'Figure',
  'As printed',
  'Exact, binary',
  'Exact, SI',
  'Unit',
  'What it rests on',
];

const estimateTable = (figures: readonly ImpactFigure[], width: number): string => {
  const ids = Math.max(...figures.map(({ id }) => id.length)) + 2;
  const values = Math.max(...figures.map((figure) => figureText(figure, 'SI').length)) + 2;
  const lines = figures.flatMap((figure) =>
    wrapCells(figure.text, Math.max(24, width - ids - values - 2)).map((line, i) =>
      i === 0
        ? `  ${fitCells(figure.id, ids)}${fitCells(figureText(figure, 'SI'), values)}${line}`
        : `  ${' '.repeat(ids + values)}${line}`,
    ),
  );
  return `Estimates, with what they rest on\n\n${lines.join('\n')}\n`;
};

const HEAD = ['', 'as printed', 'exact, binary', 'exact, SI', '', ''] as const;

/** Rows as a table; the column of printed figures is left out when no row has one. */
const impactTable = (title: string, rows: readonly ImpactRow[]): string => {
  const printed = rows.some((row) => row.printed !== null);
  const lines = [HEAD, ...rows.map(cells)].map((line) =>
    line.filter((_, column) => printed || column !== 1),
  );
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  const last = widths.length - 1;
  const body = lines.map((line) =>
    line
      .map((cell, column) => {
        const right = column > 0 && column < last - 1;
        return right ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${title}\n\n${body.map((line) => `  ${line}`).join('\n')}\n`;
};

const cells = ({ id, unit, printed, binary, si, text }: ImpactRow): string[] => [
  id,
  printed === null ? '' : figure(printed, unit),
  figure(binary, unit),
  figure(si, unit),
  unit,
  text,
];

/** Money (any unit that is none of ours) with at least two decimals, the rest with as many as are exact, four at most. */
const figure = (value: number, unit: string): string =>
  value.toLocaleString('en-US', {
    minimumFractionDigits: PLAIN_UNITS.has(unit) ? 0 : 2,
    maximumFractionDigits: 4,
  });

const PLAIN_UNITS = new Set(['%', 'kB', 'MB', 'kB/s', 'kbit/s', 'users', 'h', 'bytes']);
