// Cases in the terminal: a table whose rows have three or four lines, with the strongest evidence below each row.
import type { ReportCase } from '../model/report.ts';
import { formatBytes, formatDuration } from '../model/units.ts';
import { bar, cellWidth, cutCells, fitCells, gauge, wrapCells } from './cells.ts';
import { exposureText } from './exposure.ts';
import { marked, type TextPage } from './page.ts';
import type { Paint } from './paint.ts';
import { clientText, costText, linkText, surenessText } from './reading.ts';
import { weaknessLine } from './weaknesses.ts';
import { byStrength } from './weighing.ts';
import { countText, dayTime, spanText } from './words.ts';

/** The table of raised cases. */
export const caseTable = (cases: readonly ReportCase[], page: TextPage): string[] => {
  const columns = columnsFor(page.width);
  const most = Math.max(...cases.flatMap(({ bytesOut, bytesIn }) => [bytesOut, bytesIn]), 1);
  const heads = columns.map(({ head, width }) => fitCells(head, width)).join(GAP);
  return [
    page.ink.dim(`   ${heads}`.trimEnd()),
    page.ink.dim('─'.repeat(page.width)),
    ...cases
      .slice(0, ROWS_MAX)
      .flatMap((found, i) => [
        ...(i === 0 ? [] : ['']),
        ...tableRow(found, columns, most, page),
        ...below(found, columns, page),
      ]),
    ...cases
      .slice(ROWS_MAX)
      .flatMap((found, i) => [...(i === 0 ? [''] : []), ...caseRow(found, page)]),
  ];
};

/** A case in two lines, for those that need no action now. */
export const caseRow = (found: ReportCase, page: TextPage): string[] => {
  const { subject, activity, bytesOut, bytesIn } = found;
  const who = [subject.address, subject.device, subject.user].filter(Boolean).join(' · ');
  const volume = `↑ ${formatBytes(bytesOut, page.units)}  ↓ ${formatBytes(bytesIn, page.units)}`;
  const sure = surenessText(found);
  const what = [page.nameOf(activity), clientText(found, page.nameOf(activity))]
    .filter(Boolean)
    .join(' · ');
  const room = page.width - 3 - 18 - volume.length - 4;
  const half = Math.floor(room / 2);
  const line = [fitCells(who, room - half), fitCells(what, half), fitCells(sure, 16)];
  const strongest = byStrength(found.findings)[0];
  const why = strongest ? `${strongest.text}  (${found.id})` : found.id;
  return [
    `   ${line.join('  ')}  ${volume}`.trimEnd(),
    ...marked(' ', why, page, 1, 2).map(page.ink.dim),
  ];
};

interface Column {
  readonly head: string;
  readonly width: number;
  readonly lines: (found: ReportCase, column: ColumnPlace) => readonly string[];
}

interface ColumnPlace {
  readonly width: number;
  readonly most: number;
  readonly page: TextPage;
}

/** Cases in full; those after them, less urgent all, get two lines each. */
const ROWS_MAX = 40;
const GAP = '  ';
/** Columns at which "when" and "cost" get columns of their own. */
const WIDE = 128;

/** Who and what share the room that is left. */
const columnsFor = (width: number): readonly Column[] => {
  const fixed = width >= WIDE ? [SURE, VOLUME, WHEN, COST] : [SURE, VOLUME];
  const taken = fixed.reduce((sum, column) => sum + column.width + GAP.length, 3 + GAP.length);
  const room = width - taken;
  const who = Math.ceil(room / 2);
  return [
    { head: 'WHO', width: who, lines: whoLines },
    { head: 'WHAT', width: room - who, lines: whatLines },
    ...fixed,
  ];
};

const whoLines = ({ subject }: ReportCase): string[] =>
  [subject.address, subject.device, subject.user, roleText(subject)].filter(
    (text): text is string => text !== null && text !== '',
  );

const roleText = ({ role, inside }: ReportCase['subject']): string =>
  [role === 'host' ? '' : role, inside ? '' : 'perhaps outside'].filter(Boolean).join(', ');

const whatLines = (found: ReportCase, { page }: ColumnPlace): string[] =>
  [
    page.nameOf(found.activity),
    clientText(found, page.nameOf(found.activity)),
    found.roles.join(', '),
  ].filter(Boolean);

const SURE: Column = {
  head: 'HOW SURE',
  width: 16,
  lines: (found, { width }) => [
    surenessText(found),
    gauge(found.probability, width),
    `severity ${found.severity}`,
  ],
};

const VOLUME: Column = {
  head: 'VOLUME',
  width: 20,
  lines: ({ bytesOut, bytesIn, peers }, { width, most, page }) => [
    ...[['↑', bytesOut] as const, ['↓', bytesIn] as const].map(([arrow, bytes]) => {
      const amount = `${arrow} ${formatBytes(bytes, page.units).padStart(8)} `;
      return amount + bar(bytes / most, width - amount.length);
    }),
    `  ${countText(peers, 'peer')}`,
  ],
};

const WHEN: Column = {
  head: 'WHEN (UTC)',
  width: 18,
  lines: ({ firstSeen, lastSeen }) => [
    `since ${dayTime(firstSeen)}`,
    `last  ${dayTime(lastSeen)}`,
    lastedText(firstSeen, lastSeen),
  ],
};

const COST: Column = {
  head: 'IMPACT',
  width: 22,
  lines: (found, { width }) => [
    ...[costText(found)].filter((text) => text !== null),
    ...wrapCells(linkText(found) ?? '', width, 2),
  ],
};

const lastedText = (from: string, until: string): string => {
  const ms = Date.parse(until) - Date.parse(from);
  return ms > 0 ? `over ${formatDuration(ms)}` : '';
};

const tableRow = (
  found: ReportCase,
  columns: readonly Column[],
  most: number,
  page: TextPage,
): string[] => {
  const cells = columns.map((column) => column.lines(found, { width: column.width, most, page }));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const fitted = columns.map(({ width }, i) => fitCells(cells[i]![line] ?? '', width));
    while (fitted.length > 0 && fitted.at(-1)!.trim() === '') fitted.pop();
    const texts = fitted.map((text, i) => {
      const set = i === fitted.length - 1 ? text.trimEnd() : text;
      return inked(set, columns[i]!.head, line, found, page.ink);
    });
    const mark = line === 0 ? severityMark(found, page.ink) : '  ';
    return `${mark} ${texts.join(GAP)}`.trimEnd();
  });
};

/** The first line of who, what and how sure stands out; the rest is quiet. */
const inked = (
  text: string,
  head: string,
  line: number,
  { severity }: ReportCase,
  ink: Paint,
): string => {
  if (head === 'HOW SURE') return line < 2 ? severityInk(severity, ink)(text) : ink.dim(text);
  if (head === 'VOLUME') return line < 2 ? ink.blue(text) : text;
  if (line === 0) return head === 'WHO' || head === 'WHAT' ? ink.bold(text) : text;
  return text;
};

const severityInk = (severity: ReportCase['severity'], ink: Paint) =>
  severity === 'high' ? ink.red : severity === 'medium' ? ink.yellow : (text: string) => text;

const severityMark = ({ severity }: ReportCase, ink: Paint): string =>
  severityInk(severity, ink)(severity === 'high' ? '■■' : severity === 'medium' ? '■ ' : '□ ');

/** When and cost where they have no column, one line for, one against, and the id to ask further with. */
const below = (found: ReportCase, columns: readonly Column[], page: TextPage): string[] => {
  const { ink } = page;
  const narrow = columns.every(({ head }) => head !== 'IMPACT');
  const facts = [spanText(found.firstSeen, found.lastSeen), costText(found), linkText(found)];
  const [best] = byStrength(found.findings.filter((finding) => finding.for));
  const [worst] = byStrength(found.findings.filter((finding) => !finding.for));
  return [
    ...(narrow ? marked('', facts.filter(Boolean).join(' · '), page) : []),
    ...(best ? signed('+', best.text, ink.green, page) : []),
    ...(worst
      ? signed('−', worst.text, ink.yellow, page)
      : signed('−', against(best?.rival ?? null), ink.yellow, page)),
    ...signedIf('!', exposureText(found), page),
    ...signedIf('!', weaknessLine(found), page),
    ...(found.doubts ?? []).flatMap((doubt) => signed('?', doubt, ink.yellow, page)),
    ...idLine(found, page).map(ink.dim),
  ];
};

const signedIf = (sign: string, text: string | null, page: TextPage): string[] =>
  text === null ? [] : signed(sign, text, page.ink.yellow, page);

const against = (rival: string | null): string =>
  rival === null
    ? 'Nothing in this evidence speaks against it.'
    : `Nothing in this evidence speaks against it. Also considered: ${rival}`;

const signed = (
  sign: string,
  text: string,
  tint: (text: string) => string,
  page: TextPage,
): string[] =>
  marked(sign, text, page, 3, 2).map((line, i) =>
    i === 0 ? line.replace(sign, () => tint(sign)) : line,
  );

const idLine = (found: ReportCase, page: TextPage): string[] => {
  const state = found.state === 'open' ? '' : `  state: ${found.state}`;
  const line = `case ${found.id}${state}`;
  return cellWidth(line) <= page.width - 3
    ? [`   ${cutCells(line, page.width - 3)}`]
    : wrapCells(line, page.width - 3).map((text) => `   ${text}`);
};
