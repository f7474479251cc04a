// What a case offers to others, as the report tells it.
import { audienceOf } from '../cases/exposure/audience.ts';
import { byWeight, type Exposed } from '../cases/exposure/exposed.ts';
import { TOPICS } from '../cases/exposure/sensitive-words.data.ts';
import { LIMITS } from '../model/limits.ts';
import type { ReportExposure } from '../model/report.ts';
import type { SystemId } from '../model/systems.ts';
import { isoTime } from '../model/time.ts';

export const exposureOf = (
  activity: SystemId,
  exposed: Exposed | null,
): Pick<ReportExposure, 'tested'> => {
  if (exposed === null || exposed.names + exposed.places.size === 0) return {};
  return {
    tested: {
      names: exposed.names,
      documents: exposed.documents,
      since: isoTime(exposed.since),
      until: isoTime(exposed.until),
      reach: audienceOf(activity),
      told: { addresses: [...exposed.to].sort(), more: exposed.to.size >= LIMITS.exposedToMax },
      counts: { ...exposed.counts },
      sensitive: [...exposed.sensitive.values()].sort(byWeight).map((one) => ({
        name: one.name,
        id: one.id,
        size: one.size,
        topics: one.topics.map((topic) => TOPICS[topic]),
        word: one.word,
        sure: one.sure,
        since: isoTime(one.since),
        until: isoTime(one.until),
        ways: [...one.ways].sort(),
        told: [...one.to].sort(),
      })),
      places: [...exposed.places.values()].map((place) => ({
        kind: place.kind,
        path: place.path,
        names: place.names,
        since: isoTime(place.since),
        until: isoTime(place.until),
      })),
    },
  };
};
