// An audit of folders as one page, without script, font, image or network, as the report's page is.
import type { AuditFile, FileAudit } from '../model/file-audit.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { htmlDocument } from './document.ts';
import { auditHeadline, auditNotes, caseText, clientText, ownerCost } from './file-audit-words.ts';
import { number, table } from './html-tables.ts';
import { foreign, html, type Markup, type Part } from './markup.ts';
import type { RenderOptions } from './reading.ts';
import { countText, groupText, instantText } from './words.ts';

export const renderFileAuditHtml = (audit: FileAudit, options: RenderOptions = {}): string => {
  const { units = 'SI', nameOf = (id) => id } = options;
  const [head, ...more] = auditHeadline(audit, units);
  const raised = audit.cases.some(
    ({ confidence, sanctioned }) => confidence !== 'lead' && !sanctioned,
  );
  return htmlDocument(
    'Peerwarden: audit of files',
    html`<body><header class="banner ${raised ? 'act' : 'calm'}"><p class="eyebrow">Peerwarden${audit.site !== null && html` · ${foreign(audit.site, 60)}`} · ${instantText(audit.created)} UTC · ${foreign(audit.roots.join(', '), 120)}</p><h1>${head}</h1>
<p class="lede">${more.join(' ')}</p></header>
<main id="main">
${section('What owners’ files say', audit.cases, (cases) => html`<ul>${cases.map((one) => html`<li>${foreign(caseText(one, nameOf), 300)}<small>${one.findings.map(({ text }) => text).join(' ')} Or: ${one.findings[0]!.rival}</small></li>`)}</ul>`)}
${section('Owners', audit.owners, (owners) =>
  table(
    'Owners',
    [
      'Owner',
      'Files',
      'On disk',
      'Told',
      'Sound',
      'Video',
      'Archives',
      'File sharing',
      'Copies',
      'Quota',
      'Cost',
    ],
    owners.map((owner) => [
      foreign(owner.owner, 40),
      number(groupText(owner.files)),
      bytes(owner.allocated, units),
      bytes(owner.toldBytes, units),
      bytes(owner.audioBytes, units),
      bytes(owner.videoBytes, units),
      bytes(owner.archiveBytes, units),
      bytes(owner.sharedBytes, units),
      bytes(owner.copiesBytes, units),
      owner.quotaShare === null ? '–' : number(`${Math.round(owner.quotaShare * 100)} %`),
      ownerCost(owner)[0] ?? '–',
    ]),
  ),
)}
${section('Folders', audit.folders, (folders) =>
  table(
    'Folders',
    ['Folder', 'Files told', 'Bytes'],
    folders.map(({ path, told, toldBytes }) => [
      foreign(path, 160),
      number(groupText(told)),
      bytes(toldBytes, units),
    ]),
  ),
)}
${section('Files', audit.files, (files) =>
  table(
    'Files',
    ['File', 'Owner', 'Size', 'Changed', 'Type', 'Why'],
    files.map((file) => fileRow(file, units)),
  ),
)}
${section('Clients’ files', audit.clients, (clients) => html`<ul>${clients.map((client) => html`<li>${foreign(clientText(client, nameOf), 400)}${client.entries.slice(0, ENTRIES_MAX).map((entry) => html`<small>${entry.state}: ${foreign(entry.name, 120)}</small>`)}</li>`)}</ul>`)}
${section('Archives in volumes', audit.sets, (sets) =>
  table(
    'Archives in volumes',
    ['Set', 'Owner', 'Volumes', 'Bytes', 'Not there'],
    sets.map((set) => [
      foreign(`${set.folder}/${set.name}`, 160),
      foreign(set.owner, 40),
      number(groupText(set.volumes)),
      bytes(set.bytes, units),
      set.missing.join(', ') || '–',
    ]),
  ),
)}
${section('Copies', audit.copies, (copies) =>
  table(
    'Copies',
    ['Files', 'Size', 'Extra on disk', 'SHA-256'],
    copies.map((one) => [
      html`${one.paths.slice(0, PATHS_MAX).map((path) => html`<small>${foreign(path, 160)}</small>`)}`,
      bytes(one.bytes, units),
      bytes(one.extraBytes, units),
      html`<code>${one.sha256}</code>`,
    ]),
  ),
)}
${section('Not read', audit.unreadable, (places) => html`<ul>${places.map(({ path, why }) => html`<li>${foreign(path, 200)}: ${why}</li>`)}</ul>`)}
<section><h2>What this could not show</h2><ul>${auditNotes(audit).map((note) => html`<li>${note}</li>`)}</ul></section>
</main></body>
`,
  );
};

const ROWS_MAX = 500;
const ENTRIES_MAX = 20;
const PATHS_MAX = 10;

const section = <Row>(
  name: string,
  rows: readonly Row[],
  content: (rows: readonly Row[]) => Markup,
): Markup | null =>
  rows.length === 0
    ? null
    : html`<section><h2>${name}</h2>
${content(rows.slice(0, ROWS_MAX))}${rows.length > ROWS_MAX && html`<p class="quiet">And ${countText(rows.length - ROWS_MAX, 'row')} more; the JSON form lists them.</p>`}</section>
`;

const bytes = (value: number, units: UnitSystem): Markup =>
  number(value === 0 ? '–' : formatBytes(value, units));

const fileRow = (file: AuditFile, units: UnitSystem): Part[] => [
  foreign(file.path, 160),
  foreign(file.owner, 40),
  bytes(file.bytes, units),
  instantText(file.modified),
  file.type,
  html`${file.texts.map((text) => html`<small>${foreign(text, 200)}</small>`)}${file.scanned !== null && html`<small>Virus scanner: ${foreign(file.scanned, 80)}</small>`}`,
];
