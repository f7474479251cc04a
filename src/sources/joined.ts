// Records that a relay broke at line ends, made whole again: a line that can only be the rest of the record before it is
// given with it, as one line with the line ends in it, under the number of the first. For that the latest line is held
// until the next one shows what it is.
import { LIMITS } from '../model/limits.ts';
import type { LineReceiver } from './lines.ts';

export interface Broken {
  /** Whether the line begins a record of which the rest may follow. */
  begins(bytes: Uint8Array, start: number, end: number): boolean;
  /** Whether the line can only be the rest of a record. */
  goesOn(bytes: Uint8Array, start: number, end: number): boolean;
}

export class JoinedLines implements LineReceiver {
  readonly #broken: Broken;
  readonly #receiver: LineReceiver;
  readonly #held = new Uint8Array(LIMITS.lineBytesMax);
  /** -1: nothing is held. */
  #length = -1;
  #number = 0;
  /** Whether what is held begins a record, once somebody asked. */
  #begins: boolean | undefined;

  constructor(broken: Broken, receiver: LineReceiver) {
    this.#broken = broken;
    this.#receiver = receiver;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): void {
    if (this.#goesOn(bytes, start, end)) {
      this.#held[this.#length++] = LF;
      this.#hold(bytes, start, end);
      return;
    }
    this.end();
    this.#length = 0;
    this.#number = lineNumber;
    this.#begins = undefined;
    this.#hold(bytes, start, end);
  }

  refused(reason: string, line: number, bytes: Uint8Array, start: number, end: number): void {
    this.end();
    this.#receiver.refused(reason, line, bytes, start, end);
  }

  /** Gives out the line that is held. */
  end(): void {
    const end = this.#length;
    this.#length = -1;
    if (end >= 0) this.#receiver.line(this.#held, 0, end, this.#number);
  }

  #goesOn(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#length < 0 || this.#length + 1 + end - start > this.#held.length) return false;
    if (!this.#broken.goesOn(bytes, start, end)) return false;
    this.#begins ??= this.#broken.begins(this.#held, 0, this.#length);
    return this.#begins;
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    this.#held.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }
}

const LF = 10;
