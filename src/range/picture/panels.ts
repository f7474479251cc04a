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

export const panelsOf = ({ columns, rows, picture }: Measured): Panel[] => {
  const panels: { unit: string; most: number; series: Series[] }[] = [];
  for (const id of picture.y) {
    const at = columns.findIndex((column) => column.id === id);
    const title = columns[at]?.title;
    if (title === undefined) continue;
    const values = rows.map((row) => {
      const value = row[at];
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    });
    const most = Math.max(0, ...values.map((value) => value ?? 0));
    const fits = panels.find(
      (panel) =>
        panel.unit === unitOf(title) &&
        Math.min(panel.most, most) >= Math.max(panel.most, most) * LIKE_SIZE,
    );
    if (fits) {
      fits.series.push({ title, values });
      fits.most = Math.max(fits.most, most);
    } else panels.push({ unit: unitOf(title), most, series: [{ title, values }] });
  }
  return panels;
};

/** `time, ms` → `ms` */
const unitOf = (title: string): string => /, ([^,]+)$/.exec(title)?.[1] ?? '';
