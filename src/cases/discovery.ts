// How peers found each other (M1–M5) and whether content came from many at once (M6), read from what was seen of one case.
// The catalogue says what a system can do; this says what was done.

import type { DiscoverySeen } from '../model/case.ts';
import type { DiscoveryModel, SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { ActivityRow } from './activity-ledger.ts';
import { EVERYBODY } from './far-ends.ts';

/** Strongest sign first; M6 last, as it is no way of finding. */
export const discoveryOf = (facts: ActivityRow): DiscoverySeen[] => {
  const counts = { hub: 0, server: 0, tracker: 0, index: 0, peer: 0, node: 0 };
  for (const [address, { kind }] of facts.farEnds.all) if (address !== EVERYBODY) counts[kind]++;
  const known = modelsOf(facts.activity);
  const seen: DiscoverySeen[] = [];
  const add = (model: DiscoveryModel, because: string) => seen.push({ model, because });
  if (counts.hub > 0) add('M5', `It was in ${plural(counts.hub, 'hub')}.`);
  if (counts.server > 0) {
    // Servers that users run themselves are those of a system which has no central one.
    const volunteers = known.includes('M3') && !known.includes('M4');
    const by = volunteers ? ', which users of the system run' : '';
    add(volunteers ? 'M3' : 'M4', `It was signed in to ${plural(counts.server, 'server')}${by}.`);
  }
  if (counts.tracker > 0) add('M4', `It asked ${plural(counts.tracker, 'tracker')} for peers.`);
  if (counts.index > 0 || facts.roles.has('ultrapeer') || facts.roles.has('supernode'))
    add('M3', indexText(counts.index));
  const called = facts.farEnds.all.has(EVERYBODY);
  if (counts.node > 0 || called) add('M2', neighboursText(counts.node, called));
  if (seen.length === 0 && counts.peer > 0 && known.includes('M1'))
    add('M1', `It had to do with ${plural(counts.peer, 'peer')} directly; nobody told it of them.`);
  const most = Math.max(0, ...[...facts.farEnds.movedWith.values()].map(({ size }) => size));
  if (most >= 2) add('M6', `One content moved with ${plural(most, 'peer')}.`);
  return firstOfEach(seen);
};

/** The model of finding: what was seen, else what the system is known for. */
export const modelOf = (
  activity: SystemId,
  seen: readonly DiscoverySeen[],
): DiscoveryModel | null =>
  seen.find(({ model }) => model !== 'M6')?.model ?? modelsOf(activity)[0] ?? null;

const modelsOf = (activity: SystemId): readonly DiscoveryModel[] =>
  SYSTEMS.find(({ id }) => id === activity)?.models ?? [];

const indexText = (count: number): string =>
  count > 0
    ? `It had to do with ${plural(count, 'peer')} that index for others (ultrapeers, supernodes).`
    : 'It indexes for others itself.';

const neighboursText = (count: number, called: boolean): string =>
  count > 0
    ? `${plural(count, 'neighbour')} told of others without a server${called ? ', and it called on its own link' : ''}.`
    : 'It called for neighbours on its own link.';

const firstOfEach = (seen: readonly DiscoverySeen[]): DiscoverySeen[] =>
  seen.filter(({ model }, i) => seen.findIndex((other) => other.model === model) === i);

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
