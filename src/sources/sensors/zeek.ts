// Zeek's logs as lines with a heading (formerly Bro; base/frameworks/logging/writers/ascii.zeek), several logs in one file
// one behind the other as well:
//
//   #separator \x09
//   #path	conn
//   #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	…
//   1795326729.123456	CxHo3m4N8uGxrMlcl2	10.20.1.5	51022	192.0.2.7	6881	tcp	-	1.5	98	9417	…
//
// Sound because: nothing is read before `#fields` and `#path` or the fields of one of Zeek's logs. Looks alike: W3C extended
// logs (`#Fields:`). Does not see: lines of a log whose heading was cut off.
// conn.log has millions of lines: a line is split once, and fields are found by their place.
import { standsAt } from '../fields.ts';
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { type Field, pathByFields, zeekRecord } from './zeek-record.ts';

const NO_HEADING = 'no heading of Zeek before it';
const CUT = 'fewer fields than the heading of Zeek names';

const text = textSource({
  id: 'zeek',
  title: 'Zeek (Bro) logs with headings',
  looks: /^/,
  otherwise: NO_HEADING,
  severalLines: true,
  open: (context) => {
    let heading = new Heading();
    return (line) => {
      if (line.startsWith('#')) {
        if (line.startsWith('#separator')) heading = new Heading();
        heading.read(line);
        return OK;
      }
      if (heading.path === '') return NO_HEADING;
      const cells = line.split(heading.separator);
      // A line that was being written when the file was copied.
      if (cells.length < heading.count) return CUT;
      return zeekRecord(heading.path, heading.fieldOf(cells), context);
    };
  },
});

/** The heading alone tells it, even where nothing of the log is kept. */
export const zeek: Source = Object.freeze<Source>({
  ...text,
  recognise: (sample, lines) => {
    for (let i = 0; i < lines.count && i < HEADING_LINES; i++)
      if (standsAt(sample, lines.starts[i]!, lines.ends[i]!, '#fields\t')) return 1;
    return text.recognise(sample, lines);
  },
});

/** A heading has nine lines. */
const HEADING_LINES = 32;

class Heading {
  separator = '\t';
  path = '';
  count = 0;
  readonly #places = new Map<string, number>();
  #set = ',';
  #empty = '(empty)';
  #unset = '-';
  #named = '';

  read(text: string): void {
    const [name = '', ...values] = text.split(this.separator);
    const value = values[0] ?? '';
    if (name.startsWith('#separator')) this.separator = unescaped(text.slice(11)) || '\t';
    else if (name === '#set_separator') this.#set = value || ',';
    else if (name === '#empty_field') this.#empty = value;
    else if (name === '#unset_field') this.#unset = value;
    else if (name === '#path') this.#named = value;
    else if (name === '#fields') this.#columns(values);
  }

  #columns(names: readonly string[]): void {
    this.#places.clear();
    for (const [place, name] of names.entries()) this.#places.set(name, place);
    this.count = names.length;
    this.path = this.#named || pathByFields((name) => this.#places.has(name));
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
