// A provider's bill or usage table as CSV, in English or German: a period or day, the line or subscriber where there are
// several, what was downloaded and uploaded, with the unit in the heading or in the cell:
//
//   Period,Line,Download (GB),Upload (GB)                     Zeitraum;Anschluss;Download;Upload
//   2026-10,030-555-0101,812.4,96.1                           01.10.2026 - 31.10.2026;030 555 0101;812,4 GB;96,1 GB
//
// What the table gives for a period is one volume from its first day to its last. Sound because: a heading with a period and
// both directions, and cells that are a date and amounts with a unit. Looks alike: tables of counters, which have an
// interface and no unit. Does not see: bills that tell only one sum; who moved the bytes.
import { DAY_MS } from '../../model/time.ts';
import { OK, type Reason } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { amountOf, unitOf } from './amounts.ts';

const NOT_BILL: Reason = 'not a row of a provider’s bill';
const NO_PERIOD: Reason = 'row of a bill without a period that can be read';
const NO_AMOUNT: Reason = 'row of a bill without amounts that have a unit';
const SUM: Reason = 'not kept: sum of a bill';
const DAY_FIRST = 'Dates such as 3/4/2026 are read with the day first.';

export const providerBill = textSource({
  id: 'provider-bill',
  title: 'Bill or usage table of an internet provider (CSV)',
  looks: /./,
  otherwise: NOT_BILL,
  severalLines: true,
  open: (context) => {
    let columns: Columns | null = null;
    return (text) => {
      const heading = headingOf(text);
      if (heading) {
        columns = heading;
        return OK;
      }
      const cells = columns && csvCells(text, columns.separator);
      return columns && cells && cells.length > 2 ? row(columns, cells, context) : NOT_BILL;
    };
  },
});

interface Columns {
  readonly separator: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly received: number;
  readonly sent: number;
  /** Bytes in the heading's unit; NaN when the cells say it. */
  readonly units: readonly [number, number];
}

const FROM =
  /^(?:(?:billing |usage )?period|month|date|day|from|start(?: date)?|billing month|zeitraum|abrechnungszeitraum|monat|datum|tag|von|beginn)$/;
const TO = /^(?:to|until|end(?: date)?|bis|ende)$/;
const LINE =
  /^(?:line|subscriber|account|customer|connection|circuit|service|number|phone number|msisdn|sim|contract|anschluss|teilnehmer|rufnummer|kundennummer|vertrag|leitung)(?: (?:id|no|number|name|nr))?$/;
const RECEIVED =
  /^(?:down(?:load(?:ed|s)?|stream|link)?|received|data (?:in|received|downloaded)|incoming|empfangen|heruntergeladen)(?: (?:volume|data|usage|traffic|volumen))?$/;
const SENT =
  /^(?:up(?:load(?:ed|s)?|stream|link)?|sent|data (?:out|sent|uploaded)|outgoing|gesendet|hochgeladen)(?: (?:volume|data|usage|traffic|volumen))?$/;
/** Tables of sessions and of proxies. */
const ENDS = /^(?:src|dst|source|dest|client ?ip|ip\b|url|host|protocol)/;
const HEADING_CHARS_MAX = 600;

const headingOf = (text: string): Columns | null => {
  if (text.length > HEADING_CHARS_MAX || !/[a-z]/i.test(text)) return null;
  for (const separator of [',', ';', '\t']) {
    const cells = csvCells(text.replace(/^\ufeff/, ''), separator);
    if (!cells || cells.length < 3 || cells.length > 40) continue;
    const heads = cells.map(headOf);
    if (heads.some(({ words }) => ENDS.test(words))) return null;
    const find = (name: RegExp): number => heads.findIndex(({ words }) => name.test(words));
    const [from, received, sent] = [find(FROM), find(RECEIVED), find(SENT)];
    if (from < 0 || received < 0 || sent < 0) continue;
    const units = [heads[received]!.unit, heads[sent]!.unit] as const;
    return { separator, from, to: find(TO), line: find(LINE), received, sent, units };
  }
  return null;
};

/** `Download (GB)`, `Download [GB]`, `download_gb`, `Download in GB` → words in lower case, and the unit. */
const headOf = (cell: string): { words: string; unit: number } => {
  const text = cell.trim().replace(/[_-]/g, ' ');
  const found = /^(.{1,60}?)(?: in)? ?[ ([]([A-Za-z]{1,5})[)\]]?$/.exec(text);
  const unit = found ? unitOf(found[2]!) : Number.NaN;
  const words = Number.isNaN(unit) ? text : found![1]!;
  return { words: words.toLowerCase().trim(), unit };
};

const row = (columns: Columns, cells: readonly string[], context: TextContext): Outcome => {
  const cell = (at: number): string => cells[at]?.trim() ?? '';
  const comma = columns.separator === ';';
  const [unitIn, unitOut] = columns.units;
  const bytesIn = amountOf(cell(columns.received), unitIn, comma);
  const bytesOut = amountOf(cell(columns.sent), unitOut, comma);
  if (/^(?:total|sum|summe|gesamt|grand total)\b/i.test(cell(0))) return SUM;
  if (Number.isNaN(bytesIn) || Number.isNaN(bytesOut)) return NO_AMOUNT;
  const period = periodOf(cell(columns.from), cell(columns.to), context);
  if (period === null) return NO_PERIOD;
  const device = cell(columns.line) || 'line';
  return context.emit({ kind: 'volume', device, ...period, bytesIn, bytesOut });
};

interface Period {
  readonly at: number;
  readonly until: number;
}

/** The day of `to`, or of the second date in `from`, is the last one that counts. */
const periodOf = (from: string, to: string, context: TextContext): Period | null => {
  const [first = '', second = to] = from.split(/ (?:-|–|to|bis|until) /);
  const begin = spanOf(first, context);
  const end = second === '' ? begin : spanOf(second, context);
  if (!begin || !end) return null;
  // An end at midnight is the end itself.
  const until = second !== '' && /[T ]00:00(?::00)?Z?$/.test(second) ? end.at : end.until;
  return until > begin.at ? { at: begin.at, until } : null;
};

/** `2026-10`, `10/2026`, `Oct 2026`, `2026-10-31`, `31.10.2026`, `31/10/2026`, `31 Oct 2026`. */
const spanOf = (text: string, context: TextContext): Period | null => {
  const plain = text.trim();
  const month =
    /^(\d{4})[-/.](\d{1,2})$/.exec(plain) ?? turned(/^(\d{1,2})[-/.](\d{4})$/.exec(plain));
  if (month) return monthOf(Number(month[1]), Number(month[2]), context);
  const named = /^([A-Za-zä]{3,9})\.? (\d{4})$/.exec(plain);
  if (named) return monthOf(Number(named[2]), monthNumber(named[1]!), context);
  const at = dayOf(plain, context);
  return Number.isNaN(at) ? null : { at, until: at + DAY_MS };
};

const turned = (found: RegExpExecArray | null): readonly string[] | null =>
  found && ['', found[2]!, found[1]!];

const dayOf = (text: string, { stamps, warn }: TextContext): number => {
  const day = text.replace(/[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?Z?$/, '');
  const slashed = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(day);
  if (!slashed) return stamps.any(`${day} 00:00:00`);
  const [, one, sign, two] = slashed;
  if (sign === '/' && Number(two) > 12) return stamps.american(`${day} 00:00:00`);
  if (sign === '/' && Number(one) <= 12) warn(DAY_FIRST);
  return stamps.european(`${day} 00:00:00`);
};

const monthOf = (year: number, month: number, { stamps }: TextContext): Period | null => {
  const next = month === 12 ? [year + 1, 1] : [year, month + 1];
  const first = (y: number, m: number): number =>
    stamps.any(`${y}-${String(m).padStart(2, '0')}-01 00:00:00`);
  const [at, until] = [first(year, month), first(next[0]!, next[1]!)];
  return Number.isNaN(at) || Number.isNaN(until) ? null : { at, until };
};

const monthNumber = (name: string): number => {
  const short = name.slice(0, 3).toLowerCase().replace('ä', 'a');
  const english = { mrz: 'mar', mai: 'may', okt: 'oct', dez: 'dec' }[short] ?? short;
  return 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(english) / 3 + 1;
};
