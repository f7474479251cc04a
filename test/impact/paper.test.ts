// covers: I1 I2 I3 I4 I6
import { describe, expect, it } from 'vitest';
import { paperRows } from '../../src/impact/paper.ts';

const row = (id: string) => paperRows().find((each) => each.id === id);

// requirements.md, table I: as printed, exact in binary units, exact in SI.
const FIGURES: readonly (readonly [string, string, number | null, number, number])[] = [
  ['I1', '%', 30, 31.25, 32],
  ['I1-volume', 'kB/s', 80, 80, 80],
  ['I1-rate', 'kbit/s', 640, 640, 640],
  ['I1-share-2000', '%', 30, 32, 32],
  ['I1-share-2048', '%', null, 31.25, 31.25],
  ['I1-screenshot-1', 'kbit/s', 230, 231.2, 231.2],
  ['I1-screenshot-2', 'kbit/s', 195, 194, 194],
  ['I2', 'users', 62, 62.5, 62.5],
  ['I2-share', '%', 6, 6.25, 6.25],
  ['I2-use', '%', null, 99.2, 99.2],
  ['I2-fill', 'users', null, 63, 63],
  ['I3-hour', 'AUD', 8.4, 8.4375, 8.64],
  ['I3-month', 'AUD', 1344, 1350, 1382.4],
  ['I3-year', 'AUD', 16_000, 16_200, 16_588.8],
  ['I3-year-unrounded', 'AUD', 16_128, 16_200, 16_588.8],
  ['I3-hour-kB', 'kB', 72_000, 72_000, 72_000],
  ['I3-hour-MB', 'MB', 70, 70.3125, 72],
  ['I4-lan-10', '%', null, 6.4, 6.4],
  ['I4-lan-100', '%', null, 0.64, 0.64],
  ['I1-sources', '%', null, 1.90114068, 1.90114068],
  ['I1-file', 'h', null, 3.34640523, 3.26797386],
  ['I6-episode', 'MB', 250, 250, 250],
  ['I6-episode-bytes', 'bytes', null, 262_144_000, 250_000_000],
  ['I6-film', 'MB', 650, 650, 650],
  ['I6-film-bytes', 'bytes', null, 681_574_400, 650_000_000],
];

describe('the paper’s example', () => {
  it.each(FIGURES)('%s in %s: printed %s, binary %s, SI %s', (id, unit, printed, binary, si) => {
    expect(row(id)).toMatchObject({ id, unit, printed, binary, si });
  });

  it('has exactly these rows, each with its inputs', () => {
    expect(
      paperRows()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(FIGURES.map(([id]) => id).sort());
    for (const { text } of paperRows()) expect(text).not.toBe('');
  });

  it('prints what rounding the printed inputs gives: 70 MB × 0.12, × 8 × 20, × 12', () => {
    expect(70 * 0.12).toBeCloseTo(row('I3-hour')!.printed!, 9);
    expect(row('I3-hour')!.printed! * 8 * 20).toBeCloseTo(row('I3-month')!.printed!, 9);
    expect(row('I3-month')!.printed! * 12).toBe(row('I3-year-unrounded')!.printed);
  });
});
