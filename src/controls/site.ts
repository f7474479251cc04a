// The site as policy describes it: what is inside, who goes out for others, what is never cut off.
import { inNetwork, type Network, PRIVATE_NETWORKS, parseNetwork } from '../model/address.ts';
import { exceptionEnds, networksOf, type Policy, proxiesOf } from '../model/policy.ts';
import { overlapsAny, servicePorts } from '../model/services.ts';
import type { ControlContext, GoingOut, OwnedNetwork } from './target.ts';

/** Context of a plan made at `now` (epoch ms). */
export const contextOf = (policy: Policy, now: number, log = false): ControlContext => {
  const named = networksOf(policy.networks?.inside);
  const inside = named.length > 0 ? named : PRIVATE_NETWORKS;
  return {
    now,
    inside,
    insideFrom:
      named.length > 0
        ? 'networks.inside'
        : 'private ranges, because policy has no networks.inside',
    protected: protectedOf(policy, now),
    goingOut: goingOutOf(policy, inside),
    log,
  };
};

/** True when one of `outers` holds all of the network. */
export const isWithin = (network: Network, outers: readonly Network[]): boolean =>
  outers.some((outer) => outer.bits <= network.bits && inNetwork(network.words, outer));

/**
 * Resolvers, proxies and the other servers inside. Not the gateways: what a router sends itself is not forwarded, so no
 * rule of ours stops it.
 */
const goingOutOf = (policy: Policy, inside: readonly Network[]): readonly GoingOut[] => {
  const { resolvers, proxies, servers, gateways } = policy.networks ?? {};
  const list = (role: GoingOut['role'], texts: readonly string[], owner: (i: number) => string) =>
    texts.flatMap((text, i): GoingOut[] =>
      networksOf([text]).map((network) => ({ role, network, owner: owner(i) })),
    );
  const resolving = resolvers
    ? list('resolver', resolvers, (i) => `networks.resolvers[${i}]`)
    : list('resolver', askedForNames(policy), () => 'the resolver of permit');
  const relaying = proxies?.length
    ? list('proxy', proxies, (i) => `networks.proxies[${i}]`)
    : list(
        'proxy',
        [...new Set(proxiesOf(policy).map(({ text }) => text))],
        () => 'the proxy of permit',
      );
  const others = list('server', servers ?? [], (i) => `networks.servers[${i}]`).filter(
    ({ network }) =>
      ![...resolving, ...relaying].some((other) => isWithin(other.network, [network])),
  );
  return [...resolving, ...relaying, ...others].filter(
    ({ network }) => isWithin(network, inside) && !isWithin(network, networksOf(gateways)),
  );
};

/** Servers to which a permit opens DNS: the resolvers of a policy that names none. */
const askedForNames = ({ permit, networks }: Policy): string[] => {
  const dns = servicePorts('dns')!;
  const asked = (permit ?? [])
    .filter(({ service }) =>
      service.some((text) => (servicePorts(text) ?? []).some((port) => overlapsAny(port, dns))),
    )
    .map(({ to }) => to);
  return [...new Set(asked)].filter((to) =>
    networksOf([to]).some((network) => isWithin(network, networksOf(networks?.servers))),
  );
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
