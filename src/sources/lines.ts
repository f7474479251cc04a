// Bytes in chunks → lines, the same however the bytes are cut. LF and CRLF, CR alone where no LF comes for as long as a line may
// be, a last line without an end, a UTF-8 byte order mark, UTF-16 with its mark (what Windows and PowerShell export) or
// without (known by the NULs between its first two letters). Lines that are too long are skipped without being
// held; lines with NUL bytes (binary files, holes that a crash leaves in a log) are not shown to parsers.
// Event Viewer saves any number of events as one line of XML: in a file that begins as XML the end of an event is the end
// of a line too.
import { LIMITS } from '../model/limits.ts';
import { Words } from './words.ts';

const LF = 10;
const CR = 13;
const NUL = 0;
const LESS_THAN = 0x3c;
const QUESTION_MARK = 0x3f;
const CAPITAL_E = 0x45;
const END_OF_EVENT = new TextEncoder().encode('</Event>');

export const TOO_LONG = 'line too long';
export const BINARY = 'binary bytes in the line';

export interface LineReceiver {
  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): void;
  /** A line that no parser may see. The range holds its first bytes, possibly none. */
  refused(reason: string, lineNumber: number, bytes: Uint8Array, start: number, end: number): void;
}

export class LineSplitter {
  readonly #receiver: LineReceiver;
  readonly #words = new Words();
  /** The beginning of a line whose end is in a later chunk. */
  readonly #bytesMax: number;
  #held = new Uint8Array(LIMITS.lineBytesMax);
  #heldLength = 0;
  /** True while the rest of a line that is too long goes by. */
  #skipping = false;
  /** Set for UTF-16: makes UTF-8 of it. */
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #started = false;
  /** Whether CR alone ends lines; undefined until an LF is met, or none can be. */
  #byCr: boolean | undefined;
  #lineNumber = 0;
  #count = 0;
  /** Whether the file begins as XML (`<?xml`, `<Event`); undefined until its first two bytes are seen. */
  #xml: boolean | undefined;
  /** Bytes of `</Event>` that have just been seen. */
  #matched = 0;
  /** Next line feed in the chunk of such a file, which may be far: searched once, not event by event. */
  #nextLineFeed = -1;
  /** True right behind the end of an event: what follows is of the same line, a line end there the same end. */
  #afterEvent = false;
  /** Next NUL byte in the chunk, so that it is searched once, not line by line. */
  #nextNul = 0;

  /** `bytesMax`: for formats of longer lines than usual. */
  constructor(receiver: LineReceiver, bytesMax: number = LIMITS.lineBytesMax) {
    this.#receiver = receiver;
    this.#bytesMax = bytesMax;
  }

  /** Lines given and refused so far; in XML, the parts into which its events divide a line. */
  get lines(): number {
    return this.#count;
  }

  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    let at = start;
    if (!this.#started) {
      // The mark may itself be cut: the first bytes are gathered before anything is decided.
      while (at < end && this.#heldLength < FIRST_BYTES)
        this.#held[this.#heldLength++] = chunk[at++]!;
      if (this.#heldLength < FIRST_BYTES) return;
      this.#start();
    }
    if (this.#decoder) this.#decode(chunk, at, end, true);
    else this.#split(chunk, at, end);
  }

  end(): void {
    if (!this.#started) this.#start();
    if (this.#decoder) this.#decode(NO_BYTES, 0, 0, false);
    if (this.#byCr === undefined) this.#decide(NO_BYTES, 0, 0, true);
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
    if (this.#xml === undefined) this.#xml = this.#beginsAsXml(chunk, start, end);
    if (this.#byCr === undefined) this.#decide(chunk, start, end, false);
    if (this.#byCr) {
      const bytes = withLineFeeds(chunk.subarray(start, end));
      this.#takeAll(bytes, 0, bytes.length);
    } else this.#takeAll(chunk, start, end);
  }

  /** By the first bytes of the file, as many as a line may have: what was held of them is given out once CR ends lines. */
  #decide(chunk: Uint8Array, start: number, end: number, last: boolean): void {
    const room = LIMITS.lineBytesMax - this.#heldLength;
    const first = chunk.subarray(start, Math.min(end, start + room));
    if (first.includes(LF) || this.#xml) this.#byCr = false;
    else if (last || end - start >= room) {
      const held = this.#held.slice(0, this.#heldLength);
      this.#byCr = held.includes(CR) || first.includes(CR);
      if (!this.#byCr) return;
      this.#heldLength = 0;
      this.#takeAll(withLineFeeds(held), 0, held.length);
    }
  }

  #takeAll(chunk: Uint8Array, start: number, end: number): void {
    this.#nextNul = indexOf(chunk, NUL, start, end);
    this.#nextLineFeed = -1;
    let at = start;
    while (at < end) at = this.#take(chunk, at, end);
  }

  /** Takes one line, or the beginning of one, and returns where the next begins. */
  #take(chunk: Uint8Array, start: number, end: number): number {
    if (this.#xml) {
      const eventEnd = this.#eventEnd(chunk, start, this.#lineFeedOfXml(chunk, start, end));
      if (eventEnd > 0) return this.#takeEvent(chunk, start, eventEnd);
    }
    const lineEnd = this.#xml ? this.#nextLineFeed : this.#words.lineFeed(chunk, start, end);
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
    if (lineEnd < end) this.#matched = 0;
    return lineEnd + 1;
  }

  #beginsAsXml(chunk: Uint8Array, start: number, end: number): boolean | undefined {
    const first = this.#heldLength > 0 ? this.#held[0] : chunk[start];
    if (start < end && first !== LESS_THAN) return false;
    const second = this.#heldLength > 0 ? start : start + 1;
    if (second >= end) return undefined;
    return chunk[second] === QUESTION_MARK || chunk[second] === CAPITAL_E;
  }

  /** Behind the first `</Event>` in [start, end), of which earlier chunks may hold the beginning; 0 when there is none. */
  #eventEnd(chunk: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#matched === 0) at = indexOf(chunk, LESS_THAN, at, end);
      else if (chunk[at] !== END_OF_EVENT[this.#matched]) this.#matched = 0;
      if (at < end && chunk[at] === END_OF_EVENT[this.#matched]) {
        at++;
        if (++this.#matched === END_OF_EVENT.length) {
          this.#matched = 0;
          return at;
        }
      }
    }
    return 0;
  }

  #lineFeedOfXml(chunk: Uint8Array, start: number, end: number): number {
    if (this.#nextLineFeed < start) this.#nextLineFeed = lineFeed(chunk, start, end);
    return this.#nextLineFeed;
  }

  #takeEvent(chunk: Uint8Array, start: number, end: number): number {
    this.#hold(chunk, start, end);
    if (this.#skipping) this.#refuseHeld(TOO_LONG);
    else this.#giveHeld();
    this.#heldLength = 0;
    this.#skipping = false;
    this.#afterEvent = true;
    return end;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    if (this.#skipping) return;
    const kept = Math.min(this.#bytesMax - this.#heldLength, end - start);
    if (this.#heldLength + kept > this.#held.length) this.#grow(this.#heldLength + kept);
    this.#held.set(chunk.subarray(start, start + kept), this.#heldLength);
    this.#heldLength += kept;
    this.#skipping = kept < end - start;
  }

  #grow(needed: number): void {
    const held = new Uint8Array(Math.min(this.#bytesMax, Math.max(needed, this.#held.length * 2)));
    held.set(this.#held.subarray(0, this.#heldLength));
    this.#held = held;
  }

  #giveHeld(): void {
    const end = this.#heldLength;
    this.#give(this.#held, 0, end, indexOf(this.#held, NUL, 0, end) < end);
  }

  #next(): void {
    this.#count++;
    if (!this.#afterEvent) this.#lineNumber++;
    this.#afterEvent = false;
  }

  #refuseHeld(reason: string): void {
    this.#next();
    const end = Math.min(this.#heldLength, LIMITS.lineSampleCharsMax);
    this.#receiver.refused(reason, this.#lineNumber, this.#held, 0, end);
  }

  #give(bytes: Uint8Array, start: number, end: number, binary: boolean): void {
    if (this.#afterEvent && (end === start || (end === start + 1 && bytes[start] === CR))) {
      this.#afterEvent = false;
      return;
    }
    this.#next();
    const sampleEnd = Math.min(end, start + LIMITS.lineSampleCharsMax);
    if (end - start > this.#bytesMax) {
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

/** By its mark, or by the NUL beside each of its first two letters: no text in UTF-8 has any. */
const utf16Of = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  if (bytes.length < FIRST_BYTES) return null;
  if (isLetter(a) && b === NUL && isLetter(c) && d === NUL) return 'utf-16le';
  return a === NUL && isLetter(b) && c === NUL && isLetter(d) ? 'utf-16be' : null;
};

/** Printable ASCII, a tab or a line end. */
const isLetter = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === LF || byte === CR;

/** A mark, or two letters of UTF-16. */
const FIRST_BYTES = 4;

/**
 * A sample as UTF-8 with line feeds: itself, or what its UTF-16 says, or with LF for CR where that alone ends lines. A last
 * character that is cut is left out.
 */
export const asUtf8 = (sample: Uint8Array): Uint8Array => {
  const encoding = utf16Of(sample);
  const bytes =
    encoding === null
      ? sample
      : new TextEncoder().encode(new TextDecoder(encoding).decode(sample, { stream: true }));
  const first = bytes.subarray(0, LIMITS.lineBytesMax);
  return first.includes(LF) || !first.includes(CR) ? bytes : withLineFeeds(bytes);
};

const withLineFeeds = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte) => (byte === CR ? LF : byte));

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
