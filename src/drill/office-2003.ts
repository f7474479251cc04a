// The office of 2003: one router, a resolver and a proxy, four people, and the systems that the paper found in such offices.
import { RANGE_SCENARIOS } from '../range/index.ts';
import type { Scenario } from '../range/scenario.ts';
import { officeHost, ROUTER, SERVER } from '../range/stage/office.ts';
import type { Office } from './activity.ts';

const server = officeHost(SERVER).v4;

/** Outward only the proxy and the resolver; the price is the one that the paper reckons with (table I, I3). */
const POLICY = `site: office of 2003
networks:
  inside: [10.20.0.0/16]
  servers: [${server}]
  proxies: [${server}]
  resolvers: [${server}]
  gateways: [${ROUTER.inside.v4[0].replace(/\/.*/, '')}]
link: 10 Mbit/s
permit: # everything else outward is refused
  - { to: ${server}, service: [dns, proxy] }
  - { to: internet, service: [http, https], from: proxy }
  - { to: internet, service: [dns], from: ${server} } # the resolver asks on behalf of all
systems: { forbid: [file-sharing, tunnel, adware] }
tariff: { currency: AUD, units: SI, overage: 0.12 per MB, hoursPerDay: 8, daysPerMonth: 20 }
targets: [nftables]
`;

const scenario = (id: string): Scenario => {
  const found = RANGE_SCENARIOS.find((known) => known.id === id);
  if (found) return found;
  throw new Error(`the range has no scenario ${id}`);
};

/** Four people and five activities: the hub has two members inside, the tunnel is dug by whom eDonkey was not enough. */
export const OFFICE_2003: Office = {
  id: '2003',
  title: 'The office of 2003',
  policy: POLICY,
  activities: [
    {
      id: 'napster',
      title: 'Napster',
      scenario: scenario('napster'),
      places: { corp1: 'corp1', ext1: 'ext1', ext2: 'ext4' },
      way: 'direct',
    },
    {
      id: 'gnutella',
      title: 'Gnutella',
      scenario: scenario('gnutella'),
      places: { corp1: 'corp2' },
      way: 'direct',
    },
    {
      id: 'edonkey',
      title: 'eDonkey',
      // The one with a single host inside: its sharer outside calls in, as the server asks it to.
      scenario: scenario('edonkey-lowid'),
      places: { corp1: 'corp3', ext1: 'ext2', ext3: 'ext6' },
      way: 'direct',
    },
    {
      id: 'password-hub',
      title: 'Password hub (Direct Connect)',
      scenario: scenario('directconnect-nmdc'),
      places: { corp1: 'corp1', corp2: 'corp2', ext1: 'ext3', ext2: 'ext4' },
      way: 'direct',
    },
    {
      id: 'http-tunnel',
      title: 'HTTP tunnel',
      scenario: scenario('http-tunnel'),
      places: { corp1: 'corp3', ext1: 'ext6', ext2: 'ext4' },
      way: 'proxy',
    },
  ],
  innocent: 'corp4',
  website: 'ext5',
};

export const OFFICES: readonly Office[] = [OFFICE_2003];
