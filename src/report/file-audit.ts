// An audit of folders for the terminal: what was found, who keeps it, where it lies, what clients say.
import type { AuditFile, AuditOwner, FileAudit } from '../model/file-audit.ts';
import { formatBytes } from '../model/units.ts';
import { bar, cutCells, fitCells, wrapCells } from './cells.ts';
import { cleanAll, cut } from './clean.ts';
import {
  auditHeadline,
  auditNotes,
  caseText,
  clientText,
  ownerCost,
  sharesText,
} from './file-audit-words.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import { countText, groupText } from './words.ts';

/** Ends with a newline. No name can steer the terminal. */
export const renderFileAuditText = (given: FileAudit, options: TextOptions = {}): string => {
  const audit = cleanAll(given);
  const page = textPage(options);
  const sections = [
    [
      ...auditHeadline(audit, page.units).flatMap((line, i) =>
        wrapCells(line, page.width).map(i === 0 ? page.ink.bold : (text) => text),
      ),
    ],
    section('What owners’ files say', audit.cases, CASES_MAX, page, (one) => [
      ...marked('·', caseText(one, page.nameOf), page, 1),
      ...one.findings.flatMap((finding) => marked(' ', finding.text, page, 3)),
      ...marked('?', `Or: ${one.findings[0]!.rival}`, page, 3),
    ]),
    section('Owners', audit.owners.filter(isWorth), OWNERS_MAX, page, (owner) => [
      ownerLine(owner, audit, page),
    ]),
    section('Folders', audit.folders, FOLDERS_MAX, page, ({ path, told, toldBytes }) => [
      `  ${formatBytes(toldBytes, page.units).padStart(8)}  ${cutCells(`${path} (${countText(told, 'file')})`, page.width - 12)}`,
    ]),
    section('Files', audit.files, FILES_MAX, page, (file) => fileLines(file, page)),
    section('Clients’ files', audit.clients, CLIENTS_MAX, page, (client) => [
      ...marked('·', clientText(client, page.nameOf), page, 1),
      ...client.entries
        .slice(0, ENTRIES_MAX)
        .map(
          (entry) => `     ${fitCells(entry.state, 8)} ${cutCells(entry.name, page.width - 15)}`,
        ),
    ]),
    section('Archives in volumes', audit.sets, SETS_MAX, page, (set) =>
      marked(
        '·',
        `${set.folder}/${set.name}: ${countText(set.volumes, 'volume')}, ${formatBytes(set.bytes, page.units)}, ${set.owner}${set.missing.length > 0 ? `; not there: ${set.missing.join(', ')}` : ''}`,
        page,
        1,
      ),
    ),
    section('Copies', audit.copies, COPIES_MAX, page, (one) => [
      `  ${formatBytes(one.extraBytes, page.units).padStart(8)}  ${countText(one.paths.length, 'file')} of ${formatBytes(one.bytes, page.units)}`,
      ...one.paths.slice(0, 4).map((path) => `            ${cutCells(path, page.width - 12)}`),
    ]),
    section('Not read', audit.unreadable, UNREAD_MAX, page, ({ path, why }) =>
      marked('!', `${cut(path, PATH_CHARS_MAX)}: ${why}`, page, 1),
    ),
    [
      title('What this could not show', '', page),
      ...auditNotes(audit).flatMap((note) => marked('·', note, page, 1)),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const section = <Row>(
  name: string,
  rows: readonly Row[],
  most: number,
  page: TextPage,
  linesOf: (row: Row) => string[],
): string[] =>
  rows.length === 0
    ? []
    : [
        title(name, groupText(rows.length), page),
        ...rows.slice(0, most).flatMap(linesOf),
        ...(rows.length > most
          ? [
              page.ink.dim(
                `  and ${groupText(rows.length - most)} more: --format csv or json lists them`,
              ),
            ]
          : []),
      ];

const isWorth = ({ told, copiesBytes, quotaShare }: AuditOwner): boolean =>
  told > 0 || copiesBytes > 0 || (quotaShare ?? 0) > 0.9;

const ownerLine = (owner: AuditOwner, { owners }: FileAudit, page: TextPage): string => {
  const most = Math.max(1, ...owners.map(({ toldBytes }) => toldBytes));
  const size = formatBytes(owner.toldBytes, page.units).padStart(8);
  const gauge = fitCells(bar(owner.toldBytes / most, 10), 10);
  const facts = [
    `${groupText(owner.told)} of ${countText(owner.files, 'file')}`,
    ...sharesText(owner, page.units),
    ...ownerCost(owner),
  ];
  return `  ${fitCells(owner.owner, 18)} ${size} ${gauge} ${cutCells(facts.join(', '), page.width - 42)}`;
};

const fileLines = (file: AuditFile, page: TextPage): string[] => [
  `  ${formatBytes(file.bytes, page.units).padStart(8)}  ${fitCells(file.owner, 10)} ${cutCells(file.path, page.width - 23)}`,
  ...file.texts
    .slice(0, TEXTS_MAX)
    .flatMap((text) => wrapCells(text, page.width - 14))
    .map((line) => page.ink.dim(`            ${line}`)),
  ...(file.scanned === null ? [] : [`            Virus scanner: ${file.scanned}`]),
];

const CASES_MAX = 20;
const OWNERS_MAX = 30;
const FOLDERS_MAX = 15;
const FILES_MAX = 40;
const CLIENTS_MAX = 20;
const ENTRIES_MAX = 5;
const SETS_MAX = 15;
const COPIES_MAX = 15;
const UNREAD_MAX = 20;
const TEXTS_MAX = 3;
const PATH_CHARS_MAX = 160;
