// The difference of two clocks from many pairs of times, of which some belong to different things: ports that were used
// again, connections that were cut in two, lines that were written late. The most that agree decide.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';

/** One thing that both saw; all differences are evidence minus reference. */
export interface Match {
  /** The same for all differences of one thing: it counts once. */
  readonly what: object;
  /** When it began, by the reference. */
  readonly at: number;
  readonly begins: number;
  /** Of the ends, where one of the two knows no more than a moment, which may be the end; else null. */
  readonly ends: number | null;
}

export interface Offset {
  /** Positive when the clock is ahead of the reference. */
  readonly offsetMs: number;
  /** Median of how far those that agree are from `offsetMs`. */
  readonly spreadMs: number;
  /** Things that agree. */
  readonly count: number;
  /** When early and late differ. */
  readonly drift: { readonly earlyMs: number; readonly lateMs: number } | null;
}

export interface ClockOffset extends Offset {
  /** `Evidence.index`. */
  readonly reference: number;
}

/** Fewer may agree by chance. */
const AGREEING_MIN = 5;

/** Logs of whole seconds, and lines that wait a moment before they are written. */
const WIDTH_MS = 3000;

/** Clocks that differ no more than this need no words. */
const WORTH_TELLING_MS = 2000;

/** The offset that most things agree on; null when too few do. */
export const offsetOf = (matches: readonly Match[]): Offset | null => {
  const begins = settledOf(matches.map(({ what, at, begins: by }) => ({ what, at, by })));
  const ends = settledOf(
    matches.flatMap(({ what, at, ends: by }) => (by === null ? [] : [{ what, at, by }])),
  );
  if (ends === null || (begins !== null && !isClearer(ends, begins))) return begins;
  // A line at the end of a connection may have waited for a timeout, the same for all: no clock's fault. A zone is.
  const honest =
    Math.abs(ends.offsetMs) <= WORTH_TELLING_MS || isZone(ends.offsetMs, 5 * SECOND_MS);
  return honest ? ends : null;
};

/** More agree, or as many agree more closely: then the log tells of ends. */
const isClearer = (ends: Offset, begins: Offset): boolean =>
  begins.count < 0.9 * ends.count ||
  (begins.count <= ends.count && ends.spreadMs * 2 < begins.spreadMs);

/** True for whole and half hours, as between time zones (UTC-12 to UTC+14). */
export const isZone = (offsetMs: number, slackMs = 30 * SECOND_MS): boolean => {
  const steps = Math.round(offsetMs / ZONE_STEP_MS);
  return (
    steps !== 0 &&
    Math.abs(offsetMs) <= 26 * HOUR_MS + slackMs &&
    Math.abs(offsetMs - steps * ZONE_STEP_MS) <= slackMs
  );
};

const ZONE_STEP_MS = 30 * MINUTE_MS;

/** A sentence for people when the clocks differ enough to matter, else null. */
export const clockWarning = (offset: Offset, reference: string): string | null => {
  const { offsetMs, count, drift } = offset;
  const told = drift ? [drift.earlyMs, drift.lateMs] : [offsetMs];
  if (!told.some((ms) => Math.abs(ms) > WORTH_TELLING_MS)) return null;
  const things = `(${count} connections)`;
  const zone = told.some((ms) => isZone(ms)) ? 'probably a time zone; ' : '';
  if (drift === null) {
    const reason = zone === '' ? '' : `: ${zone.slice(0, -2)}`;
    return `Its clock is ${apart(offsetMs, reference)} ${things}${reason}; times are shown as written.`;
  }
  return `Its clock is ${apart(drift.earlyMs, reference)} at first and ${apart(drift.lateMs, 'it')} at the end ${things}: ${zone}it drifts; times are shown as written.`;
};

const apart = (ms: number, reference: string): string => {
  const seconds = Math.round(Math.abs(ms) / SECOND_MS);
  return `${seconds} s ${ms < 0 ? 'behind' : 'ahead of'} ${reference}`;
};

interface Difference {
  readonly what: object;
  readonly at: number;
  readonly by: number;
}

const settledOf = (differences: readonly Difference[]): Offset | null => {
  const all = agreeing(differences);
  const drift = driftOf(differences);
  // Of a clock that drifts or is set anew, no large part agrees as a whole.
  const members = drift ? between(differences, drift) : all;
  const count = countOf(members);
  const isMost = drift !== null || count * 2 >= countOf(differences);
  if (count < AGREEING_MIN || !isMost || isBurst(members)) return null;
  const offsetMs = median(members.map(({ by }) => by));
  return {
    offsetMs: Math.round(offsetMs),
    spreadMs: Math.round(median(members.map(({ by }) => Math.abs(by - offsetMs)))),
    count,
    drift: drift && { earlyMs: Math.round(drift.earlyMs), lateMs: Math.round(drift.lateMs) },
  };
};

/** All in one moment, as in a list of what is open now: then nothing is known of when each began. */
const isBurst = (members: readonly Difference[]): boolean => {
  const written = members.map(({ at, by }) => at + by);
  const seen = members.map(({ at }) => at);
  return [written, seen].some((times) => Math.max(...times) - Math.min(...times) < SECOND_MS);
};

/** The first and the last quarter, when each agrees with itself and not with the other. */
const driftOf = (
  differences: readonly Difference[],
): { earlyMs: number; lateMs: number } | null => {
  const inTime = [...differences].sort((a, b) => a.at - b.at || a.by - b.by);
  const quarter = inTime.length >> 2;
  if (quarter < AGREEING_MIN) return null;
  const [early, late] = [inTime.slice(0, quarter), inTime.slice(-quarter)].map((part) => {
    const members = agreeing(part);
    const count = countOf(members);
    if (count < AGREEING_MIN || count * 2 < countOf(part)) return null;
    const middle = median(members.map(({ by }) => by));
    return { middle, spread: median(members.map(({ by }) => Math.abs(by - middle))) };
  });
  if (!early || !late) return null;
  if (Math.abs(late.middle - early.middle) <= SECOND_MS + early.spread + late.spread) return null;
  return { earlyMs: early.middle, lateMs: late.middle };
};

const between = (
  differences: readonly Difference[],
  { earlyMs, lateMs }: { earlyMs: number; lateMs: number },
): readonly Difference[] => {
  const from = Math.min(earlyMs, lateMs) - WIDTH_MS / 2;
  const until = Math.max(earlyMs, lateMs) + WIDTH_MS / 2;
  return differences.filter(({ by }) => by >= from && by <= until);
};

/** Those within the window that most things fall into; then most differences; then the one nearest to none. */
const agreeing = (differences: readonly Difference[]): readonly Difference[] => {
  const sorted = [...differences].sort((a, b) => a.by - b.by || a.at - b.at);
  const within = new Map<object, number>();
  let best = { from: 0, until: 0, things: 0 };
  let from = 0;
  for (let until = 0; until < sorted.length; until++) {
    const { what, by } = sorted[until]!;
    within.set(what, (within.get(what) ?? 0) + 1);
    for (; by - sorted[from]!.by > WIDTH_MS; from++) leave(within, sorted[from]!.what);
    const window = { from, until: until + 1, things: within.size };
    if (isBetter(window, best, sorted)) best = window;
  }
  return sorted.slice(best.from, best.until);
};

interface Window {
  readonly from: number;
  readonly until: number;
  readonly things: number;
}

const isBetter = (one: Window, other: Window, sorted: readonly Difference[]): boolean => {
  if (one.things !== other.things) return one.things > other.things;
  const more = one.until - one.from - (other.until - other.from);
  if (more !== 0) return more > 0;
  const far = ({ from, until }: Window): number =>
    Math.abs(sorted[from]!.by + sorted[until - 1]!.by);
  return far(one) < far(other);
};

const leave = (within: Map<object, number>, what: object): void => {
  const left = within.get(what)! - 1;
  if (left === 0) within.delete(what);
  else within.set(what, left);
};

const countOf = (differences: readonly Difference[]): number =>
  new Set(differences.map(({ what }) => what)).size;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
