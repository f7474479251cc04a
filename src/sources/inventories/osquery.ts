// Results of osquery, as its logger writes them (one object a line) and as `osqueryi --json` prints them:
//
//   {"name":"pack_it_programs","hostIdentifier":"ws-042","unixTime":1795326729,"columns":{"name":"qBittorrent",…},"action":"added"}
//   {"name":"pack_it_programs","hostIdentifier":"ws-042","unixTime":1795326729,"snapshot":[{…},…],"action":"snapshot"}
//   {"name":"pack_it_programs","hostIdentifier":"ws-042","unixTime":1795326729,"diffResults":{"added":[…],"removed":[…]}}
//   [{"name":"qBittorrent","version":"4.6.2","install_location":"C:\\Program Files\\qBittorrent\\",…},…]
//
// Sound because: hostIdentifier with columns, snapshot or diffResults; of osqueryi, columns that one table has together
// (osquery-tables.ts). Looks alike: lists of other tools' objects with the same columns say the same. What is removed is not
// kept: it was there before. Does not see: queries of other tables.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { isObject, type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { tableOf } from './osquery-tables.ts';

const NOT_KEPT = 'not kept: row that is of no program';
const OTHER_TABLE = 'not kept: row of another table';

export const osquery: Source = jsonSource({
  id: 'osquery',
  title: 'osquery (results of its logger, `osqueryi --json`)',
  documentBytesMax: LIMITS.inventoryBytesMax,
  looks: /"(?:hostIdentifier|snapshot|diffResults)"\s*:|^\s*\[\s*\{/,
  is: (record) => isResult(record) || tableOf(Object.keys(record)) !== undefined,
  read: (record, context) => {
    if (!isResult(record))
      return readRow(record, { at: context.undated(), device: context.machine() }, context);
    const when = Number(jsonText(record, 'unixTime'));
    const at = Number.isFinite(when) && when > 0 ? when * 1000 : context.undated();
    const device =
      String(
        jsonText(record, 'decorations.hostname') ?? jsonText(record, 'hostIdentifier') ?? '',
      ) || context.machine();
    let outcome: Outcome = NOT_KEPT;
    let kept = false;
    for (const row of rowsOf(record)) {
      outcome = readRow(row, { at, device }, context);
      kept ||= outcome === OK;
    }
    return kept ? OK : outcome;
  },
});

const isResult = (record: JsonObject): boolean =>
  typeof record['hostIdentifier'] === 'string' &&
  (isObject(record['columns']) ||
    Array.isArray(record['snapshot']) ||
    isObject(record['diffResults']));

const rowsOf = (record: JsonObject): JsonObject[] => {
  const { columns, snapshot, diffResults, action } = record;
  const listed = snapshot ?? (isObject(diffResults) ? diffResults['added'] : undefined);
  if (Array.isArray(listed)) return listed.slice(0, LIMITS.inventoryRowsMax).filter(isObject);
  return isObject(columns) && action !== 'removed' ? [columns] : [];
};

const readRow = (
  row: JsonObject,
  { at, device }: { readonly at: number; readonly device: string },
  { emit }: TextContext,
): Outcome => {
  const table = tableOf(Object.keys(row));
  if (!table) return OTHER_TABLE;
  const seen = table.read((name) => String(jsonText(row, name) ?? '').trim());
  if (seen === null || (seen.kind === 'program' && !seen.program)) return NOT_KEPT;
  return emit({ ...seen, at, device });
};
