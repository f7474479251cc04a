// Formats that are read as text. One object says what a line of the format looks like and how it is read; recognising,
// cleaning, checking and counting are the same for all. Formats of which millions of lines come are read as bytes
// instead (proxies/squid.ts, firewalls/netfilter-log.ts).

import { newEvidence } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import { skipBlanks } from '../fields.ts';
import { plain } from '../interner.ts';
import type { Broken } from '../joined.ts';
import type { LineIndex } from '../lines.ts';
import { COUNTED } from '../mixed.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { type Draft, finishDraft } from './draft.ts';
import { Stamps } from './stamps.ts';

export type Outcome = Reason | typeof OK;

export interface TextContext {
  readonly stamps: Stamps;
  /** For lines that bear no time at all: when the file was last written. Warns once. */
  undated(): number;
  /** The machine that an inventory is of, where no line says: as given, else after the name of the file. Warns once. */
  machine(): string;
  /** Gives out one observation; returns why it is none, which the parser passes on. `line`: where it stood, if not here. */
  emit(draft: Draft, line?: number): Outcome;
  /** True when every line must be a record by itself (SourceContext.alone). */
  readonly alone: boolean;
  /** A sentence about the whole evidence, said once. */
  warn(text: string): void;
}

export interface TextParser {
  /** One line without its end. May keep it and return OK when a record has several lines. */
  line(text: string, lineNumber: number): Outcome;
  /** The evidence is over. */
  close?(): void;
}

export interface TextFormat {
  readonly id: string;
  readonly title: string;
  /** What every record begins with or holds; lines without it are not even parsed. */
  readonly looks: RegExp;
  /** Why a line that does not look so is refused: `not a line of pf`. */
  readonly otherwise: Reason;
  /** A parser of records of several lines, or of tables with a heading, sees every line, whether it looks so or not. */
  readonly severalLines?: boolean;
  /** The longest line, where lines may be longer than usual. */
  readonly lineBytesMax?: number;
  /** Records that relays break at line ends: what begins one, and what a line holds that can only be the rest of one. */
  readonly broken?: { readonly begins: RegExp; readonly goesOn: RegExp };
  open(context: TextContext): TextParser | TextParser['line'];
}

export const textSource = (format: TextFormat): Source => {
  const broken = format.broken && brokenRecords(format.broken);
  return Object.freeze<Source>({
    id: format.id,
    title: format.title,
    ...(format.severalLines ? { severalLines: true } : {}),
    ...(format.lineBytesMax === undefined ? {} : { lineBytesMax: format.lineBytesMax }),
    ...(broken ? { broken } : {}),
    recognise: (sample, lines) => {
      let understood = 0;
      let written = 0;
      let given = 0;
      const parser = new TextLines(format, {
        evidence: newEvidence(0, '', format.id),
        writtenUntil: TRIAL_UNTIL,
        emit: () => {
          given++;
        },
      });
      for (let i = 0; i < lines.count && written < RECOGNISE_LINES; i++) {
        const start = lines.starts[i]!;
        let end = lines.ends[i]!;
        if (skipBlanks(sample, start, end) >= end) continue;
        const number = i + 1;
        if (broken) {
          i = lastOf(broken, sample, lines, i);
          end = lines.ends[i]!;
        }
        const outcome = parser.line(sample, start, end, number);
        if (sample[start] === HASH) continue;
        written++;
        if (outcome === OK) understood++;
        // Of the product, and not kept: it tells the format, if less than a line of which something comes.
        else if (outcome.startsWith(COUNTED)) {
          understood += 0.5;
          given++;
        }
      }
      parser.close();
      // Lines that a parser only holds, or skips, are anybody's.
      return given === 0 ? 0 : understood / written;
    },
    open: (context) => new TextLines(format, context),
  });
};

const brokenRecords = ({ begins, goesOn }: NonNullable<TextFormat['broken']>): Broken => ({
  begins: (bytes, start, end) => begins.test(textOf(bytes, start, end)),
  goesOn: (bytes, start, end) => goesOn.test(textOf(bytes, start, end)),
});

/** Index of the last line of the record that begins at `first`. */
const lastOf = (
  { begins, goesOn }: Broken,
  sample: Uint8Array,
  { starts, ends, count }: LineIndex,
  first: number,
): number => {
  let last = first;
  while (last + 1 < count && goesOn(sample, starts[last + 1]!, ends[last + 1]!)) {
    if (last === first && !begins(sample, starts[first]!, ends[first]!)) return first;
    last++;
  }
  return last;
};

const textOf = (
  bytes: Uint8Array,
  start: number,
  end: number,
  bytesMax: number = LIMITS.lineBytesMax,
): string => decoder.decode(bytes.subarray(start, Math.min(end, start + bytesMax)));

/**
 * `inventories/ws-042.txt`, `ws-042-dpkg.txt` and `ws-042/dpkg.txt` are all of ws-042: what a list is of is left out, and
 * where nothing else is in the file's name, the folder's is taken.
 */
export const machineOfPath = (path: string): string => {
  if (path === '-') return 'standard-input';
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const file = (parts.at(-1) ?? '').replace(FILE_ENDS, '');
  const name = file
    .replace(LISTS, '')
    .replace(LISTS, '')
    .replace(/[-_. ]+$/, '');
  return plain((name || parts.at(-2) || file || 'unnamed').slice(0, LIMITS.textCharsMax));
};

const FILE_ENDS = /(?:\.(?:txt|csv|json|ndjson|log|reg|out|lst|list|gz|xz|zst|bz2))+$/i;
const LISTS =
  /(?:^|[-_. ])(?:get-\w+|dpkg(?:-query)?(?:-l|-w|-status)?|status|rpm(?:-qa)?|apk|pacman|flatpak|snap|brew|winget|programs?|packages?|software|uninstall|apps?|ps(?:-aux|-ef)?|tasklist|process(?:es)?|ss|sockets|netstat(?:-\w+)?|lsof|ports|services?|systemctl|units|sc|firewall|rules|netsh|osquery[id]?|reg(?:-query)?|results?|apk|list|inventory|system_profiler)$/i;

class TextLines implements LineParser {
  readonly #format: TextFormat;
  readonly #parse: TextParser['line'];
  readonly #close: (() => void) | undefined;
  #line = 0;

  constructor(format: TextFormat, context: SourceContext) {
    this.#format = format;
    const warned = new Set<string>();
    let named: string | undefined;
    const warn = (text: string): void => {
      if (warned.has(text)) return;
      warned.add(text);
      context.evidence.warnings.push(text);
    };
    const parser = format.open({
      stamps: new Stamps(context),
      undated: () => {
        warn('Lines without a time: the time at which the file was last written is used.');
        return context.writtenUntil;
      },
      machine: () => {
        if (context.host !== undefined) return context.host;
        named ??= machineOfPath(context.evidence.path);
        const name = named;
        warn(
          `The machine is not named in it: it is taken to be ${name}, after the name of the file.`,
        );
        return name;
      },
      emit: (draft, line = this.#line) => {
        const origin = { evidence: context.evidence.index, line };
        const finished = finishDraft(draft, format.id, origin);
        if (typeof finished === 'string') return finished;
        context.emit(finished);
        return OK;
      },
      alone: context.alone === true,
      warn,
    });
    this.#parse =
      typeof parser === 'function' ? parser : (text, number) => parser.line(text, number);
    this.#close = typeof parser === 'function' ? undefined : () => parser.close?.();
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Outcome {
    if (skipBlanks(bytes, start, end) >= end) return OK;
    const text = textOf(bytes, start, end, this.#format.lineBytesMax);
    this.#line = lineNumber;
    const { looks, otherwise, severalLines } = this.#format;
    if (!severalLines && !looks.test(text)) return otherwise;
    return this.#parse(text, lineNumber);
  }

  close(): void {
    this.#close?.();
  }
}

/** Lines with something in them that are tried; a log of several products may begin with those of another. */
const RECOGNISE_LINES = 100;
/** Of a trial's stamps without a year some year must be found: it is not looked at. */
const TRIAL_UNTIL = Date.UTC(2029, 0, 1);
const HASH = 35;
const decoder = new TextDecoder();
