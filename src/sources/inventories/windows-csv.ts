// Tables of windows-tables.ts, comma-separated. PowerShell writes a line `#TYPE …` before the heading, and semicolons where
// the language has commas in numbers.
//
// Sound because: a heading of windows-tables.ts. Looks alike: tables of other tools have other columns. Does not see: tables of
// tasklist in other languages than English and German; a line end inside a row that no quote begins.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, textSource } from '../text/text-source.ts';
import { machineOf, tableOf, type WindowsTable } from './windows-tables.ts';

const OTHERWISE = 'no heading of a table of Windows before it';
const NOT_KEPT = 'not kept: row that is of no program';

export const windowsCsv: Source = textSource({
  id: 'windows-csv',
  title: 'Programs, processes, services and rules of Windows (CSV of PowerShell and tasklist)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    let names: readonly string[] = [];
    let table: WindowsTable | undefined;
    let separator: ',' | ';' = ',';
    let held = '';
    return (text): Outcome => {
      if (held === '' && text.startsWith('#TYPE ')) return OK;
      const heading = held === '' ? headingOf(text) : undefined;
      if (heading) {
        ({ names, table, separator } = heading);
        return OK;
      }
      if (!table) return OTHERWISE;
      const cells = csvCells(held + text, separator);
      if (cells === null) {
        // Both quote every cell, so that a row that goes on over lines begins with a quote.
        if (held === '' && !text.startsWith('"')) return OTHERWISE;
        held = `${held}${text}\n`;
        if (held.length <= LIMITS.documentBytesMax) return OK;
        held = '';
        return OTHERWISE;
      }
      held = '';
      if (cells.length !== names.length) return OTHERWISE;
      const cell = (name: string): string => cells[names.indexOf(name)]?.trim() ?? '';
      const seen = table.read(cell);
      if (seen === null || !seen.program) return NOT_KEPT;
      const device = machineOf(cell) || machine();
      return emit({ ...seen, kind: 'program', at: undated(), device });
    };
  },
});

interface Heading {
  readonly names: readonly string[];
  readonly table: WindowsTable;
  readonly separator: ',' | ';';
}

const headingOf = (text: string): Heading | undefined => {
  for (const separator of [',', ';'] as const) {
    const names = csvCells(text.replace(/^\ufeff/, ''), separator)?.map((name) =>
      name.trim().toLowerCase(),
    );
    const table = names && tableOf(names);
    if (names && table) return { names, table, separator };
  }
  return undefined;
};
