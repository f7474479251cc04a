// Whether policy excepts a case: who, what, and all of the time.
import { inNetwork, parseAddress, parseNetwork } from '../model/address.ts';
import { type Exception, exceptionEnds, isListed, type Policy } from '../model/policy.ts';
import { scheduled, scheduledSpans } from '../model/schedule.ts';
import { familyOf, type SystemId } from '../model/systems.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';

/** When something went on. */
export interface Course {
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly sliceMs: number;
  /** Beginnings of the slices in which anything went on. */
  readonly slices: readonly number[];
  /** Moments that findings tell of. */
  readonly moments: readonly number[];
}

/** Until its end only, and at its hours only: what went on afterwards is no exception. */
export const isExcepted = (
  addresses: readonly string[],
  activity: SystemId,
  course: Course,
  policy: Policy | null,
): boolean =>
  (policy?.exceptions ?? []).some(
    (exception) =>
      course.lastSeen < exceptionEnds(exception) &&
      isListed(exception.may, activity, familyOf(activity)) &&
      isAbout(exception, addresses) &&
      (exception.when === undefined || isWithin(course, exception.when)),
  );

const isAbout = ({ who }: Exception, addresses: readonly string[]): boolean => {
  const network = parseNetwork(who);
  return (
    network !== null &&
    addresses.some((address) => {
      const words = parseAddress(address);
      return words !== null && inNetwork(words, network);
    })
  );
};

/** Every slice and every moment. What went on before or after by less than a slice, and an hour at most, is not told apart. */
const isWithin = (course: Course, when: NonNullable<Exception['when']>): boolean => {
  const holds = scheduled(when);
  const { firstSeen, lastSeen, sliceMs } = course;
  return (
    course.moments.every(holds) &&
    course.slices.every((at) => {
      const from = Math.max(at, firstSeen);
      // A schedule repeats itself every week.
      const until = Math.max(from + 1, Math.min(at + sliceMs, lastSeen, from + 7 * DAY_MS));
      const [first] = scheduledSpans(when, from, until);
      if (first === undefined) return false;
      return sliceMs <= HOUR_MS || (first.from === from && first.until === until);
    })
  );
};
