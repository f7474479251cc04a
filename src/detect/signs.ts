// Signs: features of an exchange, each with a sentence, of which several together make a finding. A sentence says how
// rare the sign is among everything else on the site.
import type { Exchange } from './exchange.ts';

export interface Sign {
  readonly points: number;
  readonly holds: (exchange: Exchange) => boolean;
  readonly says: (exchange: Exchange) => string;
}

export const signsOf = (
  signs: readonly Sign[],
  exchange: Exchange,
): { readonly points: number; readonly signs: readonly Sign[] } => {
  const held = signs.filter((sign) => sign.holds(exchange));
  return { points: held.reduce((sum, { points }) => sum + points, 0), signs: held };
};

/** ` (so do 3 of 1,204 others)`: nothing when there are too few others to say. */
export const rarity = (sign: Sign, exchange: Exchange, all: readonly Exchange[]): string => {
  const others = all.filter((one) => one !== exchange);
  if (others.length < OTHERS_MIN) return '';
  const same = others.filter((one) => sign.holds(one)).length;
  const of = others.length.toLocaleString('en');
  return same === 0 ? ` (none of ${of} others do)` : ` (so do ${same} of ${of} others)`;
};

const OTHERS_MIN = 5;
