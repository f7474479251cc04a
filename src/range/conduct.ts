// Where the range may speak: loopback, and networks that its caller names. Never a public address, whoever names it.
import {
  inNetwork,
  type Network,
  networkMatcher,
  PRIVATE_NETWORKS,
  parseAddress,
  parseNetwork,
} from '../model/address.ts';
import { PeerwardenError } from '../model/errors.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
/** Networks that no router of the Internet carries: RFC 5737, RFC 3849 (documentation), RFC 2544 (benchmarks). */
const UNROUTED = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/15',
  '2001:db8::/32',
];

const networks = (texts: readonly string[]): Network[] =>
  texts.map((text) => parseNetwork(text)).filter((network) => network !== null);

const neverRouted = networkMatcher([
  ...PRIVATE_NETWORKS,
  ...networks(LOOPBACK),
  ...networks(UNROUTED),
]);

export interface Conduct {
  /** Throws PW_RANGE_REFUSED when a node may not bind to this address or send to it. */
  check(address: string): void;
}

/** Conduct for loopback and for the networks given (CIDR text); throws PW_RANGE_REFUSED when one of them is public. */
export const conductFor = (given: readonly string[] = []): Conduct => {
  const allowed = [...LOOPBACK, ...given].map((text) => {
    const network = parseNetwork(text);
    if (network === null || !neverRouted(network.words)) throw refused(text);
    return network;
  });
  return {
    check(address) {
      const words = parseAddress(address);
      if (words === null || !allowed.some((network) => inNetwork(words, network)))
        throw refused(address);
      if (!neverRouted(words)) throw refused(address);
    },
  };
};

const refused = (address: string): PeerwardenError =>
  new PeerwardenError('PW_RANGE_REFUSED', {
    message: `The range does not speak to ${address}.`,
    remedy: 'Its nodes use loopback, or private and documentation addresses that were named.',
  });
