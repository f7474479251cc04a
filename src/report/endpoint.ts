// Programs found on machines, as a table for the terminal, a spreadsheet or a page.
import type { Presence } from '../model/observation.ts';
import { cutCells, fitCells, wrapCells } from './cells.ts';
import { clean } from './clean.ts';
import { type Columns, csv } from './csv.ts';
import { htmlDocument } from './document.ts';
import { table } from './html-tables.ts';
import { foreign, html } from './markup.ts';
import { type TextOptions, type TextPage, textPage, title } from './page.ts';
import type { RenderOptions } from './reading.ts';
import { countText } from './words.ts';

export interface EndpointShown {
  readonly machines: number;
  readonly programs: number;
  readonly dropped: number;
  readonly rows: readonly EndpointRowShown[];
  readonly report: {
    readonly evidence: readonly {
      readonly path: string;
      readonly format: string;
      readonly notUnderstood: Readonly<Record<string, number>>;
      readonly warnings: readonly string[];
    }[];
    readonly complete: boolean;
  };
}

export interface EndpointRowShown {
  readonly machine: string;
  readonly address: string | null;
  readonly users: readonly string[];
  readonly system: string;
  readonly family: string;
  readonly program: string;
  readonly version: string | null;
  /** All ways in which it was met, strongest last. */
  readonly presences: readonly Presence[];
  readonly ports: readonly string[];
  readonly paths: readonly string[];
  readonly standing: 'forbidden' | 'general' | 'sanctioned';
  /** Of the sentence "this machine does this activity". */
  readonly probability: number | null;
  readonly case: string | null;
  /** Innocent explanation that goes with the program. */
  readonly rival: string | null;
  readonly evidence: { readonly path: string; readonly line: number | null; readonly text: string };
}

const PRESENCE_WORDS: Readonly<Record<Presence, string>> = {
  present: 'on the disk',
  installed: 'installed',
  'let-in': 'let in by the firewall',
  starts: 'starts by itself',
  running: 'runs',
  listening: 'listens',
};

const STANDING_WORDS = {
  forbidden: ['Not permitted', 'Programs of systems that policy does not sanction'],
  general: [
    'Also for other things',
    'Shown, no accusation: most people have them for something else',
  ],
  sanctioned: ['Sanctioned', 'By policy, or by default for the family'],
} as const;

type Standing = keyof typeof STANDING_WORDS;
const STANDINGS = Object.keys(STANDING_WORDS) as Standing[];

export const renderEndpointText = (audit: EndpointShown, options: TextOptions = {}): string => {
  const page = textPage(options);
  const lines = [page.ink.bold(headline(audit)), ...wrapCells(basis(audit), page.width), ''];
  for (const standing of STANDINGS) {
    const rows = audit.rows.filter((row) => row.standing === standing);
    if (rows.length === 0) continue;
    const [name, aside] = STANDING_WORDS[standing];
    lines.push(title(name, aside[0]!.toLowerCase() + aside.slice(1), page));
    for (const row of rows.slice(0, ROWS_MAX)) lines.push(...rowLines(row, page));
    if (rows.length > ROWS_MAX)
      lines.push(
        `  and ${(rows.length - ROWS_MAX).toLocaleString('en')} more: --format csv lists them`,
      );
    lines.push('');
  }
  lines.push(...notes(audit).flatMap((note) => wrapped('· ', note, page)));
  return `${lines.join('\n').trimEnd()}\n`;
};

const rowLines = (row: EndpointRowShown, page: TextPage): string[] => {
  const who = [row.machine, row.address, ...row.users].filter(Boolean).join(' · ');
  const sure = row.probability === null ? '' : `${Math.floor(row.probability * 100)} %`;
  const room = page.width - WHO_CELLS - WHAT_CELLS - 12;
  const first = [
    fitCells(clean(who), WHO_CELLS),
    fitCells(clean(named(row)), WHAT_CELLS),
    fitCells(cutCells(page.nameOf(row.system), room), room),
    sure.padStart(5),
  ];
  const where = row.paths[0] === undefined ? '' : `, ${row.paths[0]}`;
  return [
    `  ${first.join('  ')}`.trimEnd(),
    ...wrapped('    ', `${ways(row)}${where}`, page),
    ...(row.rival === null ? [] : wrapped('    − ', row.rival, page)),
  ];
};

const wrapped = (mark: string, text: string, page: TextPage): string[] =>
  wrapCells(clean(text), page.width - mark.length).map(
    (line, i) => `${i === 0 ? mark : ' '.repeat(mark.length)}${line}`,
  );

const named = ({ program, version }: EndpointRowShown): string =>
  version === null || program.includes(version) ? program : `${program} ${version}`;

const ways = ({ presences, ports }: EndpointRowShown): string =>
  presences
    .map((one) =>
      one === 'listening' && ports.length > 0
        ? `listens at ${ports.join(', ')}`
        : PRESENCE_WORDS[one],
    )
    .join(', ');

const headline = ({ rows, machines }: EndpointShown): string => {
  const forbidden = rows.filter(({ standing }) => standing === 'forbidden');
  const on = new Set(forbidden.map(({ machine }) => machine)).size;
  return forbidden.length === 0
    ? `No program that is not permitted on ${countText(machines, 'machine')}.`
    : `${countText(forbidden.length, 'program')} that ${forbidden.length === 1 ? 'is' : 'are'} not permitted, on ${on.toLocaleString('en')} of ${countText(machines, 'machine')}.`;
};

const basis = ({ programs, report, dropped }: EndpointShown): string =>
  `${countText(programs, 'sighting')} of programs in ${countText(report.evidence.length, 'piece')} of evidence were compared by exact name.${dropped > 0 ? ` ${dropped.toLocaleString('en')} were not kept: there were too many.` : ''}${report.complete ? '' : ' It was ended early: this is what was read until then.'}`;

const notes = ({ report, rows }: EndpointShown): string[] => [
  ...unnamedNote(report.evidence),
  ...report.evidence
    .flatMap(({ path, warnings }) =>
      warnings
        .filter((text) => !text.startsWith('Lines without a time') && !text.startsWith(UNNAMED))
        .map((text) => `${path}: ${text}`),
    )
    .slice(0, NOTES_MAX),
  ...notUnderstoodNotes(report.evidence),
  ...(rows.some(({ probability }) => probability !== null)
    ? [
        'The percentage is how sure it is that the machine does this; its weights are assumed, not measured.',
      ]
    : []),
  'A program that is there need not have been used; one that was renamed is known only where its version resource was read.',
];

type Pieces = EndpointShown['report']['evidence'];

const UNNAMED = 'The machine is not named in it';

const unnamedNote = (evidence: Pieces): string[] => {
  const unnamed = evidence.filter(({ warnings }) =>
    warnings.some((text) => text.startsWith(UNNAMED)),
  );
  return unnamed.length === 0
    ? []
    : [
        `${countText(unnamed.length, 'file')} ${unnamed.length === 1 ? 'does' : 'do'} not say of which machine: it was taken from the name of the file or its folder; --host names it.`,
      ];
};

const notUnderstoodNotes = (evidence: Pieces): string[] => {
  const told = evidence.flatMap(({ path, notUnderstood }) =>
    Object.entries(notUnderstood)
      .filter(([reason]) => !reason.startsWith('not kept: '))
      .map(
        ([reason, count]) => `${path}: not understood, ${count.toLocaleString('en')} × ${reason}.`,
      ),
  );
  const more = told.length - NOTES_MAX;
  return [
    ...told.slice(0, NOTES_MAX),
    ...(more > 0
      ? [`and ${more} more files with lines that were not understood: --format json`]
      : []),
  ];
};

export const renderEndpointCsv = ({ rows }: EndpointShown): string => csv(rows, COLUMNS);

const COLUMNS: Columns<EndpointRowShown> = [
  ['machine', ({ machine }) => machine],
  ['address', ({ address }) => address],
  ['users', ({ users }) => users.join('; ')],
  ['system', ({ system }) => system],
  ['family', ({ family }) => family],
  ['program', ({ program }) => program],
  ['version', ({ version }) => version],
  ['presence', ({ presences }) => presences.at(-1)],
  ['presences', ({ presences }) => presences.join('; ')],
  ['ports', ({ ports }) => ports.join('; ')],
  ['paths', ({ paths }) => paths.join('; ')],
  ['standing', ({ standing }) => standing],
  ['probability', ({ probability }) => probability],
  ['case', (row) => row.case],
  ['rival', ({ rival }) => rival],
  ['evidence', ({ evidence }) => evidence.path],
  ['line', ({ evidence }) => evidence.line],
];

export const renderEndpointHtml = (audit: EndpointShown, options: RenderOptions = {}): string => {
  const { nameOf = (id) => id } = options;
  const people = audit.rows.some(({ users }) => users.length > 0);
  const heads = [
    'Machine',
    ...(people ? ['Person'] : []),
    'Program',
    'System',
    'Seen',
    'Where',
    'How sure',
  ];
  return htmlDocument(
    'Peerwarden: programs on machines',
    html`<body><header class="banner ${audit.rows.some(({ standing }) => standing === 'forbidden') ? 'raised' : 'calm'}"><p class="eyebrow">Peerwarden · audit of endpoints</p><h1>${headline(audit)}</h1>
<p class="lede">${basis(audit)}</p></header>
<main id="main">
${STANDINGS.map((standing) => {
  const rows = audit.rows.filter((row) => row.standing === standing);
  const [name, aside] = STANDING_WORDS[standing];
  return (
    rows.length > 0 &&
    html`<section><h2>${name}</h2><p>${aside}.</p>
${table(
  name,
  heads,
  rows.map((row) => [
    html`${foreign(row.machine, 60)}${row.address !== null && html`<small>${foreign(row.address)}</small>`}`,
    ...(people ? [foreign(row.users.join(', '), 60)] : []),
    html`${foreign(named(row), 80)}${row.rival !== null && html`<small>${row.rival}</small>`}`,
    nameOf(row.system),
    ways(row),
    foreign(row.paths[0] ?? '–', 90),
    row.probability === null ? '–' : `${Math.floor(row.probability * 100)} %`,
  ]),
)}</section>
`
  );
})}
<section><h2>What to know of it</h2><ul>${notes(audit).map((note) => html`<li>${foreign(note, 400)}</li>`)}</ul></section>
</main></body>
`,
  );
};

const ROWS_MAX = 60;
const NOTES_MAX = 12;
const WHO_CELLS = 30;
const WHAT_CELLS = 32;
