// Time stamps of logs → epoch milliseconds. Stamps without a zone are in the context's zone; stamps without a year
// belong to the latest year in which they are not later than the file itself, but for a clock that runs ahead:
//
//   file written Nov 22     Nov 21  Nov 22  Nov 24 (goes on: this year)     Nov 22  Dec 5 (no clock is that far ahead: last year)
//
// Where they go back by a year, what came before was most likely a year older than its file makes it (a log that was played
// again, or that is longer than a year): the evidence says so.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { COLON, DASH, DOT, decimal, isDigit, SLASH, SPACE } from './fields.ts';
import type { SourceContext } from './source.ts';

/** A stamp that was read, and where it ended. Reused: read it before the next call. */
export interface Stamp {
  at: number;
  end: number;
}

export class Clock {
  readonly stamp: Stamp = { at: 0, end: 0 };
  readonly #writtenUntil: number;
  readonly #offset: (localMs: number) => number;
  /** Days repeat over thousands of lines: the last one is kept. */
  #dayKey = -1;
  #dayStart = 0;
  /** The day of the last stamp without a year. */
  #guessed = Number.NaN;
  readonly #warnings: string[] | undefined;

  constructor(context: ClockContext) {
    this.#writtenUntil = context.writtenUntil;
    this.#warnings = context.evidence?.warnings;
    this.#offset = zoneOffset(context.zone ?? 'UTC');
  }

  /**
   * `Nov 22 05:52:09[.123]`, `Nov 22 2026 05:52:09` (RFC 3164 §4.1.2 and what relays make of it); `known`: its year, where
   * that stands elsewhere.
   */
  syslog(bytes: Uint8Array, start: number, end: number, known = 0): boolean {
    const month = monthAt(bytes, start, end);
    if (month < 0 || bytes[start + 3] !== SPACE) return false;
    let at = start + 4;
    if (bytes[at] === SPACE) at++;
    const dayEnd = digitsEnd(bytes, at, end);
    const day = decimal(bytes, at, dayEnd);
    if (day < 1 || day > 31 || bytes[dayEnd] !== SPACE) return false;
    at = dayEnd + 1;
    let year = known;
    if (digitsEnd(bytes, at, end) === at + 4 && bytes[at + 4] === SPACE) {
      year = decimal(bytes, at, at + 4);
      at += 5;
    }
    return this.#local(year, month, day, bytes, at, end, false);
  }

  /** `2026-11-22T05:52:09.123+01:00`, also with a space between and without a zone (RFC 3339). */
  iso(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 19 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false;
    if (bytes[start + 10] !== 84 && bytes[start + 10] !== SPACE) return false;
    const year = decimal(bytes, start, start + 4);
    const month = decimal(bytes, start + 5, start + 7) - 1;
    const day = decimal(bytes, start + 8, start + 10);
    if (year < 1970 || month < 0 || month > 11 || day < 1 || day > 31) return false;
    return this.#local(year, month, day, bytes, start + 11, end, true);
  }

  /** `22/Nov/2026:06:07:05 +0000`, the stamp of the common log format. */
  common(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 20 || bytes[start + 2] !== SLASH || bytes[start + 6] !== SLASH) return false;
    const day = decimal(bytes, start, start + 2);
    const month = monthAt(bytes, start + 3, end);
    const year = decimal(bytes, start + 7, start + 11);
    if (day < 1 || day > 31 || month < 0 || year < 1970 || bytes[start + 11] !== COLON)
      return false;
    return this.#local(year, month, day, bytes, start + 12, end, true);
  }

  /** `Sun Nov 22 05:52:09 2026`, as ctime(3) prints it. */
  ctime(bytes: Uint8Array, start: number, end: number): boolean {
    // The year comes last: once to find it, in any leap year, and once with it.
    if (!this.syslog(bytes, start + 4, end, 2000)) return false;
    const at = this.stamp.end;
    if (bytes[at] !== SPACE || digitsEnd(bytes, at + 1, end) !== at + 5) return false;
    this.syslog(bytes, start + 4, end, decimal(bytes, at + 1, at + 5));
    this.stamp.end = at + 5;
    return true;
  }

  /** Reads `hh:mm:ss[.fraction][ zone]`; year 0 means that it is not known. */
  #local(
    year: number,
    month: number,
    day: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    zoned: boolean,
  ): boolean {
    if (at + 8 > end || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return false;
    const hour = decimal(bytes, at, at + 2);
    const minute = decimal(bytes, at + 3, at + 5);
    const second = decimal(bytes, at + 6, at + 8);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
      return false;
    let next = at + 8;
    let fraction = 0;
    if ((bytes[next] === DOT || bytes[next] === 44) && isDigit(bytes[next + 1]) && next + 1 < end) {
      const fractionEnd = Math.min(digitsEnd(bytes, next + 1, end), next + 10);
      fraction = decimal(bytes, next + 1, fractionEnd) / 10 ** (fractionEnd - next - 1);
      next = digitsEnd(bytes, next + 1, end);
    }
    const time = hour * HOUR_MS + minute * MINUTE_MS + (second + fraction) * SECOND_MS;
    const local = this.#day(year, month, day, time) + time;
    const zone = zoned ? zoneAt(bytes, next, end) : NO_ZONE;
    this.stamp.at = local - (zone === NO_ZONE ? this.#offset(local) : zone.minutes * MINUTE_MS);
    this.stamp.end = zone === NO_ZONE ? next : zone.end;
    return true;
  }

  /** Local ms at which the day begins. */
  #day(year: number, month: number, day: number, time: number): number {
    const key = (year * 12 + month) * 32 + day;
    if (key === this.#dayKey) return this.#dayStart;
    this.#dayKey = key;
    this.#dayStart = year > 0 ? Date.UTC(year, month, day) : this.#guessDay(month, day, time);
    return this.#dayStart;
  }

  #guessDay(month: number, day: number, time: number): number {
    const before = this.#guessed;
    let start = latestDay(month, day, time, this.#writtenUntil + DAY_MS);
    if (start < before - HALF_A_YEAR_MS) {
      const ahead = latestDay(month, day, time, this.#writtenUntil + AHEAD_MS);
      if (ahead > start && ahead <= before + AHEAD_MS) start = ahead;
      else if (before - start < YEAR_MS) this.#warn();
    }
    this.#guessed = start;
    return start;
  }

  #warn(): void {
    if (!this.#warnings?.includes(BACK_A_YEAR)) this.#warnings?.push(BACK_A_YEAR);
  }
}

export interface ClockContext extends Pick<SourceContext, 'writtenUntil' | 'zone'> {
  readonly evidence?: Pick<SourceContext['evidence'], 'warnings'>;
}

/** The latest year that has this day and in which it is not past `latest`. */
const latestDay = (month: number, day: number, time: number, latest: number): number => {
  let year = new Date(latest).getUTCFullYear();
  // February 29th needs up to 8 steps back (1896 to 1904, 2096 to 2104).
  for (let step = 0; step < 8; step++, year--) {
    const start = Date.UTC(year, month, day);
    if (new Date(start).getUTCDate() === day && start + time <= latest) return start;
  }
  return Date.UTC(year, month, day);
};

/** How far ahead of its file a clock is believed to run, when the line before was near. */
const AHEAD_MS = 4 * DAY_MS;
const HALF_A_YEAR_MS = 183 * DAY_MS;
const YEAR_MS = 366 * DAY_MS;
const BACK_A_YEAR =
  'Its stamps name no year, and go back by most of one: the log is longer than a year, or was written again later. What stands before that may be a year too late.';

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

const monthAt = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + 3 > end) return -1;
  for (let month = 0; month < 12; month++) {
    const name = month * 3;
    if (
      bytes[at] === MONTHS.charCodeAt(name) &&
      bytes[at + 1] === MONTHS.charCodeAt(name + 1) &&
      bytes[at + 2] === MONTHS.charCodeAt(name + 2)
    )
      return month;
  }
  return -1;
};

const digitsEnd = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at;
  while (i < end && isDigit(bytes[i])) i++;
  return i;
};

interface Zone {
  minutes: number;
  end: number;
}

const NO_ZONE: Zone = { minutes: 0, end: 0 };
/** Reused: one zone is read at a time. */
const found: Zone = { minutes: 0, end: 0 };

/** `Z`, `+01:00`, ` +0100`. */
const zoneAt = (bytes: Uint8Array, start: number, end: number): Zone => {
  const at = bytes[start] === SPACE ? start + 1 : start;
  if (start < end && bytes[start] === 90) {
    found.minutes = 0;
    found.end = start + 1;
    return found;
  }
  const sign = bytes[at] === DASH ? -1 : bytes[at] === 43 ? 1 : 0;
  if (sign === 0 || at + 5 > end) return NO_ZONE;
  const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
  const hours = decimal(bytes, at + 1, at + 3);
  const minutes = minutesAt + 2 <= end ? decimal(bytes, minutesAt, minutesAt + 2) : -1;
  if (hours < 0 || minutes < 0) return NO_ZONE;
  found.minutes = sign * (hours * 60 + minutes);
  found.end = minutesAt + 2;
  return found;
};

/** Milliseconds by which a zone is ahead of UTC, asked with local time. Zones that are not known count as UTC. */
export const zoneOffset = (zone: string): ((localMs: number) => number) => {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    const offset = (fixed[1] === '-' ? -minutes : minutes) * MINUTE_MS;
    return () => offset;
  }
  if (zone === 'UTC') return () => 0;
  const offsetAt = namedZone(zone);
  let hour = Number.NaN;
  let offset = 0;
  return (localMs) => {
    const asked = Math.floor(localMs / HOUR_MS);
    if (asked !== hour) {
      hour = asked;
      // Twice: the first answer is for an instant that is off by the offset itself.
      offset = offsetAt(localMs - offsetAt(localMs));
    }
    return offset;
  };
};

const namedZone = (zone: string): ((utcMs: number) => number) => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return () => 0;
  }
  return (utcMs) => {
    if (!Number.isFinite(utcMs) || Math.abs(utcMs) > 8e15) return 0;
    const name = format.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value;
    const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '');
    if (!match) return 0;
    const minutes = Number(match[2]) * 60 + Number(match[3]);
    return (match[1] === '-' ? -minutes : minutes) * MINUTE_MS;
  };
};
