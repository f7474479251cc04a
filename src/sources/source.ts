// The contract of a log format: bytes of lines in, observations out. A format is one file with one frozen object,
// one fixture folder and one line in index.ts.
//
//   file ─► LineSplitter ─► LineParser.line() ─┬─► OK      context.emit() was called zero or more times
//                                              └─► reason  counted with the evidence, with samples
//
// Parsers match bytes with offsets and make strings only of what an observation keeps. They never throw, never read
// outside [start, end) and hold only bounded state. A reason is a constant of the code, never text from a line, so
// the number of reasons is bounded.
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { Broken } from './joined.ts';
import type { LineIndex } from './lines.ts';
import type { RequestReceiver } from './request-row.ts';

/** The line was understood. Blank lines and headings are understood and emit nothing. */
export const OK = null;

/** Why a line was not understood, in words for people: `client is not an address`. */
export type Reason = string;

export interface SourceContext {
  /** Where the lines come from. Parsers may add to `quality` and `warnings`; lines are counted by the reader. */
  readonly evidence: Evidence;
  /** Epoch ms after which no line was written: the file's modification time. Supplies missing years and missing times. */
  readonly writtenUntil: number;
  /** Zone of stamps that name none: an IANA name or `+02:00`; UTC when missing. */
  readonly zone?: string;
  /** Epoch ms at which the logging machine started, for stamps counted from there (dmesg). */
  readonly bootedAt?: number;
  /** The machine that an inventory is of, where the file itself does not say. */
  readonly host?: string;
  /** True when lines of other products stand between: every line must then be a record by itself. */
  readonly alone?: boolean;
  /** Called once an observation; the object belongs to the receiver. */
  emit(observation: Observation): void;
  /** Takes requests as rows, which cost no object: for formats of which people have millions of lines. */
  readonly requests?: RequestReceiver;
}

export interface LineParser {
  /** One line without its end. `lineNumber` counts from 1. The bytes are only lent. */
  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK;
  /** The evidence is over; gives out what is still held. */
  close?(): void;
}

export interface Source {
  /** `squid`, `netfilter-log`; stable, it is `format` in the contract. */
  readonly id: string;
  readonly title: string;
  /** How sure it is, 0..1, that these first lines are in this format. Never by file name. */
  recognise(sample: Uint8Array, lines: LineIndex): number;
  /** True when a record has several lines, or a heading says what the lines mean: it needs a file of its own. */
  readonly severalLines?: boolean;
  /** The longest line, where lines may be longer than usual. */
  readonly lineBytesMax?: number;
  /** For formats whose records relays break at line ends. */
  readonly broken?: Broken;
  open(context: SourceContext): LineParser;
}
