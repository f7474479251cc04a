// Bytes in chunks → lines, the same however the bytes are cut. LF and CRLF, a last line without an end, a UTF-8 byte
// order mark, UTF-16 with its mark (what Windows and PowerShell export). Lines that are too long are skipped without being
// held; lines with NUL bytes (binary files, holes that a crash leaves in a log) are not shown to parsers.
import { LIMITS } from '../model/limits.ts';

const LF = 10;
const CR = 13;
const NUL = 0;

export const TOO_LONG = 'line too long';
export const BINARY = 'binary bytes in the line';

export interface LineReceiver {
  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): void;
  /** A line that no parser may see. The range holds its first bytes, possibly none. */
  refused(reason: string, lineNumber: number, bytes: Uint8Array, start: number, end: number): void;
}

export class LineSplitter {
  readonly #receiver: LineReceiver;
  /** The beginning of a line whose end is in a later chunk. */
  readonly #held = new Uint8Array(LIMITS.lineBytesMax);
  #heldLength = 0;
  /** True while the rest of a line that is too long goes by. */
  #skipping = false;
  /** Set for UTF-16: makes UTF-8 of it. */
  #decoder: TextDecoder | null = null;
  #started = false;
  #lineNumber = 0;
  /** Next NUL byte in the chunk, so that it is searched once, not line by line. */
  #nextNul = 0;

  constructor(receiver: LineReceiver) {
    this.#receiver = receiver;
  }

  /** Lines begun so far. */
  get lines(): number {
    return this.#lineNumber;
  }

  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    let at = start;
    if (!this.#started) {
      // The mark may itself be cut: the first three bytes are gathered before anything is decided.
      while (at < end && this.#heldLength < 3) this.#held[this.#heldLength++] = chunk[at++]!;
      if (this.#heldLength < 3) return;
      this.#start();
    }
    if (this.#decoder) this.#decode(chunk, at, end, true);
    else this.#split(chunk, at, end);
  }

  end(): void {
    if (!this.#started) this.#start();
    if (this.#decoder) this.#decode(NO_BYTES, 0, 0, false);
    if (this.#skipping) this.#refuseHeld(TOO_LONG);
    else if (this.#heldLength > 0) this.#giveHeld();
    this.#heldLength = 0;
    this.#skipping = false;
  }

  /** Looks at the byte order mark in the held bytes, and splits what of them is no mark. */
  #start(): void {
    this.#started = true;
    const first = this.#held.slice(0, this.#heldLength);
    this.#heldLength = 0;
    const encoding = utf16Of(first);
    if (encoding !== null) {
      this.#decoder = new TextDecoder(encoding);
      this.#decode(first, 0, first.length, true);
      return;
    }
    this.#split(first, hasUtf8Mark(first) ? 3 : 0, first.length);
  }

  #decode(chunk: Uint8Array, start: number, end: number, more: boolean): void {
    const text = this.#decoder!.decode(chunk.subarray(start, end), { stream: more });
    const bytes = new TextEncoder().encode(text);
    this.#split(bytes, 0, bytes.length);
  }

  #split(chunk: Uint8Array, start: number, end: number): void {
    this.#nextNul = indexOf(chunk, NUL, start, end);
    let at = start;
    while (at < end) at = this.#take(chunk, at, end);
  }

  /** Takes one line, or the beginning of one, and returns where the next begins. */
  #take(chunk: Uint8Array, start: number, end: number): number {
    const lineEnd = lineFeed(chunk, start, end);
    if (lineEnd === end) {
      this.#hold(chunk, start, end);
    } else if (this.#skipping || this.#heldLength > 0) {
      this.#hold(chunk, start, lineEnd);
      if (this.#skipping) this.#refuseHeld(TOO_LONG);
      else this.#giveHeld();
      this.#heldLength = 0;
      this.#skipping = false;
    } else {
      if (this.#nextNul < start) this.#nextNul = indexOf(chunk, NUL, start, end);
      this.#give(chunk, start, lineEnd, this.#nextNul < lineEnd);
    }
    return lineEnd + 1;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    if (this.#skipping) return;
    const room = this.#held.length - this.#heldLength;
    const kept = Math.min(room, end - start);
    this.#held.set(chunk.subarray(start, start + kept), this.#heldLength);
    this.#heldLength += kept;
    this.#skipping = kept < end - start;
  }

  #giveHeld(): void {
    const end = this.#heldLength;
    this.#give(this.#held, 0, end, indexOf(this.#held, NUL, 0, end) < end);
  }

  #refuseHeld(reason: string): void {
    this.#lineNumber++;
    const end = Math.min(this.#heldLength, LIMITS.lineSampleCharsMax);
    this.#receiver.refused(reason, this.#lineNumber, this.#held, 0, end);
  }

  #give(bytes: Uint8Array, start: number, end: number, binary: boolean): void {
    this.#lineNumber++;
    const sampleEnd = Math.min(end, start + LIMITS.lineSampleCharsMax);
    if (end - start > LIMITS.lineBytesMax) {
      this.#receiver.refused(TOO_LONG, this.#lineNumber, bytes, start, sampleEnd);
    } else if (binary) {
      this.#receiver.refused(BINARY, this.#lineNumber, bytes, start, sampleEnd);
    } else {
      const last = end > start && bytes[end - 1] === CR ? end - 1 : end;
      this.#receiver.line(bytes, start, last, this.#lineNumber);
    }
  }
}

/** Where the first lines of a sample are. The last one counts only if it has an end or the sample is short. */
export interface LineIndex {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** `whole`: the sample is the whole file, so that a last line without an end is a line. */
export const indexLines = (sample: Uint8Array, whole = true): LineIndex => {
  const starts = new Int32Array(LIMITS.recogniseLines);
  const ends = new Int32Array(LIMITS.recogniseLines);
  let count = 0;
  let at = hasUtf8Mark(sample) ? 3 : 0;
  while (at < sample.length && count < starts.length) {
    const end = lineFeed(sample, at, sample.length);
    if (end === sample.length && count > 0 && !whole) break;
    starts[count] = at;
    ends[count++] = end > at && sample[end - 1] === CR ? end - 1 : end;
    at = end + 1;
  }
  return { count, starts, ends };
};

const hasUtf8Mark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const utf16Of = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
};

/** A sample as UTF-8: itself, or what its UTF-16 says. A last character that is cut is left out. */
export const asUtf8 = (sample: Uint8Array): Uint8Array => {
  const encoding = utf16Of(sample);
  if (encoding === null) return sample;
  return new TextEncoder().encode(new TextDecoder(encoding).decode(sample, { stream: true }));
};

const NO_BYTES = new Uint8Array(0);

/** Position of `byte` in [start, end), or `end`. For bytes that are rare: a view stops the native search at `end`. */
const indexOf = (bytes: Uint8Array, byte: number, start: number, end: number): number => {
  const at = bytes.subarray(start, end).indexOf(byte);
  return at < 0 ? end : start + at;
};

/** Position of the line feed in [start, end), or `end`. Lines are short: the native search does not need a view. */
const lineFeed = (bytes: Uint8Array, start: number, end: number): number => {
  const at = bytes.indexOf(LF, start);
  return at < 0 || at > end ? end : at;
};
