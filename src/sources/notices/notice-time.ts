// Times as senders of notices write them. Who an address belonged to hangs on the minute, so nothing is guessed: a zone that
// is missing or ambiguous is told, and dates whose day and month cannot be told apart are not read at all.
import { MINUTE_MS } from '../../model/time.ts';

export interface NoticeTime {
  /** Epoch ms; UTC where no zone is given. */
  readonly at: number;
  readonly zoned: boolean;
}

/** `2026-11-22T05:33:00Z`, `22 Nov 2026 05:33:00 GMT`, `Nov 22, 2026 5:33:00 AM UTC`; null when it is none of these. */
export const parseNoticeTime = (text: string): NoticeTime | null => {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  if (trimmed.length > TIME_CHARS_MAX) return null;
  const match = ISO.exec(trimmed) ?? DAY_FIRST.exec(trimmed) ?? MONTH_FIRST.exec(trimmed);
  if (!match?.groups) return null;
  const { year, month, day, hour, minute, second, fraction, half, zone } = match.groups;
  const named = MONTHS.indexOf(month!.slice(0, 3).toLowerCase());
  const clock = hourOf(Number(hour), half);
  const at = utc(
    [Number(year), named >= 0 ? named : Number(month) - 1, Number(day)],
    [clock, Number(minute), Number(second ?? 0)],
  );
  if (at === null || clock < 0) return null;
  const offset = zoneMinutes(zone ?? '');
  const ms = at + (fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000);
  return { at: ms - (offset ?? 0) * MINUTE_MS, zoned: offset !== null };
};

const TIME_CHARS_MAX = 64;

const CLOCK =
  '(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)? ?(?<half>[AaPp]\\.?[Mm]\\.?)? ?(?<zone>.{0,24})$';
const ISO = new RegExp(`^(?<year>\\d{4})[-/](?<month>\\d{2})[-/](?<day>\\d{2})[T ]${CLOCK}`);
const WEEKDAY = '^(?:[A-Za-z]{3,9},? )?';
const DAY_FIRST = new RegExp(
  `${WEEKDAY}(?<day>\\d{1,2})[ -](?<month>[A-Za-z]{3,9})[ ,-]{1,2}(?<year>\\d{4}),? ${CLOCK}`,
);
const MONTH_FIRST = new RegExp(
  `${WEEKDAY}(?<month>[A-Za-z]{3,9}) (?<day>\\d{1,2}),? (?<year>\\d{4}),? ${CLOCK}`,
);
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** -1 when the half of the day does not go with the hour. */
const hourOf = (hour: number, half: string | undefined): number => {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return -1;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
};

/** Null for days and hours that do not exist. */
const utc = (
  [year, month, day]: readonly [number, number, number],
  [hour, minute, second]: readonly [number, number, number],
): number | null => {
  const at = Date.UTC(year, month, day, hour, minute, Math.min(second, 59));
  const back = new Date(at);
  const same =
    back.getUTCFullYear() === year && back.getUTCMonth() === month && back.getUTCDate() === day;
  // A leap second (60) counts as the second before it.
  return same && hour >= 0 && hour < 24 && minute < 60 && second <= 60 ? at : null;
};

/** Minutes east of UTC; null when no zone is named, or one that stands for several. */
const zoneMinutes = (text: string): number | null => {
  const zone = text
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .toUpperCase();
  const named = /^[A-Z]+$/.test(zone) ? ZONES[zone] : undefined;
  if (named !== undefined) return named;
  const offset = /^(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d{2})?(?: ?\([A-Z ]{1,20}\))?$/.exec(zone);
  if (!offset) return null;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  if (minutes > 14 * 60) return null;
  return offset[1] === '-' ? -minutes : minutes;
};

/** RFC 5322 §4.3, and those of which there is one. BST and IST stand for several, and are not here. */
const ZONES: Readonly<Record<string, number>> = Object.freeze({
  __proto__: null as never,
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  ZULU: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
  AEST: 600,
  AEDT: 660,
});
