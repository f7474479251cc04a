// Which addresses a scan may ask: those of `networks.scan`, and no other ever.

import {
  addressText,
  inNetwork,
  isPrivate,
  isUnicast,
  isV4,
  type Network,
  networkMatcher,
  PRIVATE_NETWORKS,
  parseAddress,
  parseNetwork,
  type Words,
} from '../../model/address.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Policy } from '../../model/policy.ts';

/** One's own machine may be asked too. */
const LOOPBACK = [parseNetwork('127.0.0.0/8')!, parseNetwork('::1')!];
const isLoopback = networkMatcher(LOOPBACK);

/** IPv4 prefixes with a network and a broadcast address (RFC 3021: a /31 has neither). */
const V4_SHORTEST_WITHOUT = 31 + 96;

/**
 * The addresses to ask, in order. `only`: these of them, every one of which must lie inside what policy allows.
 * @throws PeerwardenError PW_SCAN_REFUSED
 */
export const targetsOf = (policy: Policy | null, only: readonly string[]): string[] => {
  const allowed = allowedNetworks(policy);
  const wanted = only.length === 0 ? allowed : only.map((text) => wantedNetwork(text, allowed));
  const count = wanted.reduce((sum, network) => sum + sizeOf(network), 0);
  if (count > LIMITS.scanHostsMax)
    throw refused(
      `${count.toLocaleString('en')} addresses are more than one scan may ask (${LIMITS.scanHostsMax.toLocaleString('en')}).`,
      'Name smaller networks, and scan them one after the other.',
    );
  const addresses = new Set<string>();
  for (const network of wanted)
    for (const address of hostsOf(network, allowed)) addresses.add(address);
  if (addresses.size === 0)
    throw refused('No address is left to ask.', 'Name a host or a network that has hosts.');
  return [...addresses];
};

const allowedNetworks = (policy: Policy | null): Network[] => {
  const entries = policy?.networks?.scan ?? [];
  if (entries.length === 0)
    throw refused(
      'The policy names no network that may be scanned.',
      'Name your own networks as networks.scan in the policy, and give it with --policy.',
    );
  return entries.map((entry) => {
    const text = typeof entry === 'string' ? entry : entry.network;
    const network = parseNetwork(text)!;
    if (typeof entry === 'string' && !isOwnRange(network))
      throw refused(
        `${network.text} is a public network: whoever owns it may not be you.`,
        `If it is yours, write { network: ${network.text}, public: true } in networks.scan.`,
      );
    if (!isV4(network.words) && sizeOf(network) > LIMITS.scanV6HostsMax)
      throw refused(
        `${network.text} has more addresses than anybody can try.`,
        'Name its hosts, or networks of /116 and smaller; neighbour tables and leases tell which addresses are used.',
      );
    return network;
  });
};

/** Wholly inside a private range, or this machine. */
const isOwnRange = (network: Network): boolean =>
  [...PRIVATE_NETWORKS, ...LOOPBACK].some(
    (range) => network.bits >= range.bits && inNetwork(network.words, range),
  );

const wantedNetwork = (text: string, allowed: readonly Network[]): Network => {
  const network = parseNetwork(text);
  if (!network)
    throw new PeerwardenError('PW_USAGE', {
      message: `${text} is neither an address nor a network.`,
      remedy: 'Write it as 10.20.1.11 or 10.20.1.0/24.',
    });
  if (!allowed.some((one) => network.bits >= one.bits && inNetwork(network.words, one)))
    throw refused(
      `${network.text} lies outside what policy allows to scan (${allowed.map((one) => one.text).join(', ')}).`,
      'Scan nothing else than your own networks; if it is one, name it in networks.scan.',
    );
  return network;
};

const sizeOf = ({ bits }: Network): number => 2 ** Math.min(64, 128 - bits);

function* hostsOf(network: Network, allowed: readonly Network[]): Generator<string> {
  const { words } = network;
  const size = sizeOf(network);
  for (let i = 0; i < size; i++) {
    const at: Words = [words[0], words[1], words[2], (words[3] + i) >>> 0];
    if (!isUnicast(at) && !isLoopback(at)) continue;
    if (isNobody(at, allowed)) continue;
    yield addressText(at);
  }
}

/** Network and broadcast address of a network that policy names, whichever part of it is asked. */
const isNobody = (words: Words, allowed: readonly Network[]): boolean =>
  isV4(words) &&
  allowed.some(({ words: base, bits }) => {
    if (bits >= V4_SHORTEST_WITHOUT || base[2] !== words[2]) return false;
    const last = (base[3] + 2 ** (128 - bits) - 1) >>> 0;
    return words[3] === base[3] || words[3] === last;
  });

/** True of an address that is nobody's but the site's, for what an answer tells us to ask next. */
export const isPrivateText = (address: string): boolean => {
  const words = parseAddress(address);
  return words !== null && isPrivate(words);
};

const refused = (message: string, remedy: string): PeerwardenError =>
  new PeerwardenError('PW_SCAN_REFUSED', { message, remedy });
