// The table of `peerwarden impact`, made to be read: one line a figure, numbers aligned, money with two digits.
import type { ImpactRow } from '../../impact/row.ts';

const HEAD = ['', 'as printed', 'exact, binary', 'exact, SI', '', ''] as const;

/** Rows as a table; the column of printed figures is left out when no row has one. */
export const impactTable = (title: string, rows: readonly ImpactRow[]): string => {
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

const PLAIN_UNITS = new Set(['%', 'kB', 'MB', 'kB/s', 'kbit/s', 'users']);
