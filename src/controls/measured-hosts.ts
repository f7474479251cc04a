// Hosts of cases that policy wants cut off or slowed, as far as that may be done: by their addresses inside, never a machine
// that policy protects or that carries the traffic of others.
import { addressText, inNetwork, parseAddress, type Words } from '../model/address.ts';
import type { Refusal } from '../model/control.ts';
import { LIMITS } from '../model/limits.ts';
import { type HostMeasure, intentName } from './intent.ts';
import type { ControlContext } from './target.ts';

export interface MeasuredHost {
  readonly family: 'ip' | 'ip6';
  readonly address: string;
  readonly seconds: number;
  readonly owner: string;
}

/**
 * One entry an address, the longest time asked for. A host that is protected by one address is refused whole; an
 * address that is not inside is refused alone, or one stray IPv6 address would keep its host free.
 */
export const measuredHosts = (
  measures: readonly HostMeasure[],
  context: ControlContext,
  refused: Refusal[],
): MeasuredHost[] => {
  const byAddress = new Map<string, MeasuredHost>();
  for (const measure of measures) {
    const { held, strays } = sorted(measure, context);
    const full = byAddress.size + held.length > LIMITS.controlElementsMax;
    const reason = full
      ? `more than ${LIMITS.controlElementsMax} addresses`
      : reasonAgainst(measure, held, context);
    if (reason !== null) refused.push({ intent: intentName(measure), reason });
    else for (const each of held) addHost(byAddress, each, measure);
    const rest = reason === null && held.length > 0 ? REST_IS_CUT : '';
    for (const stray of strays)
      refused.push({ intent: intentName(measure), reason: `${stray}${rest}` });
  }
  return [...byAddress.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
};

const REST_IS_CUT = '; it stays open, the addresses that are inside are cut off';

/** Addresses of the subject that are inside, and why each of the others is not taken. */
const sorted = ({ addresses }: HostMeasure, { inside, insideFrom }: ControlContext) => {
  const held: Words[] = [];
  const strays = new Set<string>();
  for (const words of addresses.map(parseAddress)) {
    if (!words) strays.add('an address of the subject cannot be read');
    else if (inside.some((network) => inNetwork(words, network))) held.push(words);
    else strays.add(`${addressText(words)} is not inside (${insideFrom})`);
  }
  return { held, strays };
};

const addHost = (
  byAddress: Map<string, MeasuredHost>,
  words: Words,
  measure: HostMeasure,
): void => {
  const address = addressText(words);
  const seconds = Math.max(1, Math.round(measure.forMs / 1000));
  if ((byAddress.get(address)?.seconds ?? 0) >= seconds) return;
  const family = address.includes(':') ? 'ip6' : 'ip';
  byAddress.set(address, { family, address, seconds, owner: measure.owner });
};

/** Why a host must not be cut off, or null. */
const reasonAgainst = (
  { inside, role }: HostMeasure,
  addresses: readonly Words[],
  context: ControlContext,
): string | null => {
  if (role !== 'host')
    return `the subject is a ${role.replace(/[^a-z-]/g, ' ')}: cutting it off would cut off others`;
  if (!inside) return 'the subject is not known to be inside';
  for (const words of addresses) {
    const guard = context.protected.find(({ network }) => inNetwork(words, network));
    if (guard) return `${addressText(words)} is protected by ${guard.owner}; decide by hand`;
  }
  return null;
};
