// Unusual volume (D1, D2): more than the subject's own past, more than everybody else, or a change that stays. Excessive
// use is always a lead (the paper) and never more: backups, films and releases of software are large too.
//
// What is usual is robust: the median and the median distance from it, by the hour of the week where the store knows
// weeks, else over all hours of the evidence. One wild hour does not make itself usual.
import type { Finding } from '../model/finding.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import { formatBytes } from '../model/units.ts';
import {
  DIRECTIONS,
  type Direction,
  type Usual,
  type VolumeSubject,
  type Volumes,
  weekHourOf,
} from '../model/volume.ts';

export interface Excess {
  readonly subject: VolumeSubject;
  readonly direction: Direction;
  /** `sustained`: hours above the usual; `shift`: every day since; `top`: more than all others. */
  readonly kind: 'sustained' | 'shift' | 'top';
  readonly from: number;
  readonly until: number;
  readonly bytes: number;
  /** Bytes that are usual in the same time. */
  readonly usual: number;
  /** What it was compared with, in words. */
  readonly basis: string;
}

export interface HourSeries {
  readonly subject: VolumeSubject;
  readonly hours: ReadonlyMap<number, Volumes>;
  readonly total: Volumes;
}

/** What the store knows of a subject and an hour of the week; null for too little. */
export type UsualOf = (
  subject: VolumeSubject,
  weekHour: number,
  direction: Direction,
) => Usual | null;

/** `span`: what the evidence covers, epoch ms. */
export const excessOf = (
  all: readonly HourSeries[],
  span: { readonly from: number; readonly until: number },
  usualOf: UsualOf = () => null,
): Excess[] => {
  const found = all.flatMap((series) =>
    DIRECTIONS.flatMap((direction) => [
      ...sustained(series, direction, span, usualOf),
      ...shift(series, direction, span),
    ]),
  );
  return [...found, ...top(all, span)].sort((a, b) => b.bytes - b.usual - (a.bytes - a.usual));
};

/**
 * What unusual volume adds to the cases of a host: a little, by judgement and not measured, so that alone it makes no case
 * (the prior of 2 % becomes 4 %).
 */
export const excessFindings = (excess: readonly Excess[]): Finding[] =>
  excess
    .filter(({ subject }) => subject.kind === 'host')
    .map((one) => ({
      detector: 'excess-volume',
      technique: one.direction.startsWith('border') ? ('D1' as const) : ('D2' as const),
      subject: one.subject.name,
      activity: 'peer-to-peer' as const,
      plane: 'behaviour' as const,
      weight: EXCESS_DECIBANS,
      for: true,
      text: `${excessText(one)}.`,
      rival:
        'A backup, a film, a release of software, a new service: excessive use is a lead and nothing more.',
      evidence: [],
      count: 1,
    }));

const EXCESS_DECIBANS = 3;

/** `5.4 GB sent across the border, 12 times the usual (the same hours of earlier weeks)`. */
export const excessText = ({ direction, bytes, usual, basis, kind }: Excess): string => {
  const verb = {
    borderOut: 'sent across the border',
    borderIn: 'received across the border',
    internalOut: 'sent inside',
    internalIn: 'received inside',
  }[direction];
  const times =
    usual < bytes / 1000
      ? 'where hardly anything is usual'
      : `${Math.round(bytes / usual)} times the usual`;
  const how = kind === 'shift' ? ', every day since' : '';
  return `${formatBytes(bytes, 'SI')} ${verb}, ${times} (${basis})${how}`;
};

const sustained = (
  { subject, hours }: HourSeries,
  direction: Direction,
  span: { readonly from: number; readonly until: number },
  usualOf: UsualOf,
): Excess[] => {
  const first = Math.floor(span.from / HOUR_MS);
  const last = Math.floor(span.until / HOUR_MS);
  const covered = last - first + 1;
  // Evidence of many years is one with a wrong clock in it.
  const own =
    covered >= OWN_HOURS_MIN && covered <= OWN_HOURS_MAX
      ? ownUsual(hours, direction, first, last)
      : null;
  const runs: { from: number; to: number; bytes: number; usual: number; kept: boolean }[] = [];
  for (const hour of [...hours.keys()].sort((a, b) => a - b)) {
    const bytes = hours.get(hour)![direction];
    const kept = usualOf(subject, weekHourOf(hour * HOUR_MS), direction);
    const usual = kept ?? own;
    if (!usual || !isFarAbove(bytes, usual, floorOf(subject))) continue;
    const run = runs.at(-1);
    if (run && hour - run.to <= GAP_HOURS) {
      run.to = hour;
      run.bytes += bytes;
      run.usual += usual.median;
    } else runs.push({ from: hour, to: hour, bytes, usual: usual.median, kept: kept !== null });
  }
  return runs
    .filter(({ from, to }) => to - from + 1 >= RUN_HOURS_MIN)
    .map(({ from, to, bytes, usual, kept }) => ({
      subject,
      direction,
      kind: 'sustained' as const,
      from: from * HOUR_MS,
      until: (to + 1) * HOUR_MS,
      bytes,
      usual,
      basis: kept ? 'the same hours of earlier weeks' : 'all hours of this evidence',
    }));
};

const isFarAbove = (bytes: number, { median, spread }: Usual, floor: number): boolean =>
  bytes >= floor &&
  bytes >= TIMES_MIN * median &&
  bytes > median + DISTANCE * Math.max(SPREAD_TO_DEVIATION * spread, median / 10);

const ownUsual = (
  hours: ReadonlyMap<number, Volumes>,
  direction: Direction,
  first: number,
  last: number,
): Usual => {
  const values: number[] = [];
  for (let hour = first; hour <= last; hour++) values.push(hours.get(hour)?.[direction] ?? 0);
  return usualFrom(values);
};

/** Robust and plain figures of values. */
export const usualFrom = (values: readonly number[]): Usual => {
  const middle = median(values);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)),
    median: middle,
    spread: median(values.map((value) => Math.abs(value - middle))),
    most: values.reduce((most, value) => Math.max(most, value), 0),
  };
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** The one day from which the daily volume stayed far higher: the split after which two medians fit the days best. */
const shift = (
  { subject, hours }: HourSeries,
  direction: Direction,
  span: { readonly from: number; readonly until: number },
): Excess[] => {
  const first = Math.ceil(span.from / DAY_MS);
  const last = Math.floor(span.until / DAY_MS) - 1;
  const count = last - first + 1;
  if (count < SHIFT_DAYS_MIN || count > SHIFT_DAYS_MAX) return [];
  const days = new Array<number>(count).fill(0);
  for (const [hour, volumes] of hours) {
    const day = Math.floor((hour * HOUR_MS) / DAY_MS) - first;
    if (day >= 0 && day < count) days[day]! += volumes[direction];
  }
  let best = { at: 0, gain: 0, before: 0, misfit: Number.POSITIVE_INFINITY };
  for (let at = SHIFT_SIDE_DAYS; at <= count - SHIFT_SIDE_DAYS; at++) {
    const before = usualFrom(days.slice(0, at));
    const after = usualFrom(days.slice(at));
    const far = DISTANCE * Math.max(SPREAD_TO_DEVIATION * before.spread, before.median / 10);
    const stays = after.median - SPREAD_TO_DEVIATION * after.spread > before.median + far;
    const gain = after.median - before.median;
    const misfit = misfitOf(days.slice(0, at), before) + misfitOf(days.slice(at), after);
    if (stays && after.median >= TIMES_MIN * before.median && misfit < best.misfit)
      best = { at, gain, before: before.median, misfit };
  }
  if (best.gain < DAY_FLOOR_HOURS * floorOf(subject)) return [];
  const since = days.slice(best.at);
  return [
    {
      subject,
      direction,
      kind: 'shift',
      from: (first + best.at) * DAY_MS,
      until: (last + 1) * DAY_MS,
      bytes: since.reduce((sum, bytes) => sum + bytes, 0),
      usual: best.before * since.length,
      basis: `the ${best.at} days before`,
    },
  ];
};

const misfitOf = (days: readonly number[], { median: middle }: Usual): number =>
  days.reduce((sum, bytes) => sum + Math.abs(bytes - middle), 0);

/** One of many hosts that moves a quarter of everything across the border, and ten times what the middle one moves. */
const top = (
  all: readonly HourSeries[],
  { from, until }: { readonly from: number; readonly until: number },
): Excess[] => {
  const hosts = all.filter(({ subject }) => subject.kind === 'host');
  return (['borderOut', 'borderIn'] as const).flatMap((direction) => {
    const moved = hosts.filter(({ total }) => total[direction] > 0);
    if (moved.length < OTHERS_MIN) return [];
    const sum = moved.reduce((bytes, { total }) => bytes + total[direction], 0);
    const middle = median(moved.map(({ total }) => total[direction]));
    return moved
      .filter(({ subject, total }) => {
        const bytes = total[direction];
        return (
          bytes >= TOP_FLOOR_HOURS * floorOf(subject) && bytes >= sum / 4 && bytes >= 10 * middle
        );
      })
      .map(({ subject, total }) => ({
        subject,
        direction,
        kind: 'top' as const,
        from,
        until,
        bytes: total[direction],
        usual: middle,
        basis: `the middle one of ${moved.length} hosts`,
      }));
  });
};

/** Less than this an hour is nobody's trouble: 100 MB of a host or person, 1 GB of a line or the site. */
const floorOf = ({ kind }: VolumeSubject): number => (kind === 'site' ? 1e9 : 1e8);

const OWN_HOURS_MIN = 24;
const OWN_HOURS_MAX = 400 * 24;
const RUN_HOURS_MIN = 3;
const GAP_HOURS = 2;
const TIMES_MIN = 3;
/** Distance from the median in (robust) standard deviations. */
const DISTANCE = 6;
/** Median distance → standard deviation of a normal distribution. */
const SPREAD_TO_DEVIATION = 1.4826;
const SHIFT_DAYS_MIN = 14;
const SHIFT_DAYS_MAX = 400;
const SHIFT_SIDE_DAYS = 5;
const DAY_FLOOR_HOURS = 5;
const TOP_FLOOR_HOURS = 5;
const OTHERS_MIN = 10;
