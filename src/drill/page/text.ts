// A drill as text: the matrix, who was found, the price, the control's commands.
import { cellWidth, fitCells, wrapCells } from '../../report/cells.ts';
import { cleanAll } from '../../report/clean.ts';
import { moneyText, percentText } from '../../report/words.ts';
import { ACTS, type DrillResult, type Found } from '../result.ts';
import { behindText, foundSentence, headline, readingText, secondsText } from './words.ts';

export const drillText = (told: DrillResult, width: number): string => {
  const result = cleanAll({ ...told, policy: '' });
  const { rows, innocent, found, price, control, unexpected, office, ms } = result;
  const all = [...rows, innocent];
  const lines = [
    `${office.title} · ${secondsText(ms)}`,
    '',
    ...wrapCells(headline(result), width),
    ...unexpected.flatMap((text) => wrapCells(`! ${text}`, width)),
    '',
    ...grid([
      ['activity', ...ACTS.map(({ title }) => title.toLowerCase())],
      ...all.map((row) => [row.title, ...ACTS.map(({ id }) => readingText(row, id))]),
    ]),
    '',
    ...all.flatMap((row) =>
      ACTS.filter(({ id }) => !row.outcomes[id].worked).flatMap(({ id, title }) =>
        wrapCells(`${row.title}, ${title.toLowerCase()}: ${behindText(row, id)}`, width),
      ),
    ),
    '',
    ...wrapCells(foundSentence(result), width),
    '',
    ...grid([['host', 'did', 'found'], ...found.map((each) => foundCells(each, result))]),
    '',
    ...(price
      ? [
          `Cost of the first act: ${moneyText(price.currency, price.amount)}; if every working hour were like it, ${moneyText(price.currency, price.perMonth)} a month.`,
        ]
      : []),
    `Applied: ${control.apply.join(' && ')}. Undone: ${control.undo.join(' && ')}; the rule set is ${control.rulesRestored ? '' : 'not '}what it was.`,
    '',
  ];
  return lines.join('\n');
};

const foundCells = ({ host, activity, finding }: Found, { rows }: DrillResult): string[] => [
  `${host.name} ${host.address}`,
  rows.find(({ id }) => id === activity)?.title ?? activity,
  finding
    ? `${finding.system}, ${finding.confidence} ${percentText(finding.probability)}`
    : 'not recognised',
];

/** Columns as wide as their longest cell. */
const grid = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => cellWidth(row[at] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => fitCells(cell, widths[at]!))
      .join('  ')
      .trimEnd();
  const [head = [], ...rest] = rows;
  const rule = '─'.repeat(widths.reduce((sum, one) => sum + one + 2, -2));
  return [line(head), rule, ...rest.map(line)];
};
