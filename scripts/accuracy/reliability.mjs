// Of all cases called so sure, how many were right: Brier score (1950) and reliability table.
import { jeffreys } from './intervals.mjs';
import { casesAbout, isFlagged } from './observe.mjs';

/** Bounds of the words for how sure a case is (model/case.ts). */
const BOUNDS = [0, 0.5, 0.8, 0.98, 1.01];

/** `pairs`: [truth, seen]; `innocents`: what was seen where everybody is innocent; `prior` is what silence leaves. */
export const reliability = (pairs, innocents, prior) => {
  const told = [
    ...pairs.flatMap(([truth, seen]) => truth.hosts.flatMap((host) => toldOf(host, seen.cases))),
    ...innocents.flatMap(({ cases }) =>
      cases.filter(isFlagged).map(({ probability }) => ({ probability, guilty: 0 })),
    ),
  ];
  const silent = pairs.flatMap(([truth, seen]) =>
    truth.hosts.flatMap((host) => silentOf(host, seen.cases, prior)),
  );
  return {
    cases: told.length,
    brier: brier(told),
    silent: silent.length,
    silentGuilty: silent.filter(({ guilty }) => guilty).length,
    brierAll: brier([...told, ...silent]),
    rows: BOUNDS.slice(0, -1).map((from, i) => {
      const own = told.filter((one) => one.probability >= from && one.probability < BOUNDS[i + 1]);
      const guilty = own.filter((one) => one.guilty).length;
      return {
        from,
        until: Math.min(1, BOUNDS[i + 1]),
        cases: own.length,
        guilty,
        said: own.length ? own.reduce((sum, one) => sum + one.probability, 0) / own.length : null,
        ...jeffreys(guilty, own.length),
      };
    }),
  };
};

const judged = (host) => host.kind !== 'ignore';

const toldOf = (host, cases) =>
  casesAbout(cases, host)
    .filter((one) => judged(host) && isFlagged(one) && one.activity !== 'peer-to-peer')
    .map(({ activity, probability }) => ({
      probability,
      guilty: host.allowed.includes(activity) ? 1 : 0,
    }));

/** Hosts without any case: the prior is all that is known of them. */
const silentOf = (host, cases, prior) => {
  if (!judged(host) || toldOf(host, cases).length > 0) return [];
  return [{ probability: prior, guilty: host.kind === 'benign' ? 0 : 1 }];
};

const brier = (all) =>
  all.length
    ? all.reduce((sum, { probability, guilty }) => sum + (probability - guilty) ** 2, 0) /
      all.length
    : null;
