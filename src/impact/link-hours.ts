// I2, I4: a line hour by hour, parted into what raised cases moved, what else their hosts moved, and the rest; who would
// fill it.
import type { ReportLinkHour, ReportSiteImpact } from '../model/report.ts';
import { HOUR_MS, isoTime, SECOND_MS } from '../model/time.ts';
import { hoursOf, type Sample, type Samples } from './link-samples.ts';
import { saturation } from './saturation.ts';

/** Samples of everything, of what the cases moved, and of what is left without the one and without their hosts. */
export interface LinkParts {
  readonly all: Samples;
  readonly activity: Samples;
  readonly withoutActivity: Samples;
  readonly withoutHosts: Samples;
}

export const linkHours = (parts: LinkParts, from: number, until: number): ReportLinkHour[] => {
  const activity = hoursOf(parts.activity);
  const left = hoursOf(parts.withoutActivity);
  const others = hoursOf(parts.withoutHosts);
  return [...hoursOf(parts.all)]
    .sort(([a], [b]) => a - b)
    .map(([hour, all]) => {
      const used = activity.get(hour) ?? NOTHING;
      const rest = left.get(hour) ?? NOTHING;
      const other = others.get(hour) ?? NOTHING;
      const begin = Math.max(from, hour * HOUR_MS);
      const end = Math.min(until, (hour + 1) * HOUR_MS);
      return {
        at: isoTime(hour * HOUR_MS),
        seconds: Math.max(1, Math.round((end - begin) / SECOND_MS)),
        bytesOut: whole(all.out),
        bytesIn: whole(all.in),
        activityOut: whole(used.out),
        activityIn: whole(used.in),
        hostsOut: whole(rest.out - other.out),
        hostsIn: whole(rest.in - other.in),
      };
    });
};

const NOTHING: Sample = { out: 0, in: 0 };

const whole = (bytes: number): number => Math.max(0, Math.round(bytes));

type LinkFigures = Omit<NonNullable<ReportSiteImpact['link']>, 'link'>;

/** `users`: mean rates of the hosts of cases while they were at it, bits a second of the busier direction. */
export const linkFigures = (
  capacity: number,
  users: readonly number[],
  hours: readonly ReportLinkHour[],
): LinkFigures => {
  const rates = users.filter((rate) => rate > 0);
  const each = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  const shares = hours.map((hour) => sharesOf(hour, capacity));
  const busiest = shares.reduce(
    (best, share, i) => (share.activity > (shares[best]?.activity ?? -1) ? i : best),
    0,
  );
  const full = (pick: (share: HourShares) => number) =>
    shares.filter((share) => pick(share) >= FULL_PERCENT).length;
  return {
    busiestHour: hours[busiest]?.at ?? null,
    activityPercent: hundredths(shares[busiest]?.activity ?? 0),
    othersPercent: hundredths(shares[busiest]?.others ?? 0),
    leftPercent: hundredths(Math.max(0, 100 - (shares[busiest]?.activity ?? 0))),
    eachBitsPerSecond: Math.round(each),
    usersToFill: each > 0 ? saturation(capacity, each).filling : null,
    hoursFull: full(({ all }) => all),
    hoursFullWithout: full(({ others }) => others),
  };
};

export interface HourShares {
  /** Percent of the link in the busier direction, over the time that evidence covers. */
  readonly all: number;
  readonly activity: number;
  /** Without what the cases moved. */
  readonly others: number;
}

export const sharesOf = (hour: ReportLinkHour, capacity: number): HourShares => {
  const percent = (out: number, into: number) =>
    (Math.max(out, into) * 8 * 100) / (capacity * hour.seconds);
  return {
    all: percent(hour.bytesOut, hour.bytesIn),
    activity: percent(hour.activityOut, hour.activityIn),
    others: percent(hour.bytesOut - hour.activityOut, hour.bytesIn - hour.activityIn),
  };
};

/** A line that carries this much over an hour was full for much of it. */
const FULL_PERCENT = 90;

const hundredths = (value: number): number => Number(value.toFixed(2));
