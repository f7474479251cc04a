// Sources made of the common shapes of records: JSON objects and tables with a heading. A format adds what it looks like
// and what its fields mean.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Reason, type Source } from '../source.ts';
import { csvCells, isObject, type JsonObject, jsonObject } from './fields.ts';
import { type Outcome, type TextContext, textSource } from './text-source.ts';

export interface JsonFormat {
  readonly id: string;
  readonly title: string;
  /** Something that stands in the text of every record: `/"event_type"\s*:/`. */
  readonly looks: RegExp;
  /** Name under which a document holds its records (`Records`, `value`), where they are not a list or one a line. */
  readonly list?: string;
  /** The longest document, or line of one, where they are longer than usual. */
  readonly documentBytesMax?: number;
  /** True when the object is a record of this format. */
  is(record: JsonObject): boolean;
  read(record: JsonObject, context: TextContext): Outcome;
}

/** Objects one a line, or a document of several lines: one object, a list of them, or an object that holds the list. */
export const jsonSource = (format: JsonFormat): Source => {
  const { id, title, looks, list, is, read, documentBytesMax } = format;
  const otherwise = `not a record of ${id}`;
  const text = textSource({
    id,
    title,
    looks,
    otherwise,
    severalLines: true,
    ...(documentBytesMax === undefined ? {} : { lineBytesMax: documentBytesMax }),
    open: (context) => {
      const document = new Document(documentBytesMax);
      const records = (value: unknown): Outcome => {
        const listed = list !== undefined && isObject(value) ? value[list] : undefined;
        const found = listed === undefined ? value : listed;
        const all = Array.isArray(found) ? found : [found];
        let understood = false;
        let outcome: Outcome = otherwise;
        for (const record of all) {
          const one = isObject(record) && is(record) ? read(record, context) : otherwise;
          if (one === OK) understood = true;
          else outcome = one;
        }
        return understood ? OK : outcome;
      };
      const line = (text: string): Outcome => {
        // A syslog relay's prefix may stand in front of an object.
        const start = document.open || /^\s*\[/.test(text) ? 0 : Math.max(0, text.indexOf('{'));
        const body = start > 0 && start <= LIMITS.logPrefixBytesMax ? text.slice(start) : text;
        if (!document.open && !/^\s*[{[]/.test(body)) return otherwise;
        const whole = document.add(body);
        if (whole !== undefined) return records(whole);
        if (!document.open) return otherwise;
        if (!context.alone) return OK;
        document.drop();
        return otherwise;
      };
      return line;
    },
  });
  const recognise: Source['recognise'] = (sample, lines) => {
    const begin = decoder.decode(sample);
    if (!looks.test(begin)) return 0;
    // A document may be longer than the lines that are tried, or begin with records of which nothing is kept: then one
    // whole record in its beginning says enough.
    return Math.max(
      text.recognise(sample, lines),
      wholeRecords(begin).some(is) ? DOCUMENT_SURE : 0,
    );
  };
  // Alone, it holds no lines.
  return Object.freeze<Source>({ ...text, recognise, severalLines: false });
};

/** Objects that stand whole in the beginning of a document that is a list, or holds one. */
const wholeRecords = (begin: string): JsonObject[] => {
  const records: JsonObject[] = [];
  if (!/^\s*[{[]/.test(begin)) return records;
  let at = begin.indexOf('{');
  for (let tried = 0; at >= 0 && tried < OBJECTS_TRIED; tried++) {
    const end = objectEnd(begin, at);
    const record = end < 0 ? null : jsonObject(begin.slice(at, end));
    if (record) records.push(record);
    at = begin.indexOf('{', record ? end : at + 1);
  }
  return records;
};

/** Behind the brace that closes the one at `start`, or -1. */
const objectEnd = (text: string, start: number): number => {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i + 1;
  }
  return -1;
};

const decoder = new TextDecoder();
const OBJECTS_TRIED = 8;
const DOCUMENT_SURE = 0.9;

/** Lines until they are one JSON value. */
class Document {
  readonly #bytesMax: number;
  #text = '';
  #depth = 0;
  #inString = false;

  constructor(bytesMax: number = LIMITS.documentBytesMax) {
    this.#bytesMax = bytesMax;
  }

  get open(): boolean {
    return this.#text !== '';
  }

  /** The value when this line ends it; undefined while it is open, or when it is none. */
  add(line: string): unknown {
    this.#count(line);
    if (this.#depth > LIMITS.documentDepthMax) {
      this.drop();
      return undefined;
    }
    this.#text += `${line}\n`;
    if (this.#depth > 0 && !this.#inString && this.#text.length <= this.#bytesMax) return undefined;
    const text = this.#text;
    this.drop();
    try {
      return JSON.parse(text.trim().replace(/,$/, ''));
    } catch {
      return undefined;
    }
  }

  drop(): void {
    this.#text = '';
    this.#depth = 0;
    this.#inString = false;
  }

  #count(line: string): void {
    for (let i = 0; i < line.length; i++) {
      const char = line[i];
      if (this.#inString) {
        if (char === '\\') i++;
        else if (char === '"') this.#inString = false;
      } else if (char === '"') this.#inString = true;
      else if (char === '{' || char === '[') this.#depth++;
      else if (char === '}' || char === ']') this.#depth--;
    }
  }
}

export interface TableFormat {
  readonly id: string;
  readonly title: string;
  /** Names in the heading that tell the format; in lower case. All must be there. */
  readonly columns: readonly string[];
  readonly separator?: ',' | ';' | '\t';
  /** Cells by the heading's names in lower case. */
  read(row: ReadonlyMap<string, string>, context: TextContext): Outcome;
}

/** Comma-separated tables with a heading, which may come again; a quoted cell may hold line ends. */
export const tableSource = ({ id, title, columns, separator = ',', read }: TableFormat): Source => {
  const otherwise: Reason = `no heading of ${id} before it`;
  return textSource({
    id,
    title,
    looks: /./,
    otherwise,
    severalLines: true,
    open: (context) => {
      let names: string[] | null = null;
      let held = '';
      return (text) => {
        const cells = csvCells(held + text, separator);
        if (cells === null) {
          held = `${held}${text}\n`;
          const lost = names === null || held.length > LIMITS.documentBytesMax;
          if (lost) held = '';
          return lost ? otherwise : OK;
        }
        held = '';
        const heading = cells.map((cell) =>
          cell
            .trim()
            .replace(/^\ufeff/, '')
            .toLowerCase(),
        );
        if (columns.every((column) => heading.includes(column))) {
          names = heading;
          return OK;
        }
        if (names === null) return otherwise;
        const row = new Map<string, string>();
        for (const [i, cell] of cells.entries())
          if (names[i] !== undefined) row.set(names[i], cell.trim());
        return row.size < 2 ? otherwise : read(row, context);
      };
    },
  });
};
