// Who used how much, as a table for the terminal, a spreadsheet or a page.

import { formatBytes, type UnitSystem } from '../model/units.ts';
import type { Volumes } from '../model/volume.ts';
import { bar, cutCells, fitCells } from './cells.ts';
import { clean } from './clean.ts';
import { type Columns, csv } from './csv.ts';
import { htmlDocument } from './document.ts';
import { number, table } from './html-tables.ts';
import { foreign, html } from './markup.ts';
import { type TextOptions, textPage, title } from './page.ts';
import type { RenderOptions } from './reading.ts';
import { countText, dateText, dayTime, groupText, moneyText } from './words.ts';

export interface UsageShown {
  readonly of: 'hosts' | 'users';
  readonly by: string;
  readonly currency: string | null;
  readonly unattributed: number;
  readonly rows: readonly (Volumes & {
    readonly period: string;
    readonly who: string;
    readonly device: string | null;
    readonly with: string | null;
    readonly systems: readonly string[];
    readonly cost: number | null;
  })[];
}

type Row = UsageShown['rows'][number];

export const renderUsageText = (usage: UsageShown, options: TextOptions = {}): string => {
  const page = textPage(options);
  const most = Math.max(1, ...usage.rows.map(borderOf));
  const lines = periods(usage).flatMap(([period, rows]) => [
    title(
      periodText(period, usage),
      usage.of === 'hosts'
        ? countText(rows.length, 'host')
        : countText(rows.length, 'person', 'people'),
      page,
    ),
    ...rows.slice(0, ROWS_MAX).map((row) => {
      const who = [row.who, row.device, row.with].filter(Boolean).join(' · ');
      const cost = row.cost === null ? '' : `  ${moneyText(usage.currency!, row.cost)}`;
      const volume = `↑ ${formatBytes(row.borderOut, page.units).padStart(8)} ↓ ${formatBytes(row.borderIn, page.units).padStart(8)}`;
      const systems = row.systems.map(page.nameOf).join(', ');
      const rest = page.width - WHO_CELLS - BAR_CELLS - volume.length - 5;
      return `  ${fitCells(clean(who), WHO_CELLS)} ${volume} ${fitCells(bar(borderOf(row) / most, BAR_CELLS), BAR_CELLS)}${cutCells(`${cost}  ${systems}`, rest)}`.trimEnd();
    }),
    ...(rows.length > ROWS_MAX
      ? [`  and ${groupText(rows.length - ROWS_MAX)} more: --format csv lists them`]
      : []),
    '',
  ]);
  if (usage.rows.length === 0) lines.push('Nothing in this evidence tells volumes.');
  return `${[...lines, ...notes(usage, page.units)].join('\n').trimEnd()}\n`;
};

/** Times are ISO 8601 UTC, volumes bytes. */
export const renderUsageCsv = (usage: UsageShown): string => csv(usage.rows, columnsOf(usage));

export const renderUsageHtml = (usage: UsageShown, options: RenderOptions = {}): string => {
  const { units = 'SI', nameOf = (id) => id } = options;
  const name = usage.of === 'hosts' ? 'Hosts' : 'People';
  const heads = [
    'Who',
    usage.of === 'hosts' ? 'Device, person' : 'Addresses',
    'Sent out',
    'Received',
    'Inside',
    'Systems',
    ...(usage.currency === null ? [] : ['Cost']),
  ];
  return htmlDocument(
    `Peerwarden: ${name.toLowerCase()} by ${usage.by}`,
    html`<body><header class="banner calm"><p class="eyebrow">Peerwarden</p><h1>${name} and what they used</h1>
<p class="lede">${notes(usage, units).join(' ')}</p></header>
<main id="main">
${periods(usage).map(
  ([period, rows]) => html`<section><h2>${periodText(period, usage)}</h2>
${table(
  name,
  heads,
  rows.map((row) => [
    foreign(row.who, 60),
    foreign([row.device, row.with].filter(Boolean).join(', '), 90),
    number(formatBytes(row.borderOut, units)),
    number(formatBytes(row.borderIn, units)),
    number(formatBytes(row.internalOut + row.internalIn, units)),
    row.systems.map(nameOf).join(', ') || '–',
    ...(usage.currency === null ? [] : [number(moneyText(usage.currency, row.cost ?? 0))]),
  ]),
)}</section>
`,
)}</main></body>
`,
  );
};

/** `all`, or periods in order. */
const periods = ({ rows }: UsageShown): [string, readonly Row[]][] => {
  const by = new Map<string, Row[]>();
  // What is nobody's stands below the tables, as one sum.
  for (const row of rows.filter(({ who }) => who !== ''))
    by.set(row.period, [...(by.get(row.period) ?? []), row]);
  return [...by];
};

const periodText = (period: string, { by }: UsageShown): string =>
  by === 'all'
    ? 'The whole period'
    : by === 'hour'
      ? `${dayTime(period)} UTC`
      : `${by === 'day' ? '' : `${by} of `}${dateText(period)}`;

const notes = ({ of, unattributed, currency }: UsageShown, units: UnitSystem): string[] => [
  ...(of === 'users' && unattributed > 0
    ? [
        `${formatBytes(unattributed, units)} belong to machines that nobody, or more than one person, was known to use at the time: they are nobody's here.`,
      ]
    : []),
  ...(currency === null
    ? []
    : ['Costs are of what crossed the border, at the price beyond the included volume.']),
];

const borderOf = ({ borderOut, borderIn }: Row): number => borderOut + borderIn;

const columnsOf = ({ of, currency }: UsageShown): Columns<Row> => [
  ['period', ({ period }) => period],
  [of === 'hosts' ? 'address' : 'user', ({ who }) => who],
  ...(of === 'hosts' ? [['device', ({ device }: Row) => device] as const] : []),
  [of === 'hosts' ? 'user' : 'addresses', (row) => row.with],
  ['borderOut', ({ borderOut }) => borderOut],
  ['borderIn', ({ borderIn }) => borderIn],
  ['internalOut', ({ internalOut }) => internalOut],
  ['internalIn', ({ internalIn }) => internalIn],
  ['systems', ({ systems }) => systems.join('; ')],
  ...(currency === null
    ? []
    : [['cost', ({ cost }: Row) => cost] as const, ['currency', () => currency] as const]),
];

const ROWS_MAX = 40;
const WHO_CELLS = 34;
const BAR_CELLS = 12;
