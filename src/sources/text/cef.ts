// Common Event Format (ArcSight, "Implementing Common Event Format", revision 25): seven fields between bars, then
// `name=value` pairs whose values hold blanks and end where the next name begins.
//
//   CEF:0|vendor|product|version|signature|name|severity|src=10.20.1.13 msg=two words request=http://host/?a\=1
import { LIMITS } from '../../model/limits.ts';
import type { Fields } from './fields.ts';

export interface CefRecord {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly signature: string;
  readonly name: string;
  readonly severity: string;
  /** The extension; the first of a name stands. */
  readonly fields: Fields;
}

/** The record of a line, whatever a relay wrote before it; null when there is none. */
export const cefRecord = (text: string): CefRecord | null => {
  const start = HEADER.exec(text);
  if (!start) return null;
  const cells: string[] = [];
  let at = start.index + start[0].length;
  while (cells.length < CELLS) {
    let bar = text.indexOf('|', at);
    while (bar > 0 && text[bar - 1] === '\\' && text[bar - 2] !== '\\')
      bar = text.indexOf('|', bar + 1);
    if (bar < 0 || bar - at > CELL_CHARS_MAX) return null;
    cells.push(text.slice(at, bar).replace(/\\([\\|])/g, '$1'));
    at = bar + 1;
  }
  const [vendor = '', product = '', version = '', signature = '', name = '', severity = ''] = cells;
  return { vendor, product, version, signature, name, severity, fields: cefPairs(text.slice(at)) };
};

/** Relays break events at line ends: a line without a head, a time or a first name of another product, but with pairs. */
export const BROKEN_CEF = {
  begins: /(?:CEF: ?|^\s{0,4})[01]\|[^|]{0,64}\|[^|]{1,64}\|/,
  goesOn:
    /^(?!(?:date|time|timestamp|id|device|vendor|logver)=|[A-Z][a-z]{2} [ \d]\d |LEEF:|CEF:)(?=[\s\\A-Za-z_])(?:\S{0,512}=|.{0,2000}\s[A-Za-z_][\w.-]{0,63}=)/,
} as const;

/** `name=value` pairs with blanks in values; `\=`, `\\`, `\|`, `\n` and `\r` are unescaped. */
export const cefPairs = (text: string): Fields => {
  const fields = new Map<string, string>();
  let name = '';
  let from = 0;
  const keep = (to: number): void => {
    if (name !== '' && !fields.has(name)) fields.set(name, unescaped(text.slice(from, to).trim()));
  };
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found; found = NAME.exec(text)) {
    keep(found.index);
    name = found[1]!;
    from = NAME.lastIndex;
    if (fields.size >= LIMITS.textFieldsMax) return fields;
  }
  keep(text.length);
  return fields;
};

const unescaped = (value: string): string =>
  value.includes('\\')
    ? value.replace(/\\([=\\|nr])/g, (_, char: string) => ESCAPES[char] ?? char)
    : value;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };
/** Some relays take away `CEF:`. */
const HEADER = /(?:^|CEF: ?)[01]\|/;
const CELLS = 6;
const CELL_CHARS_MAX = 512;
const NAME = /(?:^|[\s|])([A-Za-z_][\w.[\]-]{0,63})=/g;
