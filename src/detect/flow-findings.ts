// Gathers, for one detector, what speaks of one address and one activity: how often, the first examples, the peers.

import type { Finding, Plane, Seen, Technique } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation, Observation, Way } from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { type End, farEnd, flowText, isNobody, takesPart } from './part.ts';

export interface Gathered {
  readonly subject: string;
  readonly activity: SystemId;
  count: number;
  readonly seen: Seen[];
  /** Far addresses, exact up to LIMITS.seenMax times eight; only their number matters to detectors. */
  readonly peers: Set<string>;
  /** Wire formats or features, with how often each was seen. */
  readonly kinds: Map<string, number>;
}

/** Gathers flows that were named in one way: for each end that takes part, what it did and with whom. */
export class FlowGatherer {
  private readonly gatherer = new FindingGatherer();
  private readonly by: Way;
  private readonly kindOf: (flow: FlowObservation, end: End) => string;
  private readonly saying: (flow: FlowObservation) => string;

  /** `kindOf` sorts flows into kinds for the sentence; `saying` is what an example of evidence says of its flow. */
  constructor(
    by: Way,
    kindOf: (flow: FlowObservation, end: End) => string,
    saying: (flow: FlowObservation) => string,
  ) {
    this.by = by;
    this.kindOf = kindOf;
    this.saying = saying;
  }

  see(observation: Observation): void {
    if (observation.kind !== 'flow' || observation.by !== this.by || observation.system === null)
      return;
    const activity = activityOf(observation.system);
    const text = () => `${flowText(observation)}: ${this.saying(observation)}`;
    for (const end of ['source', 'destination'] as const) {
      const subject = observation[end];
      if (!takesPart(observation, end) || isNobody(subject)) continue;
      const peer = farEnd(observation, end).address;
      this.gatherer.add(subject, activity, this.kindOf(observation, end), peer, observation, text);
    }
  }

  gathered(): Gathered[] {
    return [...this.gatherer.values()];
  }
}

export class FindingGatherer {
  private readonly all = new Map<string, Gathered>();

  add(
    subject: string,
    activity: SystemId,
    kind: string,
    peer: string,
    observation: Observation,
    text: () => string,
  ): void {
    const key = `${activity}|${subject}`;
    let gathered = this.all.get(key);
    if (!gathered) {
      if (this.all.size >= LIMITS.subjectsMax) {
        // The ledger of activities has the same bound and says that it was reached.
        return;
      }
      gathered = { subject, activity, count: 0, seen: [], peers: new Set(), kinds: new Map() };
      this.all.set(key, gathered);
    }
    const before = gathered.kinds.get(kind) ?? 0;
    gathered.count++;
    if (before > 0 || gathered.kinds.size < KINDS_MAX) gathered.kinds.set(kind, before + 1);
    if (gathered.peers.size < PEERS_MAX) gathered.peers.add(peer);
    // Examples of different kinds say more than several of one.
    if (gathered.seen.length < LIMITS.seenMax && before < 2) {
      gathered.seen.push(seenOf(observation, text()));
    }
  }

  values(): IterableIterator<Gathered> {
    return this.all.values();
  }
}

const KINDS_MAX = 32;
const PEERS_MAX = 64;

export const seenOf = (observation: Observation, text: string): Seen => {
  const { evidence, line, offset } = observation.origin;
  return {
    evidence,
    ...(line === undefined ? {} : { line }),
    ...(offset === undefined ? {} : { offset }),
    at: observation.at,
    text,
  };
};

export interface FindingKind {
  readonly detector: string;
  readonly technique: Technique;
  readonly plane: Plane;
}

export const findingOf = (
  kind: FindingKind,
  gathered: Gathered,
  weight: number,
  text: string,
  rival?: string,
): Finding => ({
  ...kind,
  subject: gathered.subject,
  activity: gathered.activity,
  weight,
  for: weight >= 0,
  text,
  ...(rival === undefined ? {} : { rival }),
  evidence: gathered.seen,
  count: gathered.count,
});

/** `3 × bittorrent/dht, 1 × bittorrent/utp`, most frequent first. */
export const kindsText = (kinds: ReadonlyMap<string, number>): string =>
  [...kinds]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 5)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(', ');

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
