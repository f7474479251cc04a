// Zeek's logs as JSON (LogAscii::use_json, json-streaming-logs, Corelight's sensors), one object a line:
//
//   {"_path":"conn","ts":1795326729.123456,"uid":"CxHo3m4N8uGxrMlcl2","id.orig_h":"10.20.1.5","id.orig_p":51022,…}
//
// Sound because: `_path` with a time; or `ts` with the ids of Zeek, or with the fields of one of its logs. Looks alike: Suricata's EVE
// (`event_type`). Does not see: the name of a log that neither names itself nor has telling fields. Meanings: zeek-record.ts.
import type { Source } from '../source.ts';
import { type JsonObject, jsonAt } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import { pathByFields, zeekRecord } from './zeek-record.ts';

export const zeekJson: Source = jsonSource({
  id: 'zeek-json',
  title: 'Zeek logs as JSON',
  looks: /"(?:_write_)?ts"\s*:/,
  is: (record) => {
    if (jsonAt(record, 'event_type') !== undefined) return false;
    const timed = isTime(record['ts']) || isTime(record['_write_ts']);
    if (typeof record['_path'] === 'string') return timed;
    const joined = typeof record['uid'] === 'string' && text(jsonAt(record, 'id.orig_h')) !== '';
    return isTime(record['ts']) && (joined || pathOf(record) !== '');
  },
  read: (record, context) => zeekRecord(pathOf(record), (name) => field(record, name), context),
});

const pathOf = (record: JsonObject): string => {
  const path = record['_path'];
  return typeof path === 'string'
    ? path
    : pathByFields((name) => jsonAt(record, name) !== undefined);
};

const field = (record: JsonObject, name: string): string => {
  const value = text(jsonAt(record, name));
  return name === 'ts' && value === '' ? text(record['_write_ts']) : value;
};

const text = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(scalar).join(',');
  return scalar(value);
};

const scalar = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

const isTime = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && /^\d{4}-\d\d-\d\dT|^\d{9,}/.test(value));
