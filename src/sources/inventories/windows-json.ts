// Tables of windows-tables.ts as JSON (ConvertTo-Json): a list of objects, or one.
//
// Sound because: columns of windows-tables.ts. Looks alike: JSON of other tools has other names. Does not see: objects that
// ConvertTo-Json cut off at its depth, which stand there as text.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import { machineOf, tableOf } from './windows-tables.ts';

export const windowsJson: Source = jsonSource({
  id: 'windows-json',
  title: 'Programs, processes, services and rules of Windows (ConvertTo-Json)',
  documentBytesMax: LIMITS.inventoryBytesMax,
  looks: /"(?:DisplayVersion|ProcessName|ProviderName|StartType|Direction)"\s*:/,
  is: (record) => tableOf(columnsOf(record)) !== undefined,
  read: (record, { emit, undated, machine }) => {
    const columns = columnsOf(record);
    const names = Object.keys(record);
    const cell = (name: string): string => {
      const own = names[columns.indexOf(name)];
      return own === undefined ? '' : String(jsonText(record, own) ?? '').trim();
    };
    const seen = tableOf(columns)?.read(cell) ?? null;
    if (seen === null || !seen.program) return 'not kept: row that is of no program';
    const device = machineOf(cell) || machine();
    return emit({ ...seen, kind: 'program', at: undated(), device });
  },
});

const columnsOf = (record: JsonObject): string[] =>
  Object.keys(record).map((name) => name.toLowerCase());
