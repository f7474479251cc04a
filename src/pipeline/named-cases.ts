// Cases with who had their addresses: from this evidence, and from what earlier runs learned of the same addresses.
import { withHolders } from '../cases/holders.ts';
import type { Name } from '../model/identity-interval.ts';
import type { IdentityIntervals } from '../model/ports.ts';
import type { Judged } from './judgement.ts';

export const namedCases = async (
  judged: Judged,
  earlier: IdentityIntervals | undefined,
): Promise<Judged> => {
  const { identity, cases } = judged;
  if (earlier) {
    for (const { case: found } of cases.slice(0, ASKED_MAX)) {
      const span = { from: found.firstSeen, until: found.lastSeen };
      const recall = async (name: Name): Promise<string[]> => {
        const known = await earlier.of(name, span);
        for (const one of known) identity.recall(one);
        return known.flatMap(({ other }) => (other.kind === 'device' ? other.value : []));
      };
      for (const address of found.subject.addresses)
        for (const device of await recall({ kind: 'address', value: address }))
          await recall({ kind: 'device', value: device });
    }
  }
  return { ...judged, cases: cases.map((one) => withHolders(one, identity)) };
};

/** Cases for which the store is asked, the most probable first: each question costs a tenth of a second. */
const ASKED_MAX = 200;
