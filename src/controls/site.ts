// The site as policy describes it: what is inside, who the proxies are, what is never cut off.
import { PRIVATE_NETWORKS, parseNetwork } from '../model/address.ts';
import { exceptionEnds, networksOf, type Policy, proxiesOf } from '../model/policy.ts';
import type { ControlContext, OwnedNetwork } from './target.ts';

/** Context of a plan made at `now` (epoch ms). */
export const contextOf = (policy: Policy, now: number, log = false): ControlContext => {
  const inside = networksOf(policy.networks?.inside);
  return {
    now,
    inside: inside.length > 0 ? inside : PRIVATE_NETWORKS,
    insideFrom:
      inside.length > 0
        ? 'networks.inside'
        : 'private ranges, because policy has no networks.inside',
    protected: protectedOf(policy, now),
    log,
  };
};

/** Servers, proxies, resolvers, gateways, and whom a current exception covers. */
const protectedOf = (policy: Policy, now: number): readonly OwnedNetwork[] => {
  const roles = ['servers', 'proxies', 'resolvers', 'gateways'] as const;
  const named = roles.flatMap((role) =>
    (policy.networks?.[role] ?? []).map((text, i) => ({ text, owner: `networks.${role}[${i}]` })),
  );
  const inferred = proxiesOf(policy).map(({ text }) => ({ text, owner: 'the proxy of permit' }));
  const excepted = (policy.exceptions ?? [])
    .map((exception, i) => ({ exception, owner: `exceptions[${i}]` }))
    .filter(({ exception }) => exceptionEnds(exception) > now)
    .map(({ exception, owner }) => ({ text: exception.who, owner }));
  return [...named, ...inferred, ...excepted].flatMap(({ text, owner }) => {
    const network = parseNetwork(text);
    return network ? [{ network, owner }] : [];
  });
};
