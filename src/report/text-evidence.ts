// The evidence in the terminal: every file with its hash, and everything that makes it worth less.
import type { Report, ReportEvidence } from '../model/report.ts';
import { formatBytes } from '../model/units.ts';
import { cutCells, fitCells } from './cells.ts';
import { marked, type TextPage, title } from './page.ts';
import { notUnderstoodText, qualityTexts } from './quality.ts';
import { countText, groupText, spanText } from './words.ts';

export const evidenceLines = (report: Report, page: TextPage): string[] => {
  const { evidence, unread } = report;
  const records = evidence.reduce((sum, { records }) => sum + records, 0);
  const bytes = evidence.reduce((sum, { bytes }) => sum + bytes, 0);
  const aside = `${countText(evidence.length, 'file')}, ${countText(records, 'record')}, ${formatBytes(bytes, page.units)}`;
  const shown = worthFirst(evidence).slice(0, FILES_MAX);
  const left = evidence.length - shown.length;
  return [
    title('Evidence', aside, page),
    ...shown.flatMap((piece) => pieceLines(piece, page)),
    ...(left > 0 ? [`  and ${countText(left, 'more file')}: --format json lists them all`] : []),
    ...unread
      .slice(0, FILES_MAX)
      .flatMap(({ path, code, message }) =>
        marked('!', `${path} could not be read (${code}): ${message}`, page, 1),
      ),
    ...(unread.length > FILES_MAX
      ? [`  and ${countText(unread.length - FILES_MAX, 'more file')} that could not be read`]
      : []),
  ];
};

/** Beyond this a terminal is no place for a list. */
const FILES_MAX = 12;

/** Files with something to say about their quality stand first. */
const worthFirst = (evidence: readonly ReportEvidence[]): readonly ReportEvidence[] =>
  evidence.length <= FILES_MAX
    ? evidence
    : [...evidence].sort((a, b) => remarks(b).length - remarks(a).length);

const remarks = (piece: ReportEvidence): string[] => {
  const odd = notUnderstoodText(piece);
  const quality = qualityTexts(piece).join('; ');
  return [...(odd === null ? [] : [odd]), ...(quality === '' ? [] : [quality]), ...piece.warnings];
};

const pieceLines = (piece: ReportEvidence, page: TextPage): string[] => {
  const figures = `${groupText(piece.records).padStart(11)} records  ${formatBytes(piece.bytes, page.units).padStart(8)}`;
  const format = fitCells(piece.format, 14);
  const name = fitCells(piece.path, page.width - 2 - 2 - 14 - 2 - figures.length);
  const span =
    piece.firstSeen === null || piece.lastSeen === null
      ? ''
      : `, ${spanText(piece.firstSeen, piece.lastSeen)}`;
  const hash = piece.sha256 === null ? 'no hash' : `sha256 ${piece.sha256}`;
  const wide = `${hash}${span}`;
  const second = wide.length <= page.width - 4 ? wide : hash;
  return [
    `  ${name}  ${format}  ${figures}`,
    page.ink.dim(`    ${cutCells(second, page.width - 4)}`),
    ...remarks(piece).flatMap((remark) => marked('!', remark, page, 4).map(page.ink.yellow)),
  ];
};
