// Cuts one direction of an HTTP/1.x connection into messages (RFC 9112 §6). Bodies nobody asked for are skipped by
// counting; nothing of them is copied.
//
//   HEAD ──┬─► LENGTH ───────────────────────────────┬─► HEAD …
//          ├─► SIZE ─► CHUNK ─► SIZE … ─► TRAILER ───┤
//          ├─► CLOSE (until the connection ends)     │
//          ├─► HELD (bytes wait for the answer) ─────┘
//          └─► DONE (nothing more is read)
import { LIMITS } from '../model/limits.ts';
import { type Direction, NO } from '../wire/dissector.ts';
import { HttpHead } from './http-head.ts';
import { headEnd, httpStart } from './http-message.ts';

/** How the body of a message is delimited; 0 and above: by that many bytes. */
export const UNTIL_CLOSE = -1;
export const CHUNKED = -2;
/** What follows depends on the answer (CONNECT, Upgrade): bytes are kept until `resume` or `stop`. */
export const HOLD = -3;
export const STOP = -4;

export interface HttpFramingOwner {
  /** A head is whole; valid during the call. Answers how the body is delimited; sets `collect` to have the body. */
  head(framing: HttpFraming, head: HttpHead): number;
  /** The body is whole; null when it was longer than asked for. Only after `collect`. */
  body(framing: HttpFraming, body: Uint8Array | null): void;
  anomaly(code: string): void;
}

const HEAD = 0;
const LENGTH = 1;
const SIZE = 2;
const CHUNK = 3;
const TRAILER = 4;
const CLOSE = 5;
const HELD = 6;
const DONE = 7;

const EMPTY = new Uint8Array(0);

/** An owner may let the other direction read on (`resume`) while it looks at a head of this one: one each. */
const HEADS = [new HttpHead(), new HttpHead()] as const;

/** Longest chunk-size line with extensions. */
const SIZE_LINE_MAX = 256;

export class HttpFraming {
  readonly direction: Direction;
  /** Bytes of the flow's direction that are read: at HOLD and STOP one past the head. */
  offset = 0;
  /** Set by the owner in `head`: the body is wanted. */
  collect = false;
  /** After STOP: where in the pushed bytes the reading ended. */
  stoppedAt = 0;
  readonly #owner: HttpFramingOwner;
  #state = HEAD;
  #left = 0;
  /** Unfinished head or line, or held bytes. */
  #pending: Uint8Array = EMPTY;
  #pendingLength = 0;
  #body: Uint8Array = EMPTY;
  #bodyLength = 0;

  constructor(owner: HttpFramingOwner, direction: Direction) {
    this.#owner = owner;
    this.direction = direction;
  }

  get held(): boolean {
    return this.#state === HELD;
  }

  /** False when nothing more of this direction is needed. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && this.#state !== DONE) at = this.#step(bytes, at, end);
    this.stoppedAt = at;
    return this.#state !== DONE && !(this.#state === CLOSE && !this.collect);
  }

  /** False when the place in the message is lost. */
  gap(lost: number): boolean {
    const inBody = this.#state === LENGTH || this.#state === CHUNK || this.#state === CLOSE;
    if (!inBody || (this.#state !== CLOSE && lost > this.#left)) return this.stop();
    this.collect = false;
    this.offset += lost;
    if (this.#state === CLOSE) return false;
    this.#left -= lost;
    if (this.#left === 0) this.#afterPart();
    return true;
  }

  close(): void {
    if (this.#state === CLOSE) this.#finish();
  }

  /** Ends HELD; the bytes held since are read as further messages. */
  resume(): void {
    this.#state = HEAD;
    const held = this.takeHeld();
    this.push(held, 0, held.length);
  }

  /** Bytes held since HOLD. */
  takeHeld(): Uint8Array {
    const held = this.#pending.slice(0, this.#pendingLength);
    this.#pendingLength = 0;
    return held;
  }

  stop(): false {
    this.#state = DONE;
    return false;
  }

  #step(bytes: Uint8Array, at: number, end: number): number {
    if (this.#state === HEAD) return this.#readHead(bytes, at, end);
    if (this.#state === SIZE || this.#state === TRAILER) return this.#readLine(bytes, at, end);
    if (this.#state === HELD) return this.#keep(bytes, at, end) ? end : this.#bad('http-held', end);
    const stop = this.#state === CLOSE ? end : Math.min(end, at + this.#left);
    if (this.collect) this.#gather(bytes, at, stop);
    this.offset += stop - at;
    if (this.#state === CLOSE) return end;
    this.#left -= stop - at;
    if (this.#left === 0) this.#afterPart();
    return stop;
  }

  #readHead(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    if (this.#pendingLength === 0)
      while (at < end && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
    this.offset += at - start;
    if (at === end) return end;
    const whole = this.#pendingLength === 0 ? headEnd(bytes, at, end) : -1;
    if (whole >= 0 && whole - at <= LIMITS.httpHeadBytesMax)
      return this.#headDone(bytes, at, whole) ? whole : end;
    return this.#readSplitHead(bytes, at, end);
  }

  #readSplitHead(bytes: Uint8Array, at: number, end: number): number {
    const before = this.#pendingLength;
    this.#keep(bytes, at, Math.min(end, at + LIMITS.httpHeadBytesMax - before));
    // The empty line may be split over pushes: look again from three bytes before the new ones.
    const stop = headEnd(this.#pending, Math.max(0, before - 3), this.#pendingLength);
    if (stop >= 0) {
      this.#pendingLength = 0;
      return this.#headDone(this.#pending, 0, stop) ? at + stop - before : end;
    }
    if (httpStart(this.#pending, 0, this.#pendingLength) === NO)
      return this.#bad('http-not-a-message', end);
    const full = this.#pendingLength === LIMITS.httpHeadBytesMax;
    return full ? this.#bad('http-head-too-long', end) : end;
  }

  #headDone(bytes: Uint8Array, start: number, end: number): boolean {
    const head = HEADS[this.direction];
    if (!head.read(bytes, start, end)) {
      this.#bad('http-not-a-message', end);
      return false;
    }
    this.offset += end - start;
    this.collect = false;
    this.#bodyLength = 0;
    this.#enter(this.#owner.head(this, head));
    return true;
  }

  #enter(framing: number): void {
    this.#left = Math.max(0, framing);
    if (framing === UNTIL_CLOSE) this.#state = CLOSE;
    else if (framing === CHUNKED) this.#state = SIZE;
    else if (framing === HOLD) this.#state = HELD;
    else if (framing === STOP) this.#state = DONE;
    else if (framing === 0) this.#finish();
    else this.#state = LENGTH;
  }

  /** A chunk-size line or a line of the trailer section (RFC 9112 §7.1). */
  #readLine(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && bytes[at] !== 0x0a) at++;
    const stop = at < end ? at + 1 : end;
    if (this.#pendingLength + stop - start > SIZE_LINE_MAX && this.#state === SIZE)
      return this.#bad('http-chunk-size', end);
    if (!this.#keep(bytes, start, stop)) return this.#bad('http-head-too-long', end);
    if (at === end) return end;
    this.offset += this.#pendingLength;
    const line = this.#pendingLength;
    this.#pendingLength = 0;
    if (this.#state === TRAILER) {
      if (isEmptyLine(this.#pending, line)) this.#finish();
      return stop;
    }
    const size = chunkSize(this.#pending, line);
    if (size === null) return this.#bad('http-chunk-size', end);
    // A chunk's data is followed by CR LF, which then reads as an empty size line.
    if (size === 0) this.#state = TRAILER;
    else if (size > 0) {
      this.#left = size;
      this.#state = CHUNK;
    }
    return stop;
  }

  #afterPart(): void {
    if (this.#state === CHUNK) this.#state = SIZE;
    else this.#finish();
  }

  #finish(): void {
    this.#state = HEAD;
    if (!this.collect) return;
    const body = this.#bodyLength < 0 ? null : this.#body.slice(0, this.#bodyLength);
    this.collect = false;
    this.#bodyLength = 0;
    this.#owner.body(this, body);
  }

  #gather(bytes: Uint8Array, start: number, end: number): void {
    if (this.#bodyLength < 0) return;
    const length = this.#bodyLength + end - start;
    if (length > LIMITS.bodyBytesMax) {
      this.#bodyLength = -1;
      return;
    }
    this.#body = grown(this.#body, this.#bodyLength, length);
    copy(bytes, start, end, this.#body, this.#bodyLength);
    this.#bodyLength = length;
  }

  #keep(bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.#pendingLength + end - start;
    if (length > LIMITS.httpHeadBytesMax) return false;
    this.#pending = grown(this.#pending, this.#pendingLength, length);
    copy(bytes, start, end, this.#pending, this.#pendingLength);
    this.#pendingLength = length;
    return true;
  }

  #bad(code: string, end: number): number {
    this.#owner.anomaly(code);
    this.stop();
    return end;
  }
}

/** Hexadecimal size; -1 for the empty line after a chunk; null when it is neither. */
const chunkSize = (line: Uint8Array, length: number): number | null => {
  if (isEmptyLine(line, length)) return -1;
  let size = 0;
  let at = 0;
  for (; at < length && at <= 8; at++) {
    const digit = hexDigit(line[at]!);
    if (digit < 0) break;
    size = size * 16 + digit;
  }
  const next = line[at]!;
  const ends = next === 0x0d || next === 0x0a || next === 0x3b || next === 0x20;
  return at > 0 && at <= 8 && ends ? size : null;
};

const isEmptyLine = (line: Uint8Array, length: number): boolean =>
  length <= 2 && (line[0] === 0x0d || line[0] === 0x0a);

const hexDigit = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 32;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

const grown = (buffer: Uint8Array, used: number, needed: number): Uint8Array => {
  if (needed <= buffer.length) return buffer;
  const larger = new Uint8Array(Math.max(needed, buffer.length * 2, 512));
  larger.set(buffer.subarray(0, used));
  return larger;
};

const copy = (from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void => {
  to.set(from.subarray(start, end), at);
};
