// W3C extended logs of proxies: Blue Coat / Symantec ProxySG, Zscaler and Netskope feeds, Cisco WSA's W3C log, Forefront
// TMG (web proxy and firewall), IIS with Application Request Routing (https://www.w3.org/TR/WD-logfile.html):
//
//   #Fields: date time time-taken c-ip sc-status s-action sc-bytes cs-bytes cs-method cs-uri-scheme cs-host cs-uri-path
//   2026-11-22 06:07:06 12 10.20.1.12 200 TCP_HIT 941 729 GET http tracker.example /announce
//
// Cells are parted by blanks or, where a row has one, by tabs (TMG, CloudFront).
// Sound because: the heading says what the columns are, it must name a client and what it asked for, and a row must have as
// many cells as the heading. A file may have several headings (each start of the program writes one).
// Looks alike: pfirewall.log (`src-ip`, no client column), Zeek (`#fields`), the logs of web servers (IIS, CloudFront), which
// are told by their columns and counted, not read. Does not see: rows in front of the first heading.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Reason, type Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { type Cells, COLUMNS, type Column, requestOf, timeOf } from './w3c-fields.ts';
import { WEB_SERVER_LINE } from './web-server.ts';

const NO_HEADING = 'no heading of a proxy’s W3C extended log before it';
const CELLS = 'number of cells is not that of the heading';

export const elff: Source = textSource({
  id: 'elff',
  title: 'W3C extended log of a proxy (Blue Coat, Forefront TMG, …)',
  looks: /./,
  otherwise: NO_HEADING,
  severalLines: true,
  open: (context) => {
    let heading: Heading | null = null;
    return (text) => {
      const line = withoutHead(text, context);
      if (line.startsWith('#')) {
        if (line.startsWith(FIELDS)) heading = headingOf(line);
        return OK;
      }
      if (heading === null) return NO_HEADING;
      const cells = line.includes('\t')
        ? line.split('\t', heading.count + 1)
        : w3cCells(line, heading.count + 1);
      if (cells.length !== heading.count) return CELLS;
      return read(heading, cells, context);
    };
  },
});

interface Heading {
  readonly kind: 'requests' | 'connections' | 'visitors';
  readonly count: number;
  /** Position of each column, -1 when it is not there. */
  readonly at: Readonly<Record<Column, number>>;
  readonly names: readonly string[];
}

const FIELDS = '#Fields:';

/** What a relay may have put in front: priority or a stamp without a year. A row's own date stays. */
const withoutHead = (text: string, { stamps }: TextContext): string => {
  const first = text.trimStart();
  return /^(?:<\d|[A-Z][a-z]{2} [ \d]\d )/.test(first) ? syslogHead(first, stamps).message : first;
};

/** Null for a heading that names no client or nothing asked for. */
const headingOf = (line: string): Heading | null => {
  const text = line.slice(FIELDS.length).trim();
  const names = text
    .toLowerCase()
    .split(text.includes('\t') ? '\t' : /\s+/, LIMITS.textFieldsMax)
    .map((name) => name.trim());
  const kind = kindOf(names);
  if (kind === null) return null;
  const at = Object.fromEntries(
    Object.entries(COLUMNS).map(([column, known]) => [
      column,
      known.map((name) => names.indexOf(name)).find((position) => position >= 0) ?? -1,
    ]),
  ) as Record<Column, number>;
  // Netskope: `s-ip` is the far server; elsewhere it is the proxy itself.
  if (names.includes('x-cs-access-method')) at.destination = names.indexOf('s-ip');
  return { kind, count: names.length, at, names };
};

const kindOf = (names: readonly string[]): Heading['kind'] | null => {
  const has = (column: Column): boolean => COLUMNS[column].some((name) => names.includes(name));
  if (!has('time') && !has('stamp')) return null;
  if (names.includes('source') && names.includes('destination') && names.includes('action'))
    return 'connections';
  if (!has('source')) return null;
  if (names.includes('x-edge-location')) return 'visitors';
  if (names.includes('cs-uri-stem') && !has('scheme') && !names.includes('r-host'))
    return 'visitors';
  return has('url') || has('host') ? 'requests' : null;
};

const read = (heading: Heading, cells: readonly string[], context: TextContext): Outcome => {
  const get: Cells = (column) => known(cells[heading.at[column]]);
  if (heading.kind === 'connections') return connection(heading, cells, get, context);
  if (heading.kind === 'visitors' && !isProxied(get)) return WEB_SERVER_LINE;
  return context.emit(requestOf(get, context.stamps, heading.at.agent >= 0));
};

/** Application Request Routing adds its own words to the query; a client of a proxy asks for whole URLs. */
const isProxied = (get: Cells): boolean =>
  get('query').includes('X-ARR-LOG-ID=') ||
  get('method') === 'CONNECT' ||
  /^https?:\/\//i.test(get('path'));

/** Forefront TMG's firewall log: `source` and `destination` are `address:port`. */
const connection = (
  { names }: Heading,
  cells: readonly string[],
  get: Cells,
  { emit, stamps }: TextContext,
): Outcome => {
  const cell = (name: string): string => known(cells[names.indexOf(name)]);
  const [source, sourcePort] = endOf(cell('source'));
  const [destination, destinationPort] = endOf(cell('destination'));
  const action = cell('action');
  const draft: Draft = {
    kind: 'verdict',
    at: timeOf(get, stamps),
    action: /denied|drop|fail/i.test(action) ? 'denied' : 'allowed',
    transport: cell('ip-protocol'),
    source,
    sourcePort,
    destination,
    destinationPort,
    bytesOut: cell('bytes-sent'),
    bytesIn: cell('bytes-received'),
    user: cell('username'),
    rule: cell('rule'),
    application: cell('application-protocol'),
    sensor: cell('computer'),
  };
  return emit(draft) satisfies Reason | null;
};

const endOf = (text: string): [string, string] => {
  const found = /^(.{2,45}):(\d{1,5})$/.exec(text);
  return found ? [found[1]!, found[2]!] : [text, ''];
};

const known = (cell: string | undefined): string =>
  cell === undefined || cell === '-' ? '' : cell.trim();

/** Cells parted by blanks; `"two words"` with `""` for a quote, `[22/Nov/2026:06:07:06 +0000]`. */
export const w3cCells = (text: string, max: number): string[] => {
  const cells: string[] = [];
  let at = 0;
  while (at < text.length && cells.length < max) {
    const first = text.charCodeAt(at);
    if (first === BLANK) {
      at++;
      continue;
    }
    const end =
      first === QUOTE ? quotedEnd(text, at) : first === BRACKET ? text.indexOf(']', at) + 1 : 0;
    if (end > 0) {
      const inner = text.slice(at, end);
      cells.push(first === QUOTE ? inner.slice(1, -1).replaceAll('""', '"') : inner);
      at = end;
      continue;
    }
    const blank = text.indexOf(' ', at);
    cells.push(blank < 0 ? text.slice(at) : text.slice(at, blank));
    at = blank < 0 ? text.length : blank + 1;
  }
  return cells;
};

/** Behind the quote that a blank or the end follows, or 0. */
const quotedEnd = (text: string, start: number): number => {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return 0;
    const next = text.charCodeAt(quote + 1);
    if (quote + 1 >= text.length || next === BLANK) return quote + 1;
    at = quote + (next === QUOTE ? 2 : 1);
  }
};

const BLANK = 32;
const QUOTE = 34;
const BRACKET = 91;
