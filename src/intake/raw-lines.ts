// A log line by line, for those who need the lines themselves: each with what it says alone.

import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { type LineReceiver, LineSplitter } from '../sources/lines.ts';
import type { LineParser, Source } from '../sources/source.ts';

/**
 * One line without its end, bytes only lent, with the observations it gives when nothing is remembered of earlier
 * lines: each event of a connection then stands for itself.
 */
export type LineHandler = (
  bytes: Uint8Array,
  start: number,
  end: number,
  lineNumber: number,
  observations: readonly Observation[],
) => void;

export class RawLines implements LineReceiver {
  readonly #evidence: Evidence;
  readonly #handler: LineHandler;
  readonly #parser: LineParser;
  readonly #splitter = new LineSplitter(this);
  readonly #said: Observation[] = [];

  constructor(source: Source, evidence: Evidence, writtenUntil: number, handler: LineHandler) {
    this.#evidence = evidence;
    this.#handler = handler;
    evidence.format = source.id;
    this.#parser = source.open({ evidence, writtenUntil, emit: (observation) => this.#said.push(observation) });
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  end(): void {
    this.#splitter.end();
    this.#evidence.records = this.#splitter.lines;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): void {
    this.#said.length = 0;
    this.#parser.line(bytes, start, end, lineNumber);
    this.#parser.close?.();
    this.#handler(bytes, start, end, lineNumber, this.#said);
  }

  /** What no parser may see belongs to nobody. */
  refused(): void {}
}
