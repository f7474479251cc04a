// What policy says of something that listens (D6). Systems are judged as cases are; other services by what is permitted to
// hosts of one's own, because a permit to a host explains that it listens.

import {
  inNetwork,
  isPrivate,
  networkMatcher,
  parseAddress,
  parseNetwork,
} from '../model/address.ts';
import type { ListenerObservation } from '../model/observation.ts';
import { networksOf, type Policy, permitEnds, proxiesOf } from '../model/policy.ts';
import type { ListenerVerdict } from '../model/scan.ts';
import { servicePorts } from '../model/services.ts';
import { activityOf, familyOf } from '../model/systems.ts';
import { isSanctioned } from './case-builder.ts';
import { isExcepted } from './excepted.ts';

export interface Judged {
  readonly verdict: ListenerVerdict;
  /** One sentence. */
  readonly why: string;
}

export type JudgeListener = (listener: ListenerObservation) => Judged;

/** Proxies that answered somebody else's request, and lists of files. */
const SERVES_ANYBODY: ReadonlySet<string> = new Set([
  'socks/open',
  'http-proxy/open',
  'http/listing',
]);

export const listenerJudge = (policy: Policy | null): JudgeListener => {
  const isServer = networkMatcher(networksOf(policy?.networks?.servers));
  const isProxy = networkMatcher(policy ? proxiesOf(policy) : []);
  const explains = permitsOfListeners(policy);
  return (listener) => {
    const words = parseAddress(listener.source);
    if (listener.system !== null && familyOf(listener.system) !== 'proxy')
      return judgeSystem(listener, policy);
    if (words && listener.system !== null && isProxy(words))
      return { verdict: 'explained', why: 'policy names this host as a proxy' };
    const permit = explains.find(listener);
    if (permit !== null) return { verdict: 'explained', why: `a permit to ${permit}` };
    // A server may have any service of its own, but not serve as a proxy that nobody named.
    if (words && isServer(words) && listener.system === null)
      return { verdict: 'explained', why: 'policy names this host as a server' };
    if (SERVES_ANYBODY.has(listener.protocol))
      return { verdict: 'unexplained', why: 'it serves anybody, and policy does not name it' };
    if (listener.system !== null)
      return { verdict: 'unexplained', why: 'policy names no proxy at this host' };
    return explains.any
      ? { verdict: 'unexplained', why: 'no permit is to this host and port' }
      : { verdict: 'noted', why: 'policy does not say what may listen inside' };
  };
};

const judgeSystem = (listener: ListenerObservation, policy: Policy | null): Judged => {
  const activity = activityOf(listener.system!);
  const at = listener.at;
  const course = { firstSeen: at, lastSeen: at, sliceMs: 1, slices: [], moments: [at] };
  if (isExcepted([listener.source], activity, course, policy))
    return { verdict: 'allowed', why: 'an exception of the policy' };
  if (!isSanctioned(activity, policy))
    return { verdict: 'forbidden', why: `policy does not sanction ${familyOf(activity)}` };
  const named = policy?.systems?.sanction ?? [];
  return named.includes(activity) || named.includes(familyOf(activity))
    ? { verdict: 'allowed', why: 'policy sanctions it' }
    : { verdict: 'noted', why: `${familyOf(activity)} is shown, and not raised` };
};

/** Permits to places inside, as a question about a listener. */
const permitsOfListeners = (policy: Policy | null) => {
  const inside = networksOf(policy?.networks?.inside);
  const isInside = inside.length > 0 ? networkMatcher(inside) : isPrivate;
  const permits = (policy?.permit ?? []).flatMap((permit) => {
    const network = parseNetwork(permit.to);
    if (permit.to !== 'inside' && (!network || !isInside(network.words))) return [];
    const ports = permit.service.flatMap((service) => servicePorts(service) ?? []);
    return [{ to: permit.to, network, ports, ends: permitEnds(permit) }];
  });
  return {
    /** False: policy does not say what may listen inside. */
    any: permits.length > 0,
    /** The place that a permit names, or null. */
    find: ({ source, sourcePort, transport, at }: ListenerObservation): string | null => {
      const words = parseAddress(source);
      const found = permits.find(
        ({ network, ports, ends }) =>
          at < ends &&
          (network === null || (words !== null && inNetwork(words, network))) &&
          ports.some(
            (range) =>
              range.transport === transport && sourcePort >= range.from && sourcePort <= range.to,
          ),
      );
      return found?.to ?? null;
    },
  };
};
