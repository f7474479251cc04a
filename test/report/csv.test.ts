import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv, renderFindingsCsv } from '../../src/report/csv.ts';
import { hostileTexts, inTurn } from './hostile.ts';
import { sampleReport, withStrings } from './sample.ts';

describe('csv', () => {
  it('has one row for each case', async () => {
    await expect(renderCsv(sampleReport())).toMatchFileSnapshot('goldens/cases.csv');
  });

  it('has one row for each finding', async () => {
    await expect(renderFindingsCsv(sampleReport())).toMatchFileSnapshot('goldens/findings.csv');
  });

  it('starts with a byte order mark only when asked', () => {
    expect(renderCsv(sampleReport()).startsWith('case,')).toBe(true);
    expect(renderCsv(sampleReport(), { bom: true }).startsWith('\ufeffcase,')).toBe(true);
  });

  it('never yields a formula, nor a row or column too many', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const report = withStrings(sampleReport(), inTurn(texts));
        for (const csv of [renderCsv(report), renderFindingsCsv(report)]) {
          const rows = parseCsv(csv);
          expect(new Set(rows.map((row) => row.length)).size).toBe(1);
          for (const cell of rows.flat())
            if (Number.isNaN(Number(cell))) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
        }
        expect(parseCsv(renderCsv(report))).toHaveLength(report.cases.length + 1);
      }),
      { numRuns: 25 },
    );
  });
});

/** RFC 4180, as a spreadsheet reads it. */
const parseCsv = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = cells.exec(text); match; match = cells.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  expect(rows.length).toBeGreaterThan(0);
  return rows;
};
