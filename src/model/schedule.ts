// Times at which something of the policy holds: days of the week and hours, by the clock on the wall of a time zone.
// A span that passes midnight belongs to the day on which it begins. Where the clock is put forward, hours that the wall
// never shows do not come; where it is put back, they come twice, and the schedule holds in both.
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

export const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export type WeekDay = (typeof WEEK_DAYS)[number];

export interface Schedule {
  /** Every day without it. */
  readonly days?: readonly WeekDay[] | undefined;
  /** `08:00`; midnight without it. */
  readonly from?: string | undefined;
  /** `18:00`, up to `24:00`; midnight without it. Not later than `from`: on the next day. */
  readonly until?: string | undefined;
  /** Name of the IANA database such as `Europe/Berlin`; UTC without it. */
  readonly zone?: string | undefined;
}

/** `00:00` to `24:00`. */
export const DAY_TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** True when this JavaScript knows the zone. */
export const isZoneName = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
};

/** Whether the schedule holds at a time (epoch ms). Made once, asked often. */
export const scheduled = (schedule: Schedule): ((at: number) => boolean) => {
  const days = new Set((schedule.days ?? WEEK_DAYS).map((day) => WEEK_DAYS.indexOf(day)));
  const from = minutesOf(schedule.from ?? '00:00');
  const until = minutesOf(schedule.until ?? '24:00');
  const offsetAt = offsetsOf(schedule.zone ?? 'UTC');
  return (at) => {
    if (!Number.isFinite(at)) return false;
    const local = at + offsetAt(at);
    const day = Math.floor(local / DAY_MS);
    const minutes = (local - day * DAY_MS) / MINUTE_MS;
    const today = days.has(weekDayOf(day));
    if (from < until) return today && minutes >= from && minutes < until;
    return (today && minutes >= from) || (days.has(weekDayOf(day - 1)) && minutes < until);
  };
};

/** Spans between two times (epoch ms) in which the schedule holds, in order, without touching; ends are excluded. */
export const scheduledSpans = (
  schedule: Schedule,
  from: number,
  until: number,
): { readonly from: number; readonly until: number }[] => {
  const holds = scheduled(schedule);
  const next = steps(schedule);
  const spans: { from: number; until: number }[] = [];
  for (let at = from; at < until; at = next(at)) {
    if (!holds(at)) continue;
    const end = Math.min(next(at), until);
    const last = spans.at(-1);
    if (last?.until === at) last.until = end;
    else spans.push({ from: at, until: end });
  }
  return spans;
};

/** To the next time at which something may change: zones do at quarters of an hour, and so do most schedules. */
const steps = ({ from = '00:00', until = '24:00' }: Schedule): ((at: number) => number) => {
  const minutes = [15, 5, 1].find((each) =>
    [from, until].every((text) => minutesOf(text) % each === 0),
  );
  const step = minutes! * MINUTE_MS;
  return (at) => (Math.floor(at / step) + 1) * step;
};

/** 1970-01-01 was a Thursday. */
const weekDayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Milliseconds that the wall is ahead of UTC. Zones change seldom, and at full quarters of an hour. */
const offsetsOf = (zone: string): ((at: number) => number) => {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...WALL });
  const lookUp = (at: number): number => wallOf(format, at) - at;
  let [from, until, offset] = [Number.NaN, Number.NaN, 0];
  return (at) => {
    if (at >= from && at < until) return offset;
    from = Math.floor(at / DAY_MS) * DAY_MS;
    until = from + DAY_MS;
    offset = lookUp(from);
    if (lookUp(until) === offset) return offset;
    // On a day of change one look-up lasts for a quarter of an hour.
    from = Math.floor(at / QUARTER_MS) * QUARTER_MS;
    until = from + QUARTER_MS;
    offset = lookUp(from);
    return offset;
  };
};

const QUARTER_MS = HOUR_MS / 4;

const WALL = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
} as const;

const wallOf = (format: Intl.DateTimeFormat, at: number): number => {
  const part = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!);
};
