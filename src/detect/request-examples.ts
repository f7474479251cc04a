// Requests that are kept as examples of an exchange. Nearly none is ever shown, so that what a line says of each is kept as
// it was, and sentences are made of those that are asked for.
import type { Seen } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import { plainText } from '../sources/interner.ts';
import { type RequestRow, UNSAID } from '../sources/request-row.ts';

/** Of each: the example before it of the same exchange, then what the line says. */
const COLUMN = {
  BEFORE: 0,
  AT: 1,
  EVIDENCE: 2,
  LINE: 3,
  STATUS: 4,
  BYTES_IN: 5,
  DURATION: 6,
  PAGE: 7,
  METHOD_START: 8,
  URL_START: 9,
  URL_END: 10,
} as const;
const WIDTH = 11;
/** Memory grows in pages, so that what is kept is never copied. */
const ROWS_A_PAGE = 4096;
const TEXT_PAGE_BYTES = 1 << 18;
const METHOD_CHARS_MAX = 32;
const URL_CHARS_MAX = 160;
/** UTF-8 has up to four bytes a character. */
const TEXT_BYTES_MAX = 4 * (METHOD_CHARS_MAX + URL_CHARS_MAX);

export const NO_EXAMPLE = -1;

export class RequestExamples {
  readonly #pages: Float64Array[] = [];
  readonly #texts: Uint8Array[] = [];
  #size = 0;
  #textEnd = TEXT_PAGE_BYTES;

  /** Number of the example, behind the one `before` of the same exchange. */
  add(row: RequestRow, before: number): number {
    const number = this.#size++;
    if (number % ROWS_A_PAGE === 0) this.#pages.push(new Float64Array(ROWS_A_PAGE * WIDTH));
    if (this.#textEnd + TEXT_BYTES_MAX > TEXT_PAGE_BYTES) {
      this.#texts.push(new Uint8Array(TEXT_PAGE_BYTES));
      this.#textEnd = 0;
    }
    const page = this.#pages.at(-1)!;
    const at = (number % ROWS_A_PAGE) * WIDTH;
    page[at + COLUMN.BEFORE] = before;
    page[at + COLUMN.AT] = row.at;
    page[at + COLUMN.EVIDENCE] = row.evidence;
    page[at + COLUMN.LINE] = row.line;
    page[at + COLUMN.STATUS] = row.status;
    page[at + COLUMN.BYTES_IN] = row.bytesIn;
    page[at + COLUMN.DURATION] = row.durationMs;
    page[at + COLUMN.PAGE] = this.#texts.length - 1;
    page[at + COLUMN.METHOD_START] = this.#textEnd;
    this.#keep(row.bytes, row.methodStart, row.methodEnd, METHOD_CHARS_MAX);
    page[at + COLUMN.URL_START] = this.#textEnd;
    this.#keep(row.bytes, row.urlStart, row.urlEnd, URL_CHARS_MAX);
    page[at + COLUMN.URL_END] = this.#textEnd;
    return number;
  }

  /** That example and those before it, the oldest first. */
  upTo(last: number): Seen[] {
    const seen: Seen[] = [];
    for (let number = last; number !== NO_EXAMPLE; ) {
      const page = this.#pages[Math.floor(number / ROWS_A_PAGE)]!;
      const row = page.subarray(
        (number % ROWS_A_PAGE) * WIDTH,
        ((number % ROWS_A_PAGE) + 1) * WIDTH,
      );
      seen.push(this.#seenOf(row));
      number = row[COLUMN.BEFORE]!;
    }
    return seen.reverse();
  }

  /** The first characters of a text. */
  #keep(bytes: Uint8Array, start: number, end: number, charsMax: number): void {
    const text = this.#texts.at(-1)!;
    let to = this.#textEnd;
    let chars = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if ((byte & 0xc0) !== 0x80 && ++chars > charsMax) break;
      if (to - this.#textEnd >= 4 * charsMax) break;
      text[to++] = byte;
    }
    this.#textEnd = to;
  }

  #seenOf(row: Float64Array): Seen {
    const line = row[COLUMN.LINE]!;
    return {
      evidence: row[COLUMN.EVIDENCE]!,
      ...(line === UNSAID ? {} : { line }),
      at: row[COLUMN.AT]!,
      text: this.#textOf(row),
    };
  }

  #textOf(row: Float64Array): string {
    const bytes = this.#texts[row[COLUMN.PAGE]!]!;
    const urlStart = row[COLUMN.URL_START]!;
    const method = plainText(bytes, row[COLUMN.METHOD_START]!, urlStart);
    const url = plainText(bytes, urlStart, row[COLUMN.URL_END]!, LIMITS.textCharsMax);
    const status = row[COLUMN.STATUS]!;
    const bytesIn = row[COLUMN.BYTES_IN]!;
    const durationMs = row[COLUMN.DURATION]!;
    const answer = status === 0 ? 'not answered' : status === UNSAID ? '' : String(status);
    const size = bytesIn === UNSAID ? '' : `${bytesIn} bytes`;
    const time = durationMs === UNSAID ? '' : `${Math.round(durationMs)} ms`;
    return [`${method} ${url.slice(0, URL_CHARS_MAX)}`, answer, size, time]
      .filter(Boolean)
      .join(', ');
  }
}
