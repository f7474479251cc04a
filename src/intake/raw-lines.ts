// A log line by line, for those who need the lines themselves: each with what it says alone. A record that a relay broke at
// line ends is one, with the line ends in it.

import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { SOURCES } from '../sources/index.ts';
import { JoinedLines } from '../sources/joined.ts';
import { type LineReceiver, LineSplitter } from '../sources/lines.ts';
import { MixedLines } from '../sources/mixed.ts';
import type { LineParser, Source, SourceContext } from '../sources/source.ts';

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
  readonly #splitter: LineSplitter;
  readonly #joined: JoinedLines | undefined;
  readonly #said: Observation[] = [];

  /** `inTime` is not asked of events of connections, which may end long after they began. */
  constructor(
    source: Source,
    context: Omit<SourceContext, 'emit'>,
    handler: LineHandler,
    inTime: (observation: Observation) => boolean,
  ) {
    this.#evidence = context.evidence;
    this.#handler = handler;
    context.evidence.format = source.id;
    const emit = (observation: Observation): void => {
      if (observation.kind === 'connection' || inTime(observation)) this.#said.push(observation);
    };
    this.#parser = new MixedLines(source, SOURCES, { ...context, emit });
    this.#joined = source.broken && new JoinedLines(source.broken, this);
    this.#splitter = new LineSplitter(this.#joined ?? this, source.lineBytesMax);
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  end(): void {
    this.#splitter.end();
    this.#joined?.end();
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
