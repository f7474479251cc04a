// Time stamps as text, in whatever form a product writes them → epoch milliseconds. What clock.ts reads from bytes is
// read by it; here are the other forms, and the choice among all.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { Clock, type ClockContext, zoneOffset } from '../clock.ts';

export class Stamps {
  readonly #clock: Clock;
  readonly #offset: (localMs: number) => number;
  readonly #bytes = new Uint8Array(STAMP_CHARS_MAX);

  constructor(context: ClockContext) {
    this.#clock = new Clock(context);
    this.#offset = zoneOffset(context.zone ?? 'UTC');
  }

  /**
   * Epoch ms of a stamp that is the whole text, or NaN:
   * `2026-11-22T05:52:09.123+01:00`, `2026-11-22 05:52:09`, `2026/11/22 05:52:09`, `22/Nov/2026:05:52:09 +0000`,
   * `[Mon] Nov 22 [2026] 05:52:09 [2026] [UTC]`, `22 Nov 2026 05:52:09`, `20261122055209`, seconds, milliseconds, micro- and
   * nanoseconds since 1970 with or without a fraction. Forms such as `11/22/2026` need `american` or `european`.
   */
  any(text: string): number {
    const stamp = text.trim();
    if (stamp === '' || stamp.length > STAMP_CHARS_MAX) return Number.NaN;
    if (EPOCH.test(stamp)) return epoch(stamp);
    const compact = COMPACT.exec(stamp);
    if (compact) return this.#numbers(compact.slice(1).map(Number), '');
    const numeric = YEAR_FIRST.exec(stamp);
    if (numeric)
      return this.#numbers(numeric.slice(1, 7).map(Number), numeric[8] ?? '', numeric[7]);
    const dayFirst = DAY_FIRST.exec(stamp);
    if (dayFirst) {
      const [, day, month, year, hour, minute, second, fraction, zone] = dayFirst;
      const index = monthOf(month!);
      if (index < 0) return Number.NaN;
      const numbers = [year, index + 1, day, hour, minute, second].map(Number);
      return this.#numbers(numbers, zone ?? '', fraction);
    }
    return this.#named(stamp.replace(WEEKDAY, ''));
  }

  /** `11/22/2026 05:52:09 [PM]`: month first. */
  american(text: string): number {
    const found = SLASHED.exec(text.trim());
    return found ? this.#slashed(found, Number(found[1]), Number(found[2])) : Number.NaN;
  }

  /** `22/11/2026 05:52:09`, `22.11.2026 05:52:09`: day first. */
  european(text: string): number {
    const found = SLASHED.exec(text.trim());
    return found ? this.#slashed(found, Number(found[2]), Number(found[1])) : Number.NaN;
  }

  #slashed(found: RegExpExecArray, month: number, day: number): number {
    const [, , , year, hour, minute, second, fraction, half] = found;
    const full = Number(year) < 100 ? 2000 + Number(year) : Number(year);
    const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
    return this.#numbers(
      [full, month, day, hours, Number(minute), Number(second ?? 0)],
      '',
      fraction,
    );
  }

  /** `Nov 22 05:52:09`, `Nov 22 2026 05:52:09 UTC`, `Nov 22 05:52:09 2026 GMT`. */
  #named(stamp: string): number {
    const end = this.#encode(stamp);
    const clock = this.#clock;
    if (clock.iso(this.#bytes, 0, end)) return this.#finished(stamp);
    if (clock.common(this.#bytes, 0, end)) return this.#finished(stamp);
    const year = Number(YEAR_LAST.exec(stamp)?.[1] ?? 0);
    if (!clock.syslog(this.#bytes, 0, end, year)) return Number.NaN;
    const rest = stamp.slice(clock.stamp.end).trim();
    const zone = year > 0 ? rest.replace(/^\d{4}\b\s*/, '') : rest;
    return ZONES_OF_UTC.test(zone) ? clock.stamp.at : Number.NaN;
  }

  #finished(stamp: string): number {
    const { at, end } = this.#clock.stamp;
    return ZONES_OF_UTC.test(stamp.slice(end).trim()) ? at : Number.NaN;
  }

  #encode(text: string): number {
    const bytes = encoder.encode(text).subarray(0, this.#bytes.length);
    this.#bytes.set(bytes);
    return bytes.length;
  }

  /** Year, month from 1, day, hour, minute, second. */
  #numbers(numbers: readonly number[], zone: string, fraction = ''): number {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
    const date = Date.UTC(year, month - 1, day);
    const sound = month >= 1 && month <= 12 && new Date(date).getUTCDate() === day;
    if (!sound || year < 1970 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
    const local =
      date +
      hour * HOUR_MS +
      minute * MINUTE_MS +
      (second + Number(`0.${fraction || 0}`)) * SECOND_MS;
    const named = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
    if (named) {
      const minutes = Number(named[2]) * 60 + Number(named[3]);
      return local - (named[1] === '-' ? -minutes : minutes) * MINUTE_MS;
    }
    return /^(Z|UTC|GMT)$/i.test(zone) ? local : local - this.#offset(local);
  }
}

/** Digits since 1970: 9–11 are seconds (1973 to 5138), 12–14 ms, 15–17 µs, 18–20 ns. */
const epoch = (text: string): number => {
  const digits = text.indexOf('.') < 0 ? text.length : text.indexOf('.');
  const value = Number(text);
  if (digits <= 11) return value * SECOND_MS;
  if (digits <= 14) return value;
  return digits <= 17 ? value / 1000 : value / 1_000_000;
};

const monthOf = (name: string): number => {
  const at = 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(name.slice(0, 3).toLowerCase());
  return at % 3 === 0 ? at / 3 : -1;
};

/** The latest stamp that a table of dates may hold without being a fault of the machine that wrote it. */
export const isDate = (at: number): boolean =>
  Number.isFinite(at) && at >= 0 && at < 100 * 366 * DAY_MS;

const encoder = new TextEncoder();
const STAMP_CHARS_MAX = 64;
const EPOCH = /^\d{9,20}(\.\d{1,9})?$/;
const TIME = String.raw`(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?`;
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)Z?$/;
const YEAR_FIRST = new RegExp(
  String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ,_-]{1,2}${TIME}${ZONE}$`,
);
const DAY_FIRST = new RegExp(
  String.raw`^(?:\w{3},? )?(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4}),? ${TIME}${ZONE}$`,
);
const SLASHED =
  /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?([AaPp][Mm])?$/;
/** `05:52:09 2026` */
const YEAR_LAST = /:\d\d(?:[.,]\d{1,9})? (\d{4})\b/;
const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;
const ZONES_OF_UTC = /^(?:UTC|GMT|Z)?$/i;
