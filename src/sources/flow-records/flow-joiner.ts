// Records of exporters → connections. Most exporters count each direction by itself, and cut what lasts into pieces (active
// timeout): records of one pair of ends are held for a while and become one observation.
//
//   record ─► tuple (either direction, before or after translation) ─► held ─┬─► no record for flowJoinMs
//                                                                            ├─► a new connection at the same ports
//                                                                            └─► end of the evidence ─► observation
//
// Several exporters on the way count the same packets: the best count of each direction is taken, not the sum.
// Who began (client.ts) and whether the other end answered is judged when all is there.
import type { Evidence } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import type {
  CountedObservation,
  Observation,
  Origin,
  Translation,
} from '../../model/observation.ts';
import { FIN, ICMP, ICMP6, RST, SYN, TCP, UDP } from '../../wire/packet.ts';
import {
  addRecord,
  bestSides,
  clientSide,
  type FlowSide,
  type HeldFlow,
  isMulticast,
  outcomeOf,
  type Sides,
} from './client.ts';
import type { FlowRecord } from './flow-record.ts';
import { transportOf } from './transport-of.ts';

export class FlowJoiner {
  readonly #evidence: Evidence;
  readonly #emit: (observation: Observation) => void;
  /** By tuple; the order is that of the last record. */
  readonly #held = new Map<string, HeldFlow>();
  /** By exporter: connections of which both directions came, and those of which surely both went by and one came. */
  readonly #exporters = new Map<string, { both: number; one: number }>();

  constructor(evidence: Evidence, emit: (observation: Observation) => void) {
    this.#evidence = evidence;
    this.#emit = emit;
  }

  /** `now`: epoch ms at which the record came. */
  add(record: FlowRecord, format: string, origin: Origin, now: number): void {
    if (record.denied) {
      this.#emit(denied(record, format, origin));
      return;
    }
    this.#expire(now);
    const { key, forward } = keyOf(record, record);
    const view = `${format}|${record.sensor}|${record.domain}`;
    const found = this.#find(record, key, forward);
    if (found && beginsAnew(found.flow.views.get(view)?.[found.side], record))
      this.#give(found.key, found.flow);
    else if (found) {
      addRecord(found.flow, view, found.side, record);
      found.flow.touched = now;
      // To the end of the order.
      this.#held.delete(found.key);
      this.#held.set(found.key, found.flow);
      return;
    }
    if (this.#held.size >= LIMITS.flowsJoinedMax) this.#giveOldest();
    const flow: HeldFlow = {
      format,
      origin,
      touched: now,
      at: record.at,
      until: record.until,
      forward,
      views: new Map(),
    };
    addRecord(flow, view, 0, record);
    this.#held.set(key, flow);
  }

  close(): void {
    for (const [key, flow] of this.#held) this.#give(key, flow);
  }

  /** The connection that the record belongs to: as it is told, or as another direction tells it after translation. */
  #find(
    record: FlowRecord,
    key: string,
    forward: boolean,
  ): { key: string; flow: HeldFlow; side: 0 | 1 } | null {
    const flow = this.#held.get(key);
    if (flow) return { key, flow, side: flow.forward === forward ? 0 : 1 };
    if (!record.translated) return null;
    const after = keyOf(record, record.translated);
    const other = this.#held.get(after.key);
    return other
      ? { key: after.key, flow: other, side: other.forward === after.forward ? 0 : 1 }
      : null;
  }

  #expire(now: number): void {
    for (const [key, flow] of this.#held) {
      if (now - flow.touched < LIMITS.flowJoinMs) return;
      this.#give(key, flow);
    }
  }

  #giveOldest(): void {
    for (const [key, flow] of this.#held) {
      this.#give(key, flow);
      const { quality } = this.#evidence;
      quality.flowsEvicted = (quality.flowsEvicted ?? 0) + 1;
      return;
    }
  }

  #give(key: string, flow: HeldFlow): void {
    this.#held.delete(key);
    const sides = bestSides(flow);
    const [first, second] = sides;
    const { protocol, sensor } = (first.record ?? second.record)!;
    const seen = this.#exporter(sensor);
    if (first.counted && second.counted) seen.both++;
    else if (protocol === TCP && established(first.flags | second.flags)) seen.one++;
    this.#emit(observationOf(flow, sides, seen.both > seen.one));
  }

  #exporter(sensor: string): { both: number; one: number } {
    let seen = this.#exporters.get(sensor);
    if (!seen) {
      seen = { both: 0, one: 0 };
      if (this.#exporters.size < LIMITS.flowExportersMax) this.#exporters.set(sensor, seen);
    }
    return seen;
  }
}

const established = (flags: number): boolean => (flags & 0x12) === 0x12;

/** TCP at the same ports after an end of both: another connection. */
const beginsAnew = (held: FlowSide | undefined, record: FlowRecord): boolean =>
  held?.counted === true &&
  record.protocol === TCP &&
  !record.sampled &&
  (record.flags & SYN) !== 0 &&
  (held.flags & (FIN | RST)) !== 0 &&
  record.at > held.until;

/** The same key for both directions; `forward` tells which it was. */
const keyOf = (
  record: FlowRecord,
  { source, sourcePort, destination, destinationPort }: Translation,
): { key: string; forward: boolean } => {
  const { protocol } = record;
  // Types of ICMP are told as ports by some.
  const ported = protocol !== ICMP && protocol !== ICMP6;
  const one = `${source}|${ported ? sourcePort : ''}`;
  const other = `${destination}|${ported ? destinationPort : ''}`;
  const forward = one <= other;
  return {
    key: `${protocol}|${forward ? one : other}|${forward ? other : one}`,
    forward,
  };
};

const observationOf = (flow: HeldFlow, sides: Sides, bothWays: boolean): CountedObservation => {
  const client = clientSide(sides, bothWays);
  const out = sides[client];
  const back = sides[client === 0 ? 1 : 0];
  const told = out.record ?? turned(back.record!);
  const observation: CountedObservation = {
    kind: 'connection',
    at: flow.at,
    until: flow.until,
    format: flow.format,
    origin: flow.origin,
    sensor: told.sensor,
    transport: transportOf(told.protocol),
    source: told.source,
    destination: told.destination,
  };
  if (hasPorts(told.protocol)) {
    observation.sourcePort = told.sourcePort;
    observation.destinationPort = told.destinationPort;
  }
  if (out.bytes >= 0) observation.bytesOut = out.bytes;
  if (back.bytes >= 0) observation.bytesIn = back.bytes;
  if (out.packets >= 0) observation.packetsOut = out.packets;
  if (back.packets >= 0) observation.packetsIn = back.packets;
  const outcome = isMulticast(told.destination) ? 'unknown' : outcomeOf(sides, client, bothWays);
  if (outcome === 'unanswered') observation.unanswered = true;
  if (outcome === 'refused') observation.refused = true;
  return named(observation, told, back.record);
};

const named = (
  observation: CountedObservation,
  told: FlowRecord,
  back: FlowRecord | null,
): CountedObservation => {
  if (told.translated) {
    const { translated } = told;
    observation.translated = hasPorts(told.protocol)
      ? translated
      : { source: translated.source, destination: translated.destination };
  }
  const application = told.application ?? back?.application;
  if (application) observation.application = application;
  const user = told.user ?? back?.user;
  if (user) observation.user = user;
  return observation;
};

const hasPorts = (protocol: number): boolean =>
  protocol === TCP || protocol === UDP || protocol === 132 || protocol === 33 || protocol === 136;

/** A record of the answer, told from the view of who asked; the address before translation is the one answered to in the end. */
const turned = (record: FlowRecord): FlowRecord => {
  const { translated } = record;
  const near = translated
    ? { source: translated.destination, sourcePort: translated.destinationPort ?? 0 }
    : { source: record.destination, sourcePort: record.destinationPort };
  return {
    ...record,
    ...near,
    destination: record.source,
    destinationPort: record.sourcePort,
    ...(translated && {
      translated: {
        source: record.destination,
        sourcePort: record.destinationPort,
        destination: translated.source,
        destinationPort: translated.sourcePort ?? 0,
      },
    }),
  };
};

const denied = (record: FlowRecord, format: string, origin: Origin): Observation => ({
  kind: 'verdict',
  at: record.at,
  until: record.until,
  format,
  origin,
  sensor: record.sensor,
  action: 'denied',
  transport: transportOf(record.protocol),
  source: record.source,
  destination: record.destination,
  ...(hasPorts(record.protocol) && {
    sourcePort: record.sourcePort,
    destinationPort: record.destinationPort,
  }),
  ...(record.user !== undefined && { user: record.user }),
});
