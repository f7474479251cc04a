// What a syslog relay, the journal or dmesg writes before the message: priority, time, host. Read as a prefix; the
// formats behind it decide what they need of it.
//
//   <134>Nov 22 05:52:09 gate kernel: [ 123.456] …        RFC 3164, host may be missing
//   <134>1 2026-11-22T05:52:09.1Z gate kernel - - - …     RFC 5424
//   2026-11-22T05:52:09+01:00 gate kernel: …              rsyslog's file format, journalctl -o short-iso
//   [   123.456789] … · [Sun Nov 22 05:52:09 2026] …      dmesg, dmesg -T
import { LIMITS } from '../model/limits.ts';
import type { Clock } from './clock.ts';
import {
  BRACKET_CLOSE,
  BRACKET_OPEN,
  COLON,
  DASH,
  DOT,
  decimal,
  fieldEnd,
  isDigit,
  skipBlanks,
} from './fields.ts';

/** Reused from line to line. */
export class SyslogPrefix {
  /** Epoch ms, or NaN when the prefix names no time. */
  at = Number.NaN;
  /** Seconds since the machine started, or NaN. */
  uptime = Number.NaN;
  /** Range of the host name; empty when there is none. */
  hostStart = 0;
  hostEnd = 0;
  /** Range of the program's tag without its colon; empty when there is none. */
  tagStart = 0;
  tagEnd = 0;
  /** True when the tag names a process (`sshd[123]:`). */
  process = false;
  /** Where the message begins. */
  end = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reads what stands in front of `limit`, where the record of the format begins (or the end of the line). */
  read(bytes: Uint8Array, start: number, limit: number): void {
    this.at = Number.NaN;
    this.uptime = Number.NaN;
    this.hostStart = this.hostEnd = this.tagStart = this.tagEnd = start;
    this.process = false;
    let at = skipPriority(bytes, start, limit);
    const rfc5424 = bytes[at] === 49 && bytes[at + 1] === 32;
    if (rfc5424) at += 2;
    const clock = this.#clock;
    const stamped = clock.syslog(bytes, at, limit) || clock.iso(bytes, at, limit);
    if (stamped) {
      this.at = clock.stamp.at;
      at = skipBlanks(bytes, clock.stamp.end, limit);
      at = rfc5424 ? this.#head5424(bytes, at, limit) : this.#hostAndTag(bytes, at, limit);
    }
    this.end = this.#dmesg(bytes, at, limit);
  }

  #hostAndTag(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    const first = fieldEnd(bytes, at, limit);
    if (first === at) return at;
    if (bytes[first - 1] !== COLON && bytes[at] !== BRACKET_OPEN) {
      this.hostStart = at;
      this.hostEnd = first;
      at = skipBlanks(bytes, first, limit);
    }
    const tagEnd = fieldEnd(bytes, at, limit);
    if (tagEnd > at + 1 && bytes[tagEnd - 1] === COLON && bytes[at] !== BRACKET_OPEN) {
      this.#tag(bytes, at, tagEnd - 1);
      // Only a kernel's or a process's tag is one; any other word with a colon may be a rule's own prefix.
      if (this.process || isKernel(bytes, this.tagStart, this.tagEnd))
        return skipBlanks(bytes, tagEnd, limit);
      this.tagEnd = this.tagStart;
    }
    return at;
  }

  #tag(bytes: Uint8Array, start: number, end: number): void {
    this.tagStart = start;
    this.tagEnd = end;
    if (bytes[end - 1] !== BRACKET_CLOSE) return;
    let open = end - 2;
    while (open > start && isDigit(bytes[open])) open--;
    if (bytes[open] === BRACKET_OPEN && open > start && open < end - 2) {
      this.process = true;
      this.tagEnd = open;
    }
  }

  /** HOSTNAME APP-NAME PROCID MSGID SD, `-` for what is not known (RFC 5424 §6). */
  #head5424(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    for (let field = 0; field < 4; field++) {
      const end = fieldEnd(bytes, at, limit);
      const known = !(end === at + 1 && bytes[at] === DASH);
      if (field === 0 && known) {
        this.hostStart = at;
        this.hostEnd = end;
      } else if (field === 1 && known) {
        this.tagStart = at;
        this.tagEnd = end;
      } else if (field === 2) this.process = known && decimal(bytes, at, end) >= 0;
      at = skipBlanks(bytes, end, limit);
    }
    if (bytes[at] === DASH && bytes[at + 1] === 32) return skipBlanks(bytes, at + 1, limit);
    while (at < limit && bytes[at] === BRACKET_OPEN) {
      const close = bytes.indexOf(BRACKET_CLOSE, at);
      if (close < 0 || close >= limit) return at;
      at = close + 1;
    }
    return skipBlanks(bytes, at, limit);
  }

  #dmesg(bytes: Uint8Array, start: number, limit: number): number {
    if (bytes[start] !== BRACKET_OPEN || start >= limit) return start;
    const close = bytes.indexOf(BRACKET_CLOSE, start);
    if (close < 0 || close >= limit || close - start > 40) return start;
    const first = skipBlanks(bytes, start + 1, close);
    const dot = bytes.indexOf(DOT, first);
    if (dot > first && dot < close) {
      const seconds = decimal(bytes, first, dot);
      const fraction = decimal(bytes, dot + 1, close);
      if (seconds < 0 || fraction < 0) return start;
      this.uptime = seconds + fraction / 10 ** (close - dot - 1);
    } else if (this.#clock.ctime(bytes, first, close)) this.at = this.#clock.stamp.at;
    else return start;
    return skipBlanks(bytes, close + 1, limit);
  }
}

const isKernel = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start !== 6) return false;
  for (let i = 0; i < 6; i++) if (bytes[start + i] !== 'kernel'.charCodeAt(i)) return false;
  return true;
};

/** `<134>`: at most three digits (RFC 5424 §6.2.1). */
const skipPriority = (bytes: Uint8Array, start: number, limit: number): number => {
  if (bytes[start] !== 60) return start;
  const close = bytes.indexOf(62, start);
  return close > start && close <= start + 4 && close < limit ? close + 1 : start;
};

/** A log line's prefix cannot be longer than this and still be a prefix. */
export const prefixLimit = (start: number, end: number): number =>
  Math.min(end, start + LIMITS.logPrefixBytesMax);
