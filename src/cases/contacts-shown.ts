// The far ends of a case that a report shows: those that tell of others first, then those with most bytes.

import { FAR_KINDS } from '../model/case.ts';
import { LIMITS } from '../model/limits.ts';
import type { ReportCase } from '../model/report.ts';
import type { ActivityRow } from './activity-ledger.ts';
import { EVERYBODY, type FarEnd } from './far-ends.ts';

export const contactsOf = ({ farEnds }: ActivityRow): Pick<ReportCase, 'contacts'> => {
  const all = [...farEnds.all].filter(([address]) => address !== EVERYBODY);
  if (all.length === 0) return {};
  const tellers = all.filter(([, { kind }]) => isTeller(kind)).sort(byBytes);
  const others = all.filter(([, { kind }]) => !isTeller(kind)).sort(byBytes);
  const shown = [...tellers.slice(0, TELLERS_MAX), ...others].slice(0, LIMITS.contactsShownMax);
  return {
    contacts: {
      shown: shown.map(([address, far]) => ({ address, ...far })),
      more: all.length - shown.length,
    },
  };
};

/** Hosts that are asked for others and are no peers themselves. */
const isTeller = (kind: FarEnd['kind']): boolean =>
  kind === 'hub' || kind === 'server' || kind === 'tracker';

/** The rest of the room is for peers. */
const TELLERS_MAX = 12;

const byBytes = (
  [a, one]: readonly [string, FarEnd],
  [b, other]: readonly [string, FarEnd],
): number =>
  other.bytesOut + other.bytesIn - (one.bytesOut + one.bytesIn) ||
  FAR_KINDS.indexOf(one.kind) - FAR_KINDS.indexOf(other.kind) ||
  (a < b ? -1 : 1);
