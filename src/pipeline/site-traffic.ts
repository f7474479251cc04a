// The border of the site, parted for impact: everything, what raised cases moved, what their hosts moved.
import type { BuiltCase } from '../cases/case-builder.ts';
import { isCounted } from '../impact/counted.ts';
import type { Sample } from '../impact/link-samples.ts';
import { type Parted, partedOf, type SiteInput } from '../impact/site-impact.ts';
import { LIMITS } from '../model/limits.ts';
import type { Policy } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import type { Judged } from './judgement.ts';

/** Null when the evidence has no time. */
export const partedSite = (
  judged: Judged,
  period: Report['period'],
  policy: Policy | null,
): { readonly input: SiteInput; readonly parted: Parted } | null => {
  if (period === null) return null;
  const counted = judged.cases.filter((built) => isCounted(built.case));
  const input: SiteInput = {
    samples: judged.volumes.link.samples,
    hostHours: hostHours(judged, new Set(counted.map((built) => built.case.subject.address))),
    cases: counted.map((built) => ({
      id: built.case.id,
      address: built.case.subject.address,
      ...built.case.timeline,
      borderShare: borderShare(built, judged),
    })),
    from: Date.parse(period.from),
    until: Date.parse(period.until),
    policy,
    hoursMax: LIMITS.linkHoursMax,
  };
  return { input, parted: partedOf(input) };
};

const borderShare = (built: BuiltCase, judged: Judged): number => {
  const { borderBytes, internalBytes } = whereTo(built, judged);
  return borderBytes === 0 ? 0 : borderBytes / (borderBytes + internalBytes);
};

/** What the hosts moved across the border by hour, whatever it was. */
const hostHours = (
  { volumes, subjects }: Judged,
  addresses: ReadonlySet<string>,
): ReadonlyMap<number, Sample> => {
  const sums = new Map<number, Sample>();
  for (const { subject, hours } of volumes.series()) {
    if (subject.kind !== 'host' || !addresses.has(subjects.mainAddress(subject.name))) continue;
    for (const [hour, { borderOut, borderIn }] of hours) {
      const sum = sums.get(hour);
      sums.set(hour, { out: (sum?.out ?? 0) + borderOut, in: (sum?.in ?? 0) + borderIn });
    }
  }
  return sums;
};

/** Bytes across the border and within the network (I4). */
export const whereTo = (
  { facts }: BuiltCase,
  { subjects }: Judged,
): { borderBytes: number; internalBytes: number } => {
  let internalBytes = 0;
  let borderBytes = 0;
  for (const [peer, bytes] of facts.bytesByPeer) {
    if (peer === '' || subjects.placeOf(peer) === 'inside') internalBytes += bytes;
    else borderBytes += bytes;
  }
  return { borderBytes, internalBytes };
};
