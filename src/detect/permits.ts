// What policy permits, as a question about one connection (D3). Without `permit` in the policy nothing is a violation.

import {
  inNetwork,
  isPrivate,
  networkMatcher,
  parseAddress,
  parseNetwork,
} from '../model/address.ts';
import type { Transport } from '../model/observation.ts';
import { networksOf, type Policy, permitEnds, proxiesOf } from '../model/policy.ts';
import { scheduled } from '../model/schedule.ts';
import { type PortRange, servicePorts } from '../model/services.ts';

export interface Attempt {
  readonly transport: Transport;
  readonly source: string;
  readonly destination: string;
  readonly destinationPort: number;
  /** When it began, epoch ms: permits end, and some hold at certain hours only. */
  readonly at: number;
}

/** True when policy permits the connection at its time; null when policy does not say what is permitted. */
export type Permits = (attempt: Attempt) => boolean | null;

export const permitsOf = (policy: Policy | null): Permits => {
  const permit = policy?.permit;
  if (!policy || !permit || permit.length === 0) return () => null;
  const inside = networksOf(policy.networks?.inside);
  const isInside = inside.length > 0 ? networkMatcher(inside) : isPrivate;
  const proxies = proxiesOf(policy);
  const rules = permit.map((rule) => ({
    to: rule.to,
    network: parseNetwork(rule.to),
    from: rule.from,
    fromNetwork: rule.from === undefined ? null : parseNetwork(rule.from),
    ends: permitEnds(rule),
    holds: rule.when ? scheduled(rule.when) : () => true,
    ports: rule.service.flatMap((service) => servicePorts(service) ?? []),
  }));
  return (attempt) => {
    if (attempt.transport === 'icmp') return true;
    const source = parseAddress(attempt.source);
    const destination = parseAddress(attempt.destination);
    if (!source || !destination || !isInside(source)) return true;
    if (isInside(destination)) return true;
    return rules.some(
      (rule) =>
        (rule.to === 'internet'
          ? !isInside(destination)
          : rule.to === 'inside'
            ? isInside(destination)
            : rule.network !== null && inNetwork(destination, rule.network)) &&
        (rule.from === undefined ||
          rule.from === 'inside' ||
          (rule.from === 'proxy'
            ? proxies.some((network) => inNetwork(source, network))
            : rule.fromNetwork !== null && inNetwork(source, rule.fromNetwork))) &&
        fits(rule.ports, attempt) &&
        attempt.at < rule.ends &&
        rule.holds(attempt.at),
    );
  };
};

const fits = (ports: readonly PortRange[], attempt: Attempt): boolean =>
  ports.some(
    (range) =>
      range.transport === attempt.transport &&
      attempt.destinationPort >= range.from &&
      attempt.destinationPort <= range.to,
  );
