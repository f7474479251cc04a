// The heading of a log of Zeek (base/frameworks/logging/writers/ascii.zeek): how fields are separated and what they are.
import { type Field, pathByFields } from './zeek-record.ts';

/** What the lines of a log mean, until the next heading. */
export class ZeekHeading {
  separator = '\t';
  /** Name of the log; empty before a heading, and for a log that is none of Zeek's. */
  path = '';
  columns: readonly string[] = [];
  readonly #places = new Map<string, number>();
  #set = ',';
  #empty = '(empty)';
  #unset = '-';
  #named = '';

  read(text: string): void {
    const [name = '', ...values] = text.split(this.separator);
    const value = values[0] ?? '';
    if (name.startsWith('#separator')) this.#begin(unescaped(text.slice(11)) || '\t');
    else if (name === '#set_separator') this.#set = value || ',';
    else if (name === '#empty_field') this.#empty = value;
    else if (name === '#unset_field') this.#unset = value;
    else if (name === '#path') this.#named = value;
    else if (name === '#fields') this.#name(values);
  }

  /** A heading begins: nothing of the one before it holds. */
  #begin(separator: string): void {
    this.separator = separator;
    this.path = '';
    this.columns = [];
    this.#set = ',';
    this.#empty = '(empty)';
    this.#unset = '-';
    this.#named = '';
  }

  #name(names: readonly string[]): void {
    this.#places.clear();
    for (const [place, name] of names.entries()) this.#places.set(name, place);
    this.columns = names;
    this.path = this.#named || pathByFields((name) => this.#places.has(name));
  }

  /** True for a conn.log that is written as Zeek does unless told otherwise. */
  get isPlainConnections(): boolean {
    return (
      this.path === 'conn' &&
      this.separator === '\t' &&
      this.#set === ',' &&
      this.#unset === '-' &&
      !this.#places.has('app')
    );
  }

  fieldOf(cells: readonly string[]): Field {
    return (name) => {
      const place = this.#places.get(name);
      const cell = place === undefined ? '' : cells[place]!;
      if (cell === '' || cell === this.#unset || cell === this.#empty) return '';
      const plain = cell.includes('\\') ? unescaped(cell) : cell;
      return this.#set === ',' ? plain : plain.replaceAll(this.#set, ',');
    };
  }
}

/** `\x09` → tab, `\\` → `\`. */
const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})|\\\\/g, (_, code?: string) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
