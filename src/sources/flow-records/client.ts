// Which end of a connection began it, and whether the other one answered, as far as counters and flags can tell. In order
// of trust:
//
//   1. the exporter says so (biflow direction, initiator's octets)
//   2. TCP flags: only a SYN, never an ACK, is the asking end; a reset or SYN+ACK alone is the answering one
//   3. ICMP: a request, not a reply
//   4. where both directions were counted and one was silent: the other one
//   5. UDP between a well-known port and one that is not: the latter
//   6. the direction whose first packet came first, where its beginning was seen
//   7. ports: the well-known, then the registered, then the lower one answers
//
// Records of sampled packets prove nothing by what they do not show.
import { LIMITS } from '../../model/limits.ts';
import type { Origin } from '../../model/observation.ts';
import { ACK, ICMP, ICMP6, RST, SYN, TCP } from '../../wire/packet.ts';
import type { FlowRecord } from './flow-record.ts';

export interface FlowSide {
  /** The first record that tells this direction's ends. */
  record: FlowRecord | null;
  /** True when an exporter counted this direction, though it may be nothing. */
  counted: boolean;
  bytes: number;
  packets: number;
  flags: number;
  at: number;
  until: number;
  /** Where it was counted: 0 coming in, 1 going out, -1 not told. */
  point: number;
}

export interface HeldFlow {
  readonly format: string;
  readonly origin: Origin;
  /** Epoch ms at which the last record came. */
  touched: number;
  at: number;
  until: number;
  /** Whether the first record named its ends in the order of the key. */
  readonly forward: boolean;
  /** What each exporting process counted of it. */
  readonly views: Map<string, Sides>;
}

/** 0: the direction of the first record. */
export type Sides = readonly [FlowSide, FlowSide];

const newSide = (): FlowSide => ({
  record: null,
  counted: false,
  bytes: Number.NaN,
  packets: Number.NaN,
  flags: 0,
  at: Number.NaN,
  until: Number.NaN,
  point: -1,
});

/** Takes a record of the direction `index` in. */
export const addRecord = (flow: HeldFlow, view: string, index: 0 | 1, record: FlowRecord): void => {
  let sides = flow.views.get(view);
  if (!sides) {
    if (flow.views.size >= LIMITS.flowViewsMax) return;
    sides = [newSide(), newSide()];
    flow.views.set(view, sides);
  }
  const side = sides[index];
  // The same packets, counted where they come in and once more where they go out.
  const again =
    side.record !== null &&
    record.side >= 0 &&
    side.point >= 0 &&
    record.side !== side.point &&
    record.at <= side.until;
  flow.at = Math.min(flow.at, record.at);
  flow.until = Math.max(flow.until, record.until);
  if (again) return;
  if (side.record === null || (!side.record.translated && record.translated)) side.record = record;
  if (side.point < 0) side.point = record.side;
  count(side, record, record);
  if (record.back) count(sides[index === 0 ? 1 : 0], record.back, record);
};

const count = (
  side: FlowSide,
  counted: { readonly bytes?: number; readonly packets?: number; readonly flags: number },
  { at, until }: FlowRecord,
): void => {
  side.counted = true;
  side.flags |= counted.flags;
  side.bytes = sum(side.bytes, counted.bytes);
  side.packets = sum(side.packets, counted.packets);
  side.at = Number.isNaN(side.at) ? at : Math.min(side.at, at);
  side.until = Number.isNaN(side.until) ? until : Math.max(side.until, until);
};

const sum = (before: number, more: number | undefined): number =>
  more === undefined ? before : (before >= 0 ? before : 0) + more;

/**
 * Each direction as the exporter told it that saw most of it: several routers on the way count the same packets, and a
 * way back may lead over another router. Whole counts go before estimates.
 */
export const bestSides = ({ views }: HeldFlow): Sides => {
  let best: Sides | null = null;
  for (const sides of views.values()) {
    best = best === null ? sides : betterOf(best, sides);
  }
  return best!;
};

const betterOf = ([one, other]: Sides, [first, second]: Sides): Sides => [
  isBetter(first, one) ? first : one,
  isBetter(second, other) ? second : other,
];

const isBetter = (side: FlowSide, than: FlowSide): boolean => {
  if (!side.counted || !than.counted) return side.counted;
  const estimated = side.record?.sampled ?? false;
  if (estimated !== (than.record?.sampled ?? false)) return !estimated;
  return (side.packets || 0) > (than.packets || 0) || (side.bytes || 0) > (than.bytes || 0);
};

/** The direction whose sender is the client. `bothWays`: this exporter tells of both directions, where there are two. */
export const clientSide = (sides: Sides, bothWays: boolean): 0 | 1 => {
  const [one, other] = sides;
  return (
    told(one, 0) ??
    told(other, 1) ??
    byFlags(one, other) ??
    byRequest(one, 0) ??
    byRequest(other, 1) ??
    byTimeAndPorts(sides, bothWays)
  );
};

type Side = 0 | 1;
const not = (side: Side): Side => (side === 0 ? 1 : 0);

const told = ({ record }: FlowSide, index: Side): Side | null => {
  if (!record?.client) return null;
  return record.client === 'source' ? index : not(index);
};

const asksOnly = ({ flags }: FlowSide): boolean => (flags & (SYN | ACK)) === SYN;
const answersOnly = ({ flags }: FlowSide): boolean =>
  (flags & 0x3f) === (SYN | ACK) || ((flags & RST) !== 0 && (flags & SYN) === 0);

const byFlags = (one: FlowSide, other: FlowSide): Side | null => {
  if ((one.record ?? other.record)?.protocol !== TCP) return null;
  if (asksOnly(one) !== asksOnly(other)) return asksOnly(one) ? 0 : 1;
  // Both ends of an established connection may reset it: then both sent a SYN.
  const first = answersOnly(one) && !answersOnly(other) && (other.flags & SYN) !== 0;
  const second = answersOnly(other) && !answersOnly(one) && (one.flags & SYN) !== 0;
  if (first !== second) return first ? 1 : 0;
  return !other.counted && (one.flags & 0x3f) === (SYN | ACK) ? 1 : null;
};

const byRequest = ({ record }: FlowSide, index: Side): Side | null => {
  if (!record || (record.protocol !== ICMP && record.protocol !== ICMP6)) return null;
  const [requests, replies] = record.protocol === ICMP ? ICMP_TYPES : ICMP6_TYPES;
  if (requests.includes(record.icmpType)) return index;
  return replies.includes(record.icmpType) ? not(index) : null;
};

type RequestsAndReplies = readonly [requests: readonly number[], replies: readonly number[]];
/** Echo, time stamp, mask (RFC 792, 950); echo, neighbour and router solicitation (RFC 4443, 4861). */
const ICMP_TYPES: RequestsAndReplies = [
  [8, 13, 17],
  [0, 14, 18],
];
const ICMP6_TYPES: RequestsAndReplies = [
  [128, 133, 135],
  [129, 134, 136],
];

const byTimeAndPorts = (sides: Sides, bothWays: boolean): Side => {
  const [one, other] = sides;
  const record = one.record ?? other.record!;
  const first: Side = one.record ? 0 : 1;
  if (record.protocol === ICMP || record.protocol === ICMP6 || isMulticast(record.destination))
    return first;
  if (one.packets > 0 !== other.packets > 0 && one.packets + other.packets > 0)
    return one.packets > 0 ? 0 : 1;
  const from = rankOf(record.sourcePort);
  const to = rankOf(record.destinationPort);
  const known = from === WELL_KNOWN || to === WELL_KNOWN;
  if (record.protocol !== TCP && known && from !== to) return to < from ? first : not(first);
  const earlier = byStart(sides);
  if (earlier !== null) return earlier;
  // Who tells of both directions, and here of one, tells of the only one.
  const alone = record.protocol !== TCP && !(one.counted && other.counted) && !record.sampled;
  if (alone && (bothWays || from === to)) return first;
  if (from !== to) return to < from ? first : not(first);
  return record.destinationPort <= record.sourcePort ? first : not(first);
};

const byStart = ([one, other]: Sides): Side | null => {
  if (!one.record || !other.record || one.record.sampled || one.at === other.at) return null;
  const tcp = one.record.protocol === TCP;
  if (tcp && (one.flags & other.flags & SYN) === 0) return null;
  return one.at < other.at ? 0 : 1;
};

const WELL_KNOWN = 0;
/** Below 1024 well-known, from 32768 on what Linux gives to clients (others begin at 49152). */
const rankOf = (port: number): number => {
  if (port < 1024) return WELL_KNOWN;
  return port < 32_768 ? 1 : 2;
};

/** What came back. `unknown` where the exporter would not have told. */
export const outcomeOf = (
  sides: Sides,
  client: Side,
  bothWays: boolean,
): 'answered' | 'unanswered' | 'refused' | 'unknown' => {
  const out = sides[client];
  const back = sides[not(client)];
  const record = (out.record ?? back.record)!;
  if (record.sampled) return 'unknown';
  if (record.protocol === TCP && (out.flags | back.flags) !== 0) return tcpOutcome(out, back);
  if (back.packets > 0) return 'answered';
  // Firewalls count payload bytes alone: none need not mean no answer.
  if (back.counted) return back.packets === 0 ? 'unanswered' : 'unknown';
  return bothWays && out.counted ? 'unanswered' : 'unknown';
};

const tcpOutcome = (
  out: FlowSide,
  back: FlowSide,
): 'answered' | 'unanswered' | 'refused' | 'unknown' => {
  if (back.packets > 0 && (back.flags & RST) !== 0 && (back.flags & SYN) === 0)
    return !out.counted || (out.flags & SYN) !== 0 ? refusedOr(out, back) : 'unknown';
  if (back.packets > 0) return 'answered';
  return asksOnly(out) ? 'unanswered' : 'unknown';
};

/** A refusal is short: a reset alone, for each attempt. */
const refusedOr = (out: FlowSide, back: FlowSide): 'refused' | 'unknown' =>
  (out.flags & ACK) === 0 && (!(out.packets >= 0) || back.packets <= out.packets)
    ? 'refused'
    : 'unknown';

export const isMulticast = (address: string): boolean =>
  /^(?:2(?:2[4-9]|3\d)\.|255\.255\.255\.255$|ff)/.test(address);
