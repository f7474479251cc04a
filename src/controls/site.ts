// The site as policy describes it: what is inside, who the proxies are, what is never cut off.
import { type Network, networkMatcher, PRIVATE_NETWORKS, parseNetwork } from '../model/address.ts';
import { exceptionEnds, type Policy } from '../model/policy.ts';
import { servicePorts } from '../model/services.ts';
import { overlapsAny } from './judge.ts';
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

/**
 * The proxies: `networks.proxies`, else those of `networks.servers` to which a permit opens a proxy's port. Empty when
 * policy shows none.
 */
export const proxiesOf = (policy: Policy): readonly Network[] => {
  const named = networksOf(policy.networks?.proxies);
  if (named.length > 0) return named;
  const servers = networkMatcher(networksOf(policy.networks?.servers));
  return (policy.permit ?? [])
    .filter(({ service }) => service.some(isProxyService))
    .flatMap(({ to }) => parseNetwork(to) ?? [])
    .filter(({ words }) => servers(words));
};

export const networksOf = (texts: readonly string[] | undefined): readonly Network[] =>
  (texts ?? []).flatMap((text) => parseNetwork(text) ?? []);

const isProxyService = (text: string): boolean =>
  (servicePorts(text) ?? []).some((port) => overlapsAny(port, servicePorts('proxy')!));

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
