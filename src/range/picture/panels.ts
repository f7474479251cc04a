// Which curves share an axis: those of one unit and of like size; others would lie flat on the ground beside them.
import type { Measured } from '../experiment.ts';

export interface Series {
  readonly title: string;
  /** One value a row; null where the table has none. */
  readonly values: readonly (number | null)[];
}

export interface Panel {
  readonly series: readonly Series[];
  readonly most: number;
}

/** A curve whose top is below this part of the panel's is drawn in a panel of its own. */
const LIKE_SIZE = 1 / 12;

export const panelsOf = (measured: Measured): Panel[] => {
  const { columns, rows, picture } = measured;
  const panels: { unit: string; most: number; series: Series[] }[] = [];
  for (const id of picture.y) {
    const at = columns.findIndex((column) => column.id === id);
    const title = columns[at]?.title;
    if (title === undefined) continue;
    const series = partsOf(measured).map(({ name, has }) => ({
      title: name === null ? title : `${name}: ${title}`,
      values: rows.map((row, index) => {
        const value = row[at];
        return has(index) && typeof value === 'number' && Number.isFinite(value) ? value : null;
      }),
    }));
    const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
    const fits = panels.find(
      (panel) =>
        panel.unit === unitOf(title) &&
        Math.min(panel.most, most) >= Math.max(panel.most, most) * LIKE_SIZE,
    );
    if (fits) {
      fits.series.push(...series);
      fits.most = Math.max(fits.most, most);
    } else panels.push({ unit: unitOf(title), most, series });
  }
  return panels;
};

/** Which rows belong to one curve: all, or those with one value of the column that parts them. */
const partsOf = ({
  columns,
  rows,
  picture,
}: Measured): { name: string | null; has: (row: number) => boolean }[] => {
  const at = columns.findIndex((column) => column.id === picture.by);
  if (at < 0) return [{ name: null, has: () => true }];
  const names = [...new Set(rows.map((row) => row[at]))];
  return names.map((name) => ({ name: String(name), has: (row) => rows[row]?.[at] === name }));
};

/** `time, ms` → `ms` */
const unitOf = (title: string): string => /, ([^,]+)$/.exec(title)?.[1] ?? '';
