// One file with the lines of several products, as a syslog collector writes it: what the format of the file does not
// understand is shown to the other formats. One that understood a line is asked from then on.
import type { Evidence } from '../model/evidence.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from './source.ts';

interface Other {
  readonly source: Source;
  readonly parser: LineParser;
  lines: number;
}

export class MixedLines implements LineParser {
  readonly #first: LineParser;
  readonly #strangers: Source[];
  readonly #context: SourceContext;
  readonly #others: Other[] = [];
  #refused = 0;

  /** `others`: formats that may turn up; those whose records have several lines are left out. */
  constructor(first: Source, others: readonly Source[], context: SourceContext) {
    this.#first = first.open(context);
    this.#context = { ...context, alone: true };
    this.#strangers = others.filter((one) => one.id !== first.id && !one.severalLines);
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    const reason = this.#first.line(bytes, start, end, lineNumber);
    if (reason === OK || reason.startsWith(COUNTED)) return reason;
    for (const other of this.#others) {
      if (other.parser.line(bytes, start, end, lineNumber) !== OK) continue;
      other.lines++;
      return OK;
    }
    const look = this.#refused < LOOKS || this.#refused % LOOK_AGAIN_EVERY === 0;
    this.#refused++;
    return look && this.#look(bytes, start, end, lineNumber) ? OK : reason;
  }

  close(): void {
    this.#first.close?.();
    for (const { parser } of this.#others) parser.close?.();
    const { evidence } = this.#context;
    if (this.#others.length > 0) evidence.warnings.push(saying(this.#others, evidence));
  }

  /** Whether one of the formats that have not turned up yet understands the line. */
  #look(bytes: Uint8Array, start: number, end: number, lineNumber: number): boolean {
    for (const [i, source] of this.#strangers.entries()) {
      const parser = source.open(this.#context);
      if (parser.line(bytes, start, end, lineNumber) !== OK) continue;
      this.#strangers.splice(i, 1);
      this.#others.push({ source, parser, lines: 1 });
      return true;
    }
    return false;
  }
}

const saying = (others: readonly Other[], { format }: Evidence): string =>
  `Beside ${format}, it holds lines of ${others.map(({ source, lines }) => `${source.id} (${lines})`).join(', ')}.`;

/** Reasons that begin so belong to lines that were understood, and say nothing: no other format is asked. */
export const COUNTED = 'not kept: ';
/** Lines that nobody understood before looking gets rare. */
const LOOKS = 256;
const LOOK_AGAIN_EVERY = 256;
