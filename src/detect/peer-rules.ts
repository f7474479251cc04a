// Rules for and against 'this address behaves as a peer', over one window. Thresholds are those of the publications named,
// or the plain meaning of the word; none was chosen by what the test captures hold.

import type { Graphlet } from './graphlet.ts';

export interface SignRule {
  readonly id: string;
  /** Where the rule comes from. */
  readonly source: string;
  holds(graphlet: Graphlet): boolean;
  /** A part of a sentence, after 'in ten minutes it …'. */
  says(graphlet: Graphlet): string;
}

/** Fewer are a call, a game, or a few servers. The {IP, port} rule of 2004 asks for more than two as well. */
export const PEERS_MIN = 3;
/** Single rules are right too rarely; Bartlett et al. found that they work together. */
export const SIGNS_MIN = 3;

export const SIGNS: readonly SignRule[] = Object.freeze([
  {
    id: 'both-transports',
    source: 'Karagiannis et al., IMC 2004, section 4.1.1',
    holds: ({ overBoth }) => overBoth >= 2,
    says: ({ overBoth }) => `spoke TCP and UDP with ${overBoth} of them`,
  },
  {
    id: 'one-port-each',
    source: 'Karagiannis et al., IMC 2004, section 4.1.2',
    holds: ({ onePortEach }) => onePortEach >= PEERS_MIN,
    says: ({ onePortEach }) =>
      `had ${onePortEach} of them at one own port, each from one port of its own`,
  },
  {
    id: 'failures',
    source: 'Bartlett et al., Global Internet 2007: failed connections',
    // A fifth: people who open what they know fail far less. Scanners fail nearly always (see below).
    holds: ({ tried, failed }) => tried >= 5 && failed >= tried / 5,
    says: ({ tried, failed }) => `failed in ${failed} of ${tried} attempts`,
  },
  {
    id: 'both-directions',
    source: 'Bartlett et al., Global Internet 2007: incoming and outgoing connections',
    holds: ({ wentTo, cameFrom }) => wentTo >= 2 && cameFrom >= 2,
    says: ({ wentTo, cameFrom }) => `went to ${wentTo} and was sought by ${cameFrom}`,
  },
  {
    id: 'one-socket',
    source: 'Karagiannis et al., SIGCOMM 2005 (BLINC), functional level',
    holds: ({ bothRoles }) => bothRoles >= PEERS_MIN,
    says: ({ bothRoles }) => `accepted and opened at one own port, with ${bothRoles} of them`,
  },
  {
    id: 'any-port',
    source: 'Bartlett et al., Global Internet 2007: unprivileged ports',
    // Users choose a port, or programs do by chance: nearly as many ports as addresses.
    holds: ({ farPorts, sought }) => sought >= PEERS_MIN && farPorts >= (2 * sought) / 3,
    says: ({ farPorts, sought }) => `sought ${sought} addresses at ${farPorts} different ports`,
  },
  {
    id: 'many-strangers',
    source: 'Karagiannis et al., SIGCOMM 2005 (BLINC), social level',
    holds: ({ sought }) => sought >= 20,
    says: ({ sought }) => `sought ${sought} strangers`,
  },
]);

export interface RivalRule {
  /** Whom it keeps from being accused. */
  readonly rival: string;
  holds(graphlet: Graphlet): boolean;
}

/** One that holds is enough: there is no finding. Browsers, mail, resolvers, NTP and SIP were left out by their ports. */
export const RIVALS: readonly RivalRule[] = Object.freeze([
  {
    rival: 'a scanner, which tries many ports at one address',
    holds: ({ portsAtOne }) => portsAtOne > 10,
  },
  {
    // Lists of peers hold many that are gone, each at a port of its own; who knocks at one port everywhere looks for a service.
    rival: 'a scanner, or a crawler of addresses that are gone, which fails nearly always',
    holds: ({ tried, failed, farPorts, sought }) =>
      tried >= 20 && failed > tried * 0.8 && farPorts < (2 * sought) / 3,
  },
  {
    rival: 'monitoring, or one service at many places: one port, whoever is asked',
    holds: ({ farPorts, sought, overBoth }) =>
      overBoth < 2 && sought >= PEERS_MIN && farPorts <= Math.max(1, sought / 4),
  },
  {
    rival: 'a call or a game: UDP alone, with few',
    holds: ({ overTcp, peers }) => overTcp === 0 && peers < 20,
  },
  {
    rival: 'a server, which is sought and seeks nobody',
    holds: ({ wentTo }) => wentTo === 0,
  },
  {
    rival: 'a backup or a parallel download: many connections with each of a few',
    holds: ({ flows, peers }) => peers < 10 && flows > peers * 30,
  },
]);
