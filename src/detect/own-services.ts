// The organisation's own gateways and proxies: a virtual private network to a gateway that policy names, and a proxy that
// is inside or that policy names, are no finding (design: families).

import { isPrivate, type Network, networkMatcher, parseAddress } from '../model/address.ts';
import type { FlowObservation } from '../model/observation.ts';
import { networksOf, type Policy, proxiesOf } from '../model/policy.ts';
import { familyOf } from '../model/systems.ts';

/** True for flows that are ordinary use of what the organisation runs itself. `inside`: as given or in policy; else private. */
export const ownServices = (
  policy: Policy | null,
  inside: readonly Network[],
): ((flow: FlowObservation) => boolean) => {
  const isGateway = networkMatcher(networksOf(policy?.networks?.gateways));
  const isProxy = networkMatcher(policy ? proxiesOf(policy) : []);
  const isInside = inside.length > 0 ? networkMatcher(inside) : isPrivate;
  return ({ system, source, destination }) => {
    if (system === null) return false;
    const family = familyOf(system);
    if (family !== 'vpn' && family !== 'proxy') return false;
    const server = parseAddress(destination);
    if (family === 'proxy') return server !== null && (isInside(server) || isProxy(server));
    const client = parseAddress(source);
    return (server !== null && isGateway(server)) || (client !== null && isGateway(client));
  };
};
