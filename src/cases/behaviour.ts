// Behaviour of a peer names no program. Where other evidence about the same subject in the same time names one, the
// behaviour is that program's and adds to it; else it stays a lead of its own. One program explains it, so that it adds
// to the one that is most probable without it, and to no other.

import type { Finding } from '../model/finding.ts';
import { DEFAULT_PRIOR } from '../model/policy.ts';
import { type Family, familyOf, type SystemId } from '../model/systems.ts';
import { MINUTE_MS } from '../model/time.ts';
import { fuse } from './fusion.ts';

export interface Group {
  readonly activity: SystemId;
  readonly findings: Finding[];
}

/** The activity of a lead that names no program. */
export const PROGRAM_UNKNOWN: SystemId = 'peer-to-peer';

/** Detectors that know ports or behaviour only. Whatever they say together, it is a lead. */
const NAMES_NOTHING: readonly string[] = ['unpermitted-ports', 'peer-behaviour'];

/** True when nothing among the findings names a program by more than its port. */
export const isLeadOnly = (findings: readonly Finding[]): boolean =>
  findings.every(({ detector }) => NAMES_NOTHING.includes(detector));

/** Families whose programs are peers of each other; a tunnel or a proxy has one server. */
const MESHES: readonly Family[] = [
  'file-sharing',
  'streaming',
  'overlay',
  'sync',
  'distribution',
  'crypto-currency',
];

/** Behaviour is judged over windows of ten minutes, and a program goes on after what was readable of it. */
const SLACK_MS = 10 * MINUTE_MS;

/** Groups of one subject; `spanOf` is when an activity was seen. */
export const settleBehaviour = <G extends Group>(
  groups: readonly G[],
  spanOf: (group: G) => { readonly from: number; readonly until: number },
): G[] => {
  const unknown = groups.find(({ activity }) => activity === PROGRAM_UNKNOWN);
  if (!unknown) return [...groups];
  const when = spanOf(unknown);
  const likeliest = groups
    .filter((group) => group !== unknown && MESHES.includes(familyOf(group.activity)))
    .filter((group) => {
      const { from, until } = spanOf(group);
      return from <= when.until + SLACK_MS && until >= when.from - SLACK_MS;
    })
    .map((group) => ({ group, probability: fuse(DEFAULT_PRIOR, group.findings) }))
    .sort(
      (a, b) => b.probability - a.probability || (a.group.activity < b.group.activity ? -1 : 1),
    )[0]?.group;
  if (!likeliest) return [...groups];
  const { activity } = likeliest;
  likeliest.findings.push(...unknown.findings.map((finding) => ({ ...finding, activity })));
  return groups.filter((group) => group !== unknown);
};
