// Tables and labelled paragraphs of the commands that show what the program knows.

import { cellWidth, fitCells, wrapCells } from '../report/cells.ts';

/** Rows with columns as wide as their longest cell; the last column is wrapped to the width. */
export const tableLines = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] => {
  const widths = heads.map((head, i) =>
    Math.max(cellWidth(head), ...rows.map((row) => cellWidth(row[i] ?? ''))),
  );
  const last = heads.length - 1;
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + GAP, 0);
  const room = Math.max(LAST_CELLS_MIN, width - before);
  const rowLines = (row: readonly string[]): string[] => {
    const left = row.slice(0, last).map((cell, i) => fitCells(cell, widths[i]!) + ' '.repeat(GAP));
    const lines = wrapCells(row[last] ?? '', room);
    return (lines.length === 0 ? [''] : lines).map((line, i) =>
      `${i === 0 ? left.join('') : ' '.repeat(before)}${line}`.trimEnd(),
    );
  };
  return [
    ...rowLines(heads),
    '─'.repeat(Math.min(width, before + room)),
    ...rows.flatMap(rowLines),
  ];
};

/** `label      text, continued under the text`. */
export const labelledLines = (label: string, text: string, width: number): string[] =>
  wrapCells(text, Math.max(LAST_CELLS_MIN, width - LABEL_CELLS)).map(
    (line, i) => `${i === 0 ? fitCells(label, LABEL_CELLS) : ' '.repeat(LABEL_CELLS)}${line}`,
  );

const GAP = 2;
const LAST_CELLS_MIN = 24;
const LABEL_CELLS = 16;
