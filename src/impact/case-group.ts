// What the cases of a report show of one subject, one person or the site, as the inputs of impact.
import type { ReportCase } from '../model/report.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import type { HoursSeen } from './hours-lost.ts';
import type { WorksSeen } from './liability.ts';

export interface CaseGroup {
  readonly cases: readonly ReportCase[];
  readonly borderBytes: number;
  readonly internalBytes: number;
  /** Told by the clients; null when none did. */
  readonly shareBytes: number | null;
  /** What came in, as far as bytes of content can be told from the rest: at most all of it. */
  readonly loadedBytes: number;
  readonly works: WorksSeen;
  readonly hours: HoursSeen;
}

export const groupOf = (cases: readonly ReportCase[]): CaseGroup => {
  const shares = largestShares(cases);
  return {
    cases,
    borderBytes: sum(cases.map(({ impact }) => impact.borderBytes)),
    internalBytes: sum(cases.map(({ impact }) => impact.internalBytes)),
    shareBytes: shares.length === 0 ? null : sum(shares),
    loadedBytes: sum(
      cases.filter(({ family }) => family === 'file-sharing').map(({ bytesIn }) => bytesIn),
    ),
    works: worksOf(cases),
    hours: hoursOf(cases),
  };
};

/** A machine that shares the same folder with two programs shares it once: the larger one counts. */
const largestShares = (cases: readonly ReportCase[]): number[] => {
  const byHost = new Map<string, number>();
  // A client that has not read its folder yet tells 0.
  for (const { subject, exposure } of cases)
    if (exposure.shareBytes !== null && exposure.shareBytes > 0)
      byHost.set(subject.address, Math.max(byHost.get(subject.address) ?? 0, exposure.shareBytes));
  return [...byHost.values()];
};

const worksOf = (cases: readonly ReportCase[]): WorksSeen => {
  const housed = works(cases.flatMap(({ exposure }) => exposure.offers));
  const sent = works(cases.flatMap(({ bytesOut, content }) => (bytesOut > 0 ? content : [])));
  const loaded = works(cases.flatMap(({ bytesIn, content }) => (bytesIn > 0 ? content : [])));
  const known = new Set([...housed, ...sent, ...loaded]).size;
  const told = sum(cases.map(({ exposure }) => exposure.shareFiles ?? 0));
  return {
    housed: housed.size,
    sent: sent.size,
    loaded: loaded.size,
    works: { low: known, high: Math.max(known, told) },
    cases: cases.length,
  };
};

const works = (list: ReportCase['content']): Set<string> =>
  new Set(list.map(({ id, name }) => id || name || '').filter((key) => key !== ''));

const hoursOf = (cases: readonly ReportCase[]): HoursSeen => {
  const sharing = cases.filter(({ family }) => family === 'file-sharing');
  const days = new Set(
    sharing.flatMap((found) =>
      moments(found).map((at) => `${userOf(found)} ${Math.floor(at / DAY_MS)}`),
    ),
  );
  const adware = cases.filter(({ family }) => family === 'adware');
  const adwareHours = new Set(
    adware.flatMap((found) =>
      moments(found).map((at) => `${userOf(found)} ${Math.floor(at / HOUR_MS)}`),
    ),
  );
  return {
    days: days.size,
    // Two people who load the same file both handle it.
    items: new Set(
      sharing.flatMap((found) =>
        found.bytesIn > 0 ? [...works(found.content)].map((id) => `${userOf(found)} ${id}`) : [],
      ),
    ).size,
    machines: new Set(cases.map(({ subject }) => subject.address)).size,
    adwareHours: adwareHours.size,
  };
};

/** The person, or the address where nobody is known. */
export const userOf = ({ subject }: ReportCase): string => subject.user ?? subject.address;

const moments = ({ timeline, firstSeen }: ReportCase): number[] => {
  const times = timeline.slices.map(({ at }) => Date.parse(at));
  return times.length === 0 ? [Date.parse(firstSeen)] : times;
};

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
