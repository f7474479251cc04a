// The shapes that products write their fields in: `key=value`, comma-separated, JSON. All bounded, none throws.
import { LIMITS } from '../../model/limits.ts';

/** Fields by name. Names are as the product writes them. */
export type Fields = ReadonlyMap<string, string>;

/**
 * `a=1 b="two words" c='x' d=` → fields; the first of a name stands. `separator` between pairs is blank unless given
 * (`;`, `,`, `|`, tab); then values may hold blanks.
 */
export const keyValues = (text: string, separator: ' ' | ';' | ',' | '|' | '\t' = ' '): Fields => {
  const fields = new Map<string, string>();
  const pattern = separator === ' ' ? BLANK_PAIRS : PAIRS[separator];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [, name, double, single, bare] = found;
    if (!fields.has(name!))
      fields.set(name!, (double ?? single)?.replace(/\\(["'\\])/g, '$1') ?? bare!.trim());
    if (fields.size >= FIELDS_MAX) break;
  }
  return fields;
};

/** Cells of one record (RFC 4180); null when a quoted cell is not closed: it goes on in the next line. */
export const csvCells = (text: string, separator = ','): string[] | null => {
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length && cells.length < FIELDS_MAX) {
    if (text[at] === '"') {
      let cell = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return null;
        cell += text.slice(from, quote);
        if (text[quote + 1] !== '"') {
          at = quote + 1;
          break;
        }
        cell += '"';
        from = quote + 2;
      }
      const next = text.indexOf(separator, at);
      // What stands between a closing quote and the separator belongs to no cell.
      cells.push(cell);
      at = next < 0 ? text.length + 1 : next + 1;
    } else {
      const next = text.indexOf(separator, at);
      cells.push(next < 0 ? text.slice(at) : text.slice(at, next));
      at = next < 0 ? text.length + 1 : next + 1;
    }
  }
  return cells;
};

/** A JSON object as written on one line, or null. */
export const jsonObject = (text: string): JsonObject | null => {
  const first = text.trimStart();
  if (!first.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(first);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at `a.b.c`, or undefined; array elements by their number. Names that hold dots are tried whole first. */
export const jsonAt = (value: unknown, path: string): unknown => {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let at: unknown = value;
  for (const name of path.split('.')) {
    if (Array.isArray(at)) at = at[Number(name)];
    else if (isObject(at) && Object.hasOwn(at, name)) at = at[name];
    else return undefined;
  }
  return at;
};

/** The same where a text or number is wanted; null for anything else. */
export const jsonText = (value: unknown, path: string): string | number | null => {
  const found = jsonAt(value, path);
  return typeof found === 'string' || typeof found === 'number' ? found : null;
};

const FIELDS_MAX = LIMITS.textFieldsMax;
const NAME = String.raw`([A-Za-z_@$][\w.@$/:-]{0,63}(?:\[\d{1,3}\])?)`;
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'`;
const BLANK_PAIRS = new RegExp(String.raw`(?:^|[\s,;|(<])${NAME}=(?:${QUOTED}|([^\s]*))`, 'g');
const separated = (separator: string): RegExp =>
  new RegExp(
    String.raw`(?:^|[\s${separator}])${NAME} ?[=:] ?(?:${QUOTED}|([^${separator}]*))`,
    'g',
  );
const PAIRS = {
  ';': separated(';'),
  ',': separated(','),
  '|': separated('|'),
  '\t': separated('\t'),
} as const;
