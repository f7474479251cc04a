// What an experiment measured, as text: question, table, answer.
import { formatBytes, formatDuration } from '../../model/units.ts';
import type { RunResult } from '../../range/run.ts';
import { cellWidth, wrapCells } from '../../report/cells.ts';

export const resultText = (result: RunResult, width: number): string => {
  const { measured, id, models, peers, seed, ms, memoryPeakBytes } = result;
  const facts = `${id} · ${models.join(', ')} · ${peers} peers · seed ${seed} · ${formatDuration(ms)} · ${formatBytes(memoryPeakBytes)} of memory at most`;
  return [
    result.question,
    facts,
    '',
    ...numberTable(
      measured.columns.map(({ title }) => title),
      measured.rows.map((row) => row.map(cellText)),
    ),
    '',
    ...wrapCells(measured.answer, Math.min(width, TEXT_CELLS)),
    '',
  ].join('\n');
};

const TEXT_CELLS = 100;
/** Headings are broken at spaces to this. */
const HEAD_CELLS = 14;

/** `12,000`: figures are for reading here. */
export const cellText = (cell: number | string): string =>
  typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 3 }) : cell;

/** Columns of figures stand right, the first and texts left. */
const numberTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const headLines = heads.map((head) => wrapCells(head, HEAD_CELLS));
  const widths = heads.map((_, at) =>
    Math.max(...[...headLines[at]!, ...rows.map((row) => row[at] ?? '')].map(cellWidth)),
  );
  const right = heads.map(
    (_, at) => at > 0 && rows.every((row) => /^[-\d.,–]*$/.test(row[at] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const gap = ' '.repeat(Math.max(0, widths[at]! - cellWidth(cell)));
        return right[at] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const height = Math.max(...headLines.map((lines) => lines.length));
  const head = Array.from({ length: height }, (_, row) =>
    line(headLines.map((lines) => lines[row] ?? '')),
  );
  const rule = '─'.repeat(widths.reduce((sum, one) => sum + one + 2, -2));
  return [...head, rule, ...rows.map(line)];
};
