// Second reading of logs: writes the lines of the case as they are. The file begins with the first of them.

import { cleanText } from '../../identify/flow-notes.ts';
import type { LineHandler } from '../../intake/raw-lines.ts';
import { Sink } from '../sink.ts';
import type { LineSelection } from './line-selection.ts';

const LF = Uint8Array.of(10);

export class LineWriter {
  lines = 0;
  sink: Sink | null = null;
  readonly #path: string;
  readonly #selection: LineSelection;

  constructor(path: string, selection: LineSelection) {
    this.#path = path;
    this.#selection = selection;
  }

  /** Lines of the log at `path`. */
  handler(path: () => string): LineHandler {
    return (bytes, start, end, lineNumber, observations) => {
      if (!this.#selection.has(path(), lineNumber, observations)) return;
      this.sink ??= new Sink(this.#path);
      this.sink.write(shownBytes(bytes.subarray(start, end), this.#path));
      this.sink.write(LF);
      this.lines++;
    };
  }

  close(): void {
    this.sink?.close();
  }

  abandon(): void {
    this.sink?.abandon();
  }
}

/** What strangers wrote must not steer a terminal; anywhere else the bytes stay what they were. */
const shownBytes = (line: Uint8Array, path: string): Uint8Array =>
  path === '-' && process.stdout.isTTY
    ? Buffer.from(cleanText(Buffer.from(line).toString('utf8')))
    : line;
