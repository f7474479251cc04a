// CSV after RFC 4180 for spreadsheets: a row for each case, or for each finding. A cell that a spreadsheet would run as a
// formula is made text (OWASP, CSV injection), because names in it come from strangers.
import type { Report, ReportCase } from '../model/report.ts';
import { clean } from './clean.ts';
import { byUrgency } from './reading.ts';
import { byStrength } from './weighing.ts';

export interface CsvOptions {
  /** A byte order mark lets Excel read UTF-8 without being asked; default none. */
  readonly bom?: boolean;
}

/** One row for each case, most urgent first. Times are ISO 8601 UTC, volumes bytes, probability 0…1. */
export const renderCsv = (report: Report, options: CsvOptions = {}): string =>
  csv([...report.cases].sort(byUrgency), CASE_COLUMNS, options);

/** One row for each finding, so that a spreadsheet can follow the sum. */
export const renderFindingsCsv = (report: Report, options: CsvOptions = {}): string =>
  csv(
    [...report.cases]
      .sort(byUrgency)
      .flatMap((found) => byStrength(found.findings).map((finding) => ({ found, finding }))),
    FINDING_COLUMNS,
    options,
  );

export type Cell = string | number | boolean | null | undefined;
export type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => Cell])[];
type FindingRow = { found: ReportCase; finding: ReportCase['findings'][number] };

const several = (texts: readonly string[]): string => texts.join('; ');
const strongest = ({ findings }: ReportCase, kind: boolean): string | undefined =>
  byStrength(findings.filter((finding) => finding.for === kind))[0]?.text;

const CASE_COLUMNS: Columns<ReportCase> = [
  ['case', ({ id }) => id],
  ['address', ({ subject }) => subject.address],
  ['addresses', ({ subject }) => several(subject.addresses)],
  ['device', ({ subject }) => subject.device],
  ['user', ({ subject }) => subject.user],
  ['role', ({ subject }) => subject.role],
  ['activity', ({ activity }) => activity],
  ['family', ({ family }) => family],
  ['probability', ({ probability }) => probability],
  ['confidence', ({ confidence }) => confidence],
  ['severity', ({ severity }) => severity],
  ['state', ({ state }) => state],
  ['sanctioned', ({ sanctioned }) => sanctioned],
  ['firstSeen', ({ firstSeen }) => firstSeen],
  ['lastSeen', ({ lastSeen }) => lastSeen],
  ['bytesOut', ({ bytesOut }) => bytesOut],
  ['bytesIn', ({ bytesIn }) => bytesIn],
  ['flows', ({ flows }) => flows],
  ['peers', ({ peers }) => peers],
  ['model', ({ model }) => model],
  [
    'clients',
    ({ clients }) => several(clients.map((c) => [c.name, c.version].filter(Boolean).join(' '))),
  ],
  ['roles', ({ roles }) => several(roles)],
  ['contents', ({ content }) => several(content.map(({ id, name }) => name ?? id))],
  ['offers', ({ exposure }) => several(exposure.offers.map(({ id, name }) => name ?? id))],
  [
    'sensitiveOffers',
    ({ exposure }) =>
      several(
        (exposure.tested?.sensitive ?? [])
          .filter(({ sure }) => sure !== 'weak')
          .map(({ name }) => name),
      ),
  ],
  [
    'sharedPlaces',
    ({ exposure }) => several((exposure.tested?.places ?? []).map(({ path }) => path)),
  ],
  [
    'weaknesses',
    ({ weaknesses = [] }) =>
      several(
        weaknesses.filter(({ sure }) => sure === 'affected').map(({ id, kind }) => id ?? kind),
      ),
  ],
  ['shareBytes', ({ exposure }) => exposure.shareBytes],
  ['linkPeakPercent', ({ impact }) => impact.linkShare?.peakPercent],
  ['linkMeanPercent', ({ impact }) => impact.linkShare?.meanPercent],
  ['cost', ({ impact }) => impact.cost?.amount],
  ['costPerMonth', ({ impact }) => impact.cost?.perMonth],
  ['currency', ({ impact }) => impact.cost?.currency],
  ['strongestFor', (found) => strongest(found, true)],
  ['strongestAgainst', (found) => strongest(found, false)],
];

const FINDING_COLUMNS: Columns<FindingRow> = [
  ['case', ({ found }) => found.id],
  ['address', ({ found }) => found.subject.address],
  ['activity', ({ found }) => found.activity],
  ['probability', ({ found }) => found.probability],
  ['detector', ({ finding }) => finding.detector],
  ['technique', ({ finding }) => finding.technique],
  ['plane', ({ finding }) => finding.plane],
  ['for', ({ finding }) => finding.for],
  ['decibans', ({ finding }) => finding.weight],
  ['counted', ({ finding }) => finding.counted ?? finding.weight],
  ['count', ({ finding }) => finding.count],
  ['text', ({ finding }) => finding.text],
  ['rival', ({ finding }) => finding.rival],
];

/** Rows under a heading; every text cell made harmless. */
export const csv = <Row>(
  rows: readonly Row[],
  columns: Columns<Row>,
  { bom = false }: CsvOptions = {},
): string => {
  const lines = [
    columns.map(([name]) => name).join(','),
    ...rows.map((row) => columns.map(([, cell]) => cellText(cell(row))).join(',')),
  ];
  return `${bom ? '\ufeff' : ''}${lines.join('\r\n')}\r\n`;
};

/** Numbers are ours and stay numbers; every text is a stranger's. */
const cellText = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = FORMULA.test(cell) ? `'${clean(cell)}` : clean(cell);
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** What Excel, LibreOffice and their full-width readings start a formula with, blanks before it included. */
const FORMULA = /^[\s\p{C}]*[=+\-@\t\r＝＋－＠]|^[\t\r]/u;
