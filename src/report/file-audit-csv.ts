// An audit of folders for a spreadsheet: a row for each file that was told.
import type { AuditFile, FileAudit } from '../model/file-audit.ts';
import { type Columns, csv } from './csv.ts';

const COLUMNS: Columns<AuditFile> = [
  ['path', ({ path }) => path],
  ['owner', ({ owner }) => owner],
  ['bytes', ({ bytes }) => bytes],
  ['allocated', ({ allocated }) => allocated],
  ['modified', ({ modified }) => modified],
  ['type', ({ type }) => type],
  ['signs', ({ signs }) => signs.join('; ')],
  ['system', ({ system }) => system],
  ['incomplete', ({ incomplete }) => incomplete],
  ['content', ({ content }) => content],
  ['scanned', ({ scanned }) => scanned],
  ['why', ({ texts }) => texts.join(' ')],
];

/** Times are ISO 8601 UTC, volumes bytes. Owners, folders and clients are in the JSON form. */
export const renderFileAuditCsv = ({ files }: FileAudit): string => csv(files, COLUMNS);
