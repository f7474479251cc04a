// dns-tunnel/scattered: the same look-ups, each a flow of its own, as resolvers pass them on and as programs ask them
// through the resolver of their host. The group is one asking address and one domain; names.ts decides.
//
// Looks alike and does not see: as lookups.ts.
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';
import { TunnelNames } from './names.ts';

/** Share of tunnels among groups that name themselves: none of the benign look-ups of the lab ever did (docs/accuracy.md). */
const PROBABILITY = 0.97;

export const scatteredLookups = Object.freeze({
  id: 'dns-tunnel/scattered',
  system: 'dns-tunnel',
  because: 'its look-ups below one domain are together the messages of a tunnel program',
  asksAnybody: true,
  isRead: true,
  key: (flow: FlowObservation): string | null => {
    if (flow.protocol !== 'dns') return null;
    const carrier = flow.facts?.carrier;
    // Only flows that lookups.ts looked at.
    if (carrier?.['lookups'] === undefined) return null;
    const query = carrier['query'];
    return typeof query === 'string' ? `${flow.source}|${domainOf(query)}` : null;
  },
  open: (): FlowGroup => {
    const names = new TunnelNames();
    return {
      add: ({ facts }) =>
        names.see(String(facts?.carrier?.['query'] ?? ''), String(facts?.carrier?.['type'] ?? '')),
      probability: () => (names.program === null ? 0 : PROBABILITY),
    };
  },
} satisfies GroupSignature);

/** The last two labels: too wide a domain only joins what must still be one program's names. */
const domainOf = (query: string): string => {
  const labels = query.toLowerCase().split('.');
  return labels[0] === 'dnscat' ? 'dnscat' : labels.slice(-2).join('.');
};
