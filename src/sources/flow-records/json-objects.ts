// Lines → JSON objects: one object a line, objects over several lines, lists of them of any length (each element is taken
// as it closes, so that a list of a gigabyte is never held).
import { LIMITS } from '../../model/limits.ts';
import { OK, type Reason } from '../source.ts';
import { isObject, type JsonObject } from '../text/fields.ts';
import type { Outcome } from '../text/text-source.ts';

const NO_OBJECT: Reason = 'not a JSON object';

export class JsonObjects {
  readonly #alone: boolean;
  #text = '';
  #began = 0;
  #depth = 0;
  #inString = false;

  /** `alone`: objects must stand on one line. */
  constructor(alone: boolean) {
    this.#alone = alone;
  }

  /** Calls `read` with every object that this line closes, and the line where it began; OK while one is open. */
  line(text: string, number: number, read: (record: JsonObject, line: number) => Outcome): Outcome {
    const open = this.#depth > 0;
    if (!open) this.#began = number;
    const from = open ? 0 : beginOf(text);
    if (from < 0) return !this.#alone && isPunctuation(text) ? OK : NO_OBJECT;
    let outcome: Outcome = OK;
    let start = from;
    for (let i = from; i < text.length; i++) {
      if (!this.#step(text, i)) continue;
      outcome = this.#close(text.slice(start, i + 1), (record) => read(record, this.#began));
      this.#began = number;
      start = i + 1 + Math.max(0, text.slice(i + 1).search(/\{|$/));
      i = start - 1;
    }
    if (this.#depth === 0) return outcome;
    this.#text += `${text.slice(start)}\n`;
    if (!this.#alone && this.#text.length <= LIMITS.documentBytesMax) return outcome;
    this.drop();
    return NO_OBJECT;
  }

  /** True while an object is not closed. */
  get open(): boolean {
    return this.#depth > 0;
  }

  drop(): void {
    this.#text = '';
    this.#depth = 0;
    this.#inString = false;
  }

  /** True when the character closes an object. */
  #step(text: string, i: number): boolean {
    const char = text[i];
    if (this.#inString) {
      if (char === '"' && !isEscaped(text, i)) this.#inString = false;
    } else if (char === '"') this.#inString = this.#depth > 0;
    else if (char === '{') this.#depth++;
    else if (char === '}' && this.#depth > 0) return --this.#depth === 0;
    return false;
  }

  #close(text: string, read: (record: JsonObject) => Outcome): Outcome {
    const whole = this.#text + text;
    this.drop();
    try {
      const value: unknown = JSON.parse(whole);
      return isObject(value) ? read(value) : NO_OBJECT;
    } catch {
      return NO_OBJECT;
    }
  }
}

/** Where an object begins: at once, behind the bracket or comma of a list, or behind a relay's prefix; -1 for nowhere. */
const beginOf = (text: string): number => {
  const at = text.indexOf('{');
  return at <= LIMITS.logPrefixBytesMax ? at : -1;
};

const isPunctuation = (text: string): boolean => /^\s{0,64}[[\],]{1,2}\s{0,64}$/.test(text);

const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
};
