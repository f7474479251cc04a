// How much a subject moves in an hour, and how much is usual for it: what a later run compares with.
import { DAY_MS, HOUR_MS } from './time.ts';

/** `host`: an address; `person`: an account; `site`: everything together, by the name in policy or the empty text. */
export const VOLUME_KINDS = ['host', 'person', 'site'] as const;

export interface VolumeSubject {
  readonly kind: (typeof VOLUME_KINDS)[number];
  readonly name: string;
}

/** Across the border of the inside, and between two that are inside; sent and received by the subject. */
export const DIRECTIONS = ['borderOut', 'borderIn', 'internalOut', 'internalIn'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** IP bytes by direction. */
export type Volumes = Readonly<Record<Direction, number>>;

/** What one piece of evidence shows of one subject in one hour. Several for the same hour add up. */
export interface HourVolume extends Volumes {
  /** Index into `evidence[]` of the report. */
  readonly evidence: number;
  readonly subject: VolumeSubject;
  /** Epoch ms, anywhere in the hour. */
  readonly at: number;
}

/** All that a subject moved on one day (UTC). */
export interface DayVolume extends Volumes {
  readonly subject: VolumeSubject;
  /** Epoch ms of midnight. */
  readonly day: number;
}

/** Bytes an hour, over the hours that evidence covers wholly; hours in which the subject was silent count as zero. */
export interface Usual {
  readonly mean: number;
  /** Standard deviation of the sample; 0 for a single hour. */
  readonly deviation: number;
  readonly median: number;
  /** Median of the distances from the median: one wild hour does not move it. */
  readonly spread: number;
  readonly most: number;
}

export interface UsualHour extends Readonly<Record<Direction, Usual>> {
  readonly subject: VolumeSubject;
  /** 0: Monday 00:00 to 01:00 UTC, 167: Sunday 23:00 to 24:00. */
  readonly weekHour: number;
  /** Hours it was learned from, one a week: what speaks of one week only is not usual yet. */
  readonly hours: number;
}

/**
 * What is usual for a subject in an hour of the week, or null where it was learned from fewer than `hoursMin` hours.
 *
 *     usualOf(await store.baselines.usual({ before: from, subjects }), 3)
 */
export const usualOf = (
  rows: readonly UsualHour[],
  hoursMin: number,
): ((subject: VolumeSubject, weekHour: number, direction: Direction) => Usual | null) => {
  const byKey = new Map(
    rows
      .filter(({ hours }) => hours >= hoursMin)
      .map((row) => [`${row.subject.kind} ${row.weekHour} ${row.subject.name}`, row]),
  );
  return ({ kind, name }, weekHour, direction) =>
    byKey.get(`${kind} ${weekHour} ${name}`)?.[direction] ?? null;
};

export const WEEK_HOURS = 168;

/** Hours between the last Monday before 1970 and the epoch, which was a Thursday. */
export const EPOCH_WEEK_HOUR = 72;

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** Hour of the week of an instant (epoch ms). */
export const weekHourOf = (at: number): number => {
  const hour = (hourOf(at) + EPOCH_WEEK_HOUR) % WEEK_HOURS;
  return hour < 0 ? hour + WEEK_HOURS : hour;
};
