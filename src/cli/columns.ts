// Tables and labelled paragraphs of the commands that show what the program knows.

import { cellWidth, fitCells, wrapCells } from '../report/cells.ts';

/**
 * Rows with columns as wide as their longest cell; the last column is wrapped to the width. Where that leaves it too
 * little, the widest of the others are wrapped as well; the first one never, it is what people search for.
 */
export const tableLines = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] => {
  const widths = columnWidths(heads, rows, width);
  const rowLines = (row: readonly string[]): string[] => {
    const cells = widths.map((cells, i) => wrapCells(row[i] ?? '', cells));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, i) => fitCells(lines[line] ?? '', widths[i]!))
        .join(' '.repeat(GAP))
        .trimEnd(),
    );
  };
  return [
    ...rowLines(heads),
    '─'.repeat(Math.min(width, taken(widths))),
    ...rows.flatMap(rowLines),
  ];
};

const columnWidths = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] => {
  const widths = heads.map((head, i) =>
    Math.max(cellWidth(head), ...rows.map((row) => cellWidth(row[i] ?? ''))),
  );
  const last = widths.length - 1;
  widths[last] = LAST_CELLS_MIN;
  while (taken(widths) > width) {
    const widest = widths.indexOf(Math.max(...widths.slice(1, last)), 1);
    if (widest < 0 || widths[widest]! <= CELLS_MIN) break;
    widths[widest]! -= 1;
  }
  widths[last] += Math.max(0, width - taken(widths));
  return widths;
};

const taken = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, GAP * (widths.length - 1));

/** `label      text, continued under the text`. */
export const labelledLines = (label: string, text: string, width: number): string[] =>
  wrapCells(text, Math.max(LAST_CELLS_MIN, width - LABEL_CELLS)).map(
    (line, i) => `${i === 0 ? fitCells(label, LABEL_CELLS) : ' '.repeat(LABEL_CELLS)}${line}`,
  );

const GAP = 2;
const CELLS_MIN = 12;
const LAST_CELLS_MIN = 24;
const LABEL_CELLS = 16;
