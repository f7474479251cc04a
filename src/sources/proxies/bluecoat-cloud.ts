// Broadcom (Symantec, Blue Coat) Cloud SWG access logs as JSON: the columns of the ELFF log as names, one object a request
// (Broadcom TechDocs, "Access log formats" of Cloud SWG; the SIEM collectors write them so):
//
//   {"date":"2026-11-22","time":"06:07:06","c-ip":"10.20.1.12","cs-method":"GET","cs-uri-scheme":"http","cs-host":"h.example", …}
//
// Sound because: `c-ip` together with `cs-method` or `sc-filter-result`, names that no other product writes in JSON.
// Does not see: categories and verdicts of scanners; DNS answers other than addresses.
import { type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { type Cells, COLUMNS, requestOf, timeOf } from './w3c-fields.ts';

export const bluecoatCloud = jsonSource({
  id: 'bluecoat-cloud',
  title: 'Broadcom Cloud SWG (Blue Coat) access log, JSON',
  looks: /"c-ip"/,
  is: (record) =>
    typeof record['c-ip'] === 'string' && ('cs-method' in record || 'sc-filter-result' in record),
  read: (record, context) => {
    const lookup = lookupIn(record, context);
    const request = context.emit(
      requestOf(cellsOf(record), context.stamps, 'cs(User-Agent)' in record),
    );
    return request ?? lookup;
  },
});

const cellsOf =
  (record: JsonObject): Cells =>
  (column) => {
    for (const name of COLUMNS[column]) {
      const value = record[NAMES[name] ?? name];
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string' && value !== '-' && value !== '') return value;
    }
    return '';
  };

/** Names that are in lower case in tables, and not in JSON. */
const NAMES: Readonly<Record<string, string>> = { 'cs(user-agent)': 'cs(User-Agent)' };

/** What a request for a name said, when the gateway saw that as well. */
const lookupIn = (record: JsonObject, { emit, stamps }: TextContext): Outcome => {
  const query = jsonText(record, 'x-dns-cs-dns');
  if (query === null || query === '-' || query === '') return null;
  return emit({
    kind: 'lookup',
    at: timeOf(cellsOf(record), stamps),
    source: jsonText(record, 'c-ip'),
    query,
    answer: jsonText(record, 'x-dns-rs-a-records'),
    user: jsonText(record, 'cs-userdn'),
  });
};
