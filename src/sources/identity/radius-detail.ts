// FreeRADIUS's detail files (rlm_detail): blocks of a stamp and indented attributes, parted by blank lines.
//
//   Sun Nov 22 05:52:09 2026
//   	Acct-Status-Type = Start
//   	User-Name = "alice"
//   	Framed-IP-Address = 10.20.1.5
//   	Calling-Station-Id = "AA-BB-CC-DD-EE-FF"
//   	Timestamp = 1795326729
//
// Sound because: the stamp of ctime alone on its line, then indented `Name-Of-Attribute = value`. Looks alike: nothing known.
// What is kept: radius-attributes.ts. Does not see: who was refused, unless replies are written down as well.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { observeRadius } from './radius-attributes.ts';

const OTHERWISE = 'not a line of a detail file of RADIUS';

export const radiusDetail: Source = textSource({
  id: 'radius-detail',
  title: 'FreeRADIUS detail files',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const blocks = new Blocks(context);
    return { line: (text, number) => blocks.line(text, number), close: () => blocks.end() };
  },
});

class Blocks {
  readonly #context: TextContext;
  #attributes: Map<string, string> | null = null;
  #at = Number.NaN;
  #from = 0;

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string, number: number): Outcome {
    if (STAMP.test(text)) {
      const before = this.end();
      this.#attributes = new Map();
      this.#at = this.#context.stamps.any(text.trim());
      this.#from = number;
      return before;
    }
    if (!this.#attributes) return OTHERWISE;
    const found = ATTRIBUTE.exec(text);
    if (!found) {
      // A line of somebody else ends the block.
      if (!/^\s+[A-Za-z]/.test(text)) this.end();
      return OTHERWISE;
    }
    const [, name, quoted, bare] = found;
    if (!this.#attributes.has(name!) && this.#attributes.size < LIMITS.textFieldsMax)
      this.#attributes.set(name!, quoted?.replace(/\\(["\\])/g, '$1') ?? bare!);
    return OK;
  }

  /** The block is over; what is wrong with it is counted where the next begins. */
  end(): Outcome {
    const attributes = this.#attributes;
    this.#attributes = null;
    if (!attributes || attributes.size === 0) return OK;
    const told = this.#context.stamps.any(attributes.get('Timestamp') ?? '');
    const at = Number.isNaN(told) ? this.#at : told;
    return observeRadius(attributes, at, this.#context.emit, this.#from);
  }
}

const STAMP = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$/;
const ATTRIBUTE =
  /^\s+([A-Z][A-Za-z0-9.-]{1,80}(?::\d{1,3})?) (?:=|:=|\+=) (?:"((?:[^"\\]|\\.){0,1024})"|(\S.{0,1023}))\s*$/;
