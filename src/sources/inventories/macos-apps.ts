// Applications of macOS (`system_profiler SPApplicationsDataType -json`), one document:
//
//   {"SPApplicationsDataType":[{"_name":"Transmission","version":"4.0.5","path":"/Applications/Transmission.app",
//     "lastModified":"2026-02-01T10:00:00Z","obtained_from":"identified_developer"},…]}
//
// Sound because: the name of the list, and _name with path in each. Looks alike: other lists of system_profiler have other
// names. Does not see: whether anybody ever ran it; programs that are no bundle.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';

export const macosApps: Source = jsonSource({
  id: 'macos-apps',
  title: 'Applications of macOS (`system_profiler SPApplicationsDataType -json`)',
  documentBytesMax: LIMITS.inventoryBytesMax,
  looks: /"SPApplicationsDataType"\s*:/,
  list: 'SPApplicationsDataType',
  is: (record) => typeof record['_name'] === 'string' && typeof record['path'] === 'string',
  read: (record, { emit, undated, machine }) =>
    emit({
      kind: 'program',
      ...{ at: undated(), device: machine(), presence: 'installed' },
      program: jsonText(record, '_name'),
      version: jsonText(record, 'version'),
      path: jsonText(record, 'path'),
    }),
});
