// How far the clocks of two pieces of evidence are apart, from what both of them saw: connections with the same ends and
// ports, also behind address translation, and requests that a capture and a proxy's log both have.
//
//   capture   10.20.1.11:41561 → 198.51.100.11:6969   06:04:16.58 ┐
//   firewall  10.20.1.11:41561 → 198.51.100.11:6969   07:04:16    ┘ -0.58 s + 1 h: one of many that agree
//
// Some exporters write one moment for first and last packet of a long connection (IPFIX of softflowd as nfcapd keeps it): such
// a moment is neither its begin nor its end, and is compared with moments only.
//
// Nothing is corrected: a time is shown as it was written. What is remembered is a sample, chosen by a number made of the
// connection, so that all pieces keep the same connections, however many there are.
import { LIMITS } from '../model/limits.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  RequestObservation,
  VerdictObservation,
} from '../model/observation.ts';
import { SECOND_MS } from '../model/time.ts';
import { type ClockOffset, type Match, offsetOf } from './clock-offset.ts';

/** When one piece of evidence saw one thing; both times are (nearly) equal where only a moment is known. */
interface Sighting {
  readonly evidence: number;
  from: number;
  until: number;
}

/** What comes again within this time is the same connection: packets that are sent again, a line for each packet. */
const SAME_MS = 60_000;

export class Clocks {
  readonly #captured = new Sample();
  readonly #logged = new Sample();
  readonly #captures = new Set<number>();
  /** Evidence that gives connections of many packets no length. */
  readonly #lengthless = new Set<number>();
  /** False when there is one piece of evidence only: nothing can be compared. */
  readonly #active: boolean;

  constructor(active: boolean) {
    this.#active = active;
  }

  /** Flows of captures come first (intake/order.ts). */
  see(observation: Observation): void {
    if (!this.#active) return;
    switch (observation.kind) {
      case 'flow':
        this.#flow(observation);
        break;
      case 'connection':
      case 'verdict': {
        const { source, sourcePort, destination, destinationPort, transport } = observation;
        if (isLengthless(observation)) this.#lengthless.add(observation.origin.evidence);
        const key = tupleKey(transport, source, sourcePort, destination, destinationPort);
        this.#logs(key, observation);
        const behind = observation.translated;
        if (behind === undefined) break;
        const other = tupleKey(
          transport,
          behind.source,
          behind.sourcePort ?? sourcePort,
          behind.destination,
          behind.destinationPort ?? destinationPort,
        );
        if (other !== key) this.#logs(other, observation);
        break;
      }
      case 'request':
        this.#logs(requestKey(observation), observation);
    }
  }

  /** For each piece of evidence that can be compared: with the first that can, captures before logs. */
  offsets(): ReadonlyMap<number, ClockOffset> {
    const byPair = this.#matches();
    const pairs = [...byPair.values()].sort(
      (a, b) => this.#rank(a.reference) - this.#rank(b.reference),
    );
    const offsets = new Map<number, ClockOffset>();
    for (const { evidence, reference, matches } of pairs) {
      if (offsets.has(evidence)) continue;
      const offset = offsetOf(matches);
      if (offset !== null) offsets.set(evidence, { reference, ...offset });
    }
    return offsets;
  }

  #flow(flow: FlowObservation): void {
    this.#captures.add(flow.origin.evidence);
    // Nobody saw when it began.
    if (flow.connection === 'midstream') return;
    const { transport, source, sourcePort, destination, destinationPort } = flow;
    const key = tupleKey(transport, source, sourcePort, destination, destinationPort);
    this.#captured.add(key, flow, true);
    const proxied = proxiedKey(flow);
    if (proxied !== 0) this.#captured.add(proxied, flow, true);
  }

  /** What captures saw is held with them, so that many log lines cannot push it out. */
  #logs(key: number, observation: Observation): void {
    if (key === 0 || this.#captured.add(key, observation, false)) return;
    this.#logged.add(key, observation, true);
  }

  #rank(evidence: number): number {
    return this.#captures.has(evidence) ? evidence : Number.MAX_SAFE_INTEGER / 2 + evidence;
  }

  /** False where one is a moment that says nothing. */
  #compare(one: Sighting, other: Sighting): boolean {
    const both = isMoment(one) === isMoment(other);
    const [moment] = [one, other].filter(isMoment);
    return both || moment === undefined || !this.#lengthless.has(moment.evidence);
  }

  #matches(): ReadonlyMap<string, Pair> {
    const byPair = new Map<string, Pair>();
    // In the order of their numbers, so that what is over the cap is no matter of when it happened.
    for (const sightings of [...this.#captured.inOrder(), ...this.#logged.inOrder()]) {
      const what = {};
      for (const one of sightings)
        for (const other of sightings)
          if (this.#rank(one.evidence) < this.#rank(other.evidence) && this.#compare(one, other))
            addMatch(byPair, one, other, what);
    }
    return byPair;
  }
}

/** First and last packet in the same millisecond, of a connection that must have taken turns. */
const isLengthless = (seen: VerdictObservation | CountedObservation): boolean =>
  seen.kind === 'connection' &&
  seen.until === seen.at &&
  (seen.packetsOut ?? 0) + (seen.packetsIn ?? 0) >= TURNS_PACKETS;

const TURNS_PACKETS = 5;

interface Pair {
  readonly evidence: number;
  readonly reference: number;
  readonly matches: Match[];
}

const addMatch = (byPair: Map<string, Pair>, one: Sighting, other: Sighting, what: object) => {
  const key = `${one.evidence} ${other.evidence}`;
  let pair = byPair.get(key);
  if (!pair) {
    if (byPair.size >= LIMITS.clockPairsMax) return;
    pair = { reference: one.evidence, evidence: other.evidence, matches: [] };
    byPair.set(key, pair);
  }
  if (pair.matches.length >= LIMITS.clockMatchesMax) return;
  pair.matches.push({
    what,
    at: one.from,
    begins: other.from - one.from,
    ends: isMoment(one) === isMoment(other) ? null : other.until - one.until,
  });
};

/** Two directions of one connection may be written apart. */
const isMoment = ({ from, until }: Sighting): boolean => until - from < SECOND_MS;

/** Things seen, by a number made of each; at the cap those with the larger numbers go, in every piece alike. */
class Sample {
  readonly #seen = new Map<number, Sighting[] | null>();
  /** Numbers from here on are not kept. */
  #below = Number.POSITIVE_INFINITY;

  /** True when the thing is held; `anew`: also if nobody saw it before. */
  add(key: number, { origin, at, until }: Observation, anew: boolean): boolean {
    if (key === 0 || key >= this.#below || (!anew && this.#seen.size === 0)) return false;
    const known = this.#seen.get(key);
    // Seen too often to tell which was which.
    if (known === null) return true;
    if (known === undefined && !anew) return false;
    const sighting = { evidence: origin.evidence, from: at, until: Math.max(at, until ?? at) };
    if (known === undefined) {
      this.#seen.set(key, [sighting]);
      if (this.#seen.size > LIMITS.clockTuplesMax) this.#halve();
      return true;
    }
    if (joins(known, sighting)) return true;
    if (known.length < LIMITS.clockSightingsMax) known.push(sighting);
    else this.#seen.set(key, null);
    return true;
  }

  inOrder(): Sighting[][] {
    return [...this.#seen]
      .sort(([a], [b]) => a - b)
      .flatMap(([, sightings]) => (sightings === null || sightings.length < 2 ? [] : [sightings]));
  }

  #halve(): void {
    const keys = [...this.#seen.keys()].sort((a, b) => a - b);
    this.#below = keys[keys.length >> 1]!;
    for (const key of keys.slice(keys.length >> 1)) this.#seen.delete(key);
  }
}

const joins = (known: readonly Sighting[], { evidence, from, until }: Sighting): boolean => {
  for (const one of known) {
    if (one.evidence !== evidence) continue;
    if (from > one.until + SAME_MS || until < one.from - SAME_MS) continue;
    one.from = Math.min(one.from, from);
    one.until = Math.max(one.until, until);
    return true;
  }
  return false;
};

/** The same number for both directions; 0 when a port is not known, because then many connections look alike. */
const tupleKey = (
  transport: string,
  source: string,
  sourcePort: number | undefined,
  destination: string,
  destinationPort: number | undefined,
): number => {
  if (!sourcePort || !destinationPort) return 0;
  const swap = source === destination ? sourcePort > destinationPort : source > destination;
  return swap
    ? numberOf(transport, destination, destinationPort, source, sourcePort)
    : numberOf(transport, source, sourcePort, destination, destinationPort);
};

/** A request as a proxy's log has it. */
const requestKey = ({ source, method, host, url }: RequestObservation): number =>
  method === undefined || host === undefined ? 0 : askedKey(source, method, host, url ?? '');

/** The request that a captured connection to a proxy began with. */
const proxiedKey = ({ source, facts }: FlowObservation): number => {
  const { proxy, method, host, path } = facts?.carrier ?? {};
  if (proxy !== true || typeof method !== 'string' || typeof host !== 'string') return 0;
  return askedKey(source, method, host, typeof path === 'string' ? path : '');
};

const askedKey = (client: string, method: string, host: string, url: string): number => {
  const path = method === 'CONNECT' ? '' : url.replace(/^[a-z]{1,8}:\/\/[^/]*/, '');
  return numberOf(method, client, 0, host.replace(/:\d{1,5}$/, ''), 0, path);
};

/** 53 bits: of a hundred thousand connections that are held and ten million that come, two meet once in ten thousand runs. */
const numberOf = (
  what: string,
  one: string,
  onePort: number,
  other: string,
  otherPort: number,
  more = '',
): number => {
  const high = mix(mix(mix(mix(onePort, what), one), other), more);
  const low = turn(turn(turn(turn(~otherPort, what), one), other), more);
  const mixed = scramble(high ^ Math.imul(otherPort, 0x27d4eb2f));
  return 1 + mixed * 0x20_0000 + (scramble(low ^ Math.imul(onePort, 0x165667b1)) >>> 11);
};

/** Two ways to make a number of a text; where the text ends makes a difference. */
const mix = (before: number, text: string): number => {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return Math.imul(hash ^ 0x100, 0x9e3779b1);
};

const turn = (before: number, text: string): number => {
  let hash = before;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x85ebca6b) ^ (hash >>> 13);
  return Math.imul(hash ^ 0x100, 0x85ebca6b);
};

/** All bits of the number depend on all of the hash: its size decides what is kept. */
const scramble = (hash: number): number => {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
