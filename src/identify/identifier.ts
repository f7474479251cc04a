// Packets in, identified flows out. One pass; a packet costs a look-up and a few counters, a flow costs one object
// when it ends. What a flow is called may change until it leaves the held window (held-flows.ts).

import { countNotUnderstood, type Evidence } from '../model/evidence.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';
import type { Direction, Dissector, GroupSignature, ShapeSignature } from '../wire/dissector.ts';
import {
  FlowTable,
  MIDSTREAM,
  SEEN_FIN_CLIENT,
  SEEN_FIN_SERVER,
  SEEN_RST,
  SEEN_SYN,
  SEEN_SYN_ACK,
} from '../wire/flow-table.ts';
import { ACK, FIN, ICMP, type Packet, RST, SYN, TCP, UDP } from '../wire/packet.ts';
import { Dispatch } from './dispatch.ts';
import { Endpoints } from './endpoints.ts';
import { FlowEnds } from './flow-ends.ts';
import { FlowNotes } from './flow-notes.ts';
import { FlowRecorder, transportOf } from './flow-record.ts';
import { HeldFlows } from './held-flows.ts';
import { teach, tellSought } from './lessons.ts';
import { type Session, SessionPool } from './session-pool.ts';
import { StreamSession } from './stream-session.ts';
import { Turns } from './turns.ts';

/** `status` of a row: may a session still be of use? */
const OPEN = 0;
/** No: a dissector named the flow and nothing more is read of it. */
const NAMED = 1;
/** No: nobody knows it. */
const UNREAD = 2;

/** Duplicates of a span port arrive within this time of each other; retransmissions take longer or differ. */
const DUPLICATE_MS = 20;

/**
 * Tells datagrams without an IP identification apart (IPv6, and what Linux sends with "don't fragment"): captures on the
 * sending host show a checksum that is the same for all of one length.
 */
const sampleOf = ({ bytes, payloadStart, payloadEnd, payloadBytes }: Packet): number => {
  let sample = payloadBytes;
  const first = Math.min(payloadEnd, payloadStart + SAMPLE_BYTES);
  for (let i = payloadStart; i < first; i++) sample = Math.imul(sample ^ bytes[i]!, 0x0100_0193);
  for (let i = Math.max(first, payloadEnd - SAMPLE_BYTES); i < payloadEnd; i++)
    sample = Math.imul(sample ^ bytes[i]!, 0x0100_0193);
  return sample;
};

const SAMPLE_BYTES = 12;

/** Announcements to groups (SSDP, mDNS, LSD) are sent twice and more on purpose. */
const isToGroup = ({ words }: Packet): boolean =>
  words[4] === 0 ? words[7]! >>> 28 === 0xe : words[4]! >>> 24 === 0xff;

/** What flows can be recognised by, in the order in which it is asked. */
export interface Recognisers {
  readonly dissectors: readonly Dissector[];
  readonly shapes: readonly ShapeSignature[];
  readonly groups: readonly GroupSignature[];
}

/** Counted while reading; goes into Evidence.quality. */
export interface IdentifierCounts {
  duplicates: number;
  oneSided: number;
  midstream: number;
  gaps: number;
  flowsEvicted: number;
  flows: number;
  streamsNotRead: number;
  /** Dissectors that failed on a flow: faults of ours, told with the evidence. */
  faults: number;
}

export class Identifier {
  readonly endpoints = new Endpoints();
  readonly counts: IdentifierCounts = {
    duplicates: 0,
    oneSided: 0,
    midstream: 0,
    gaps: 0,
    flowsEvicted: 0,
    flows: 0,
    streamsNotRead: 0,
    faults: 0,
  };
  /** Evidence index and format of the flows that begin now. */
  private evidence = 0;
  private format = 'pcap';
  private continues = true;
  private before: IdentifierCounts = { ...this.counts };

  private readonly table = new FlowTable();
  private readonly ends = new FlowEnds(this.table);
  private readonly turns = new Turns();
  private readonly recorder = new FlowRecorder(this.table, this.ends, this.turns);
  private readonly sessions: SessionPool;
  private readonly held: HeldFlows;
  /** Notes of named flows whose session is over, by row. */
  private readonly notes = new Map<number, FlowNotes>();
  private now = 0;
  private lastFault = '';

  /** `emit` gets every flow once, when its name is final. */
  constructor(recognisers: Recognisers, emit: (flow: FlowObservation) => void) {
    const dispatch = new Dispatch(recognisers.dissectors);
    this.sessions = new SessionPool(this.table, this.ends, dispatch, (row) => this.notesFor(row));
    this.held = new HeldFlows(this.endpoints, recognisers, emit);
  }

  packet(packet: Packet): void {
    const { table } = this;
    if (packet.at > this.now) this.now = packet.at;
    else if (!this.continues && packet.at < this.now - LIMITS.captureOverlapMs) {
      this.endOpen();
      this.now = packet.at;
    }
    this.continues = true;
    let row = table.find(packet);
    if (row >= 0 && (packet.at > table.expires(row) || this.restarts(row, packet))) {
      this.finish(row);
      row = -1;
    }
    if (row < 0) row = this.begin(packet);
    const direction: Direction = table.reversed ? 1 : 0;
    if (this.duplicate(row, packet)) return;
    table.count(row, direction, packet);
    if (packet.protocol === TCP) this.tcp(row, direction, packet);
    else if (packet.protocol === UDP || packet.protocol === ICMP)
      this.datagram(row, direction, packet);
    else table.expireAt(row, packet.at + LIMITS.otherIdleMs);
    const expired = table.nextExpired(this.now);
    if (expired >= 0) this.finish(expired);
  }

  /**
   * Packets of another capture follow. Flows go on when it continues the one before (rotated files); when its time
   * lies before, it is another sensor's, and open flows end.
   */
  beginCapture(evidence: number, format: string): void {
    this.evidence = evidence;
    this.format = format;
    this.continues = false;
    this.before = { ...this.counts };
  }

  /** Adds what was counted since `beginCapture` to the evidence. */
  noteQuality(evidence: Evidence): void {
    if (
      this.evidence !== evidence.index ||
      (evidence.format !== 'pcap' && evidence.format !== 'pcapng')
    )
      return;
    for (const key of ['duplicates', 'oneSided', 'midstream', 'gaps', 'flowsEvicted'] as const) {
      const count = this.counts[key] - this.before[key];
      if (count > 0) evidence.quality[key] = count;
    }
    const unread = this.counts.streamsNotRead - this.before.streamsNotRead;
    if (unread > 0) {
      evidence.warnings.push(
        `${unread} flows were counted but not read: more than ${LIMITS.streamsMax} were open at once.`,
      );
    }
    const faults = this.counts.faults - this.before.faults;
    if (faults > 0) {
      countNotUnderstood(evidence, 'fault of a dissector', faults);
      evidence.warnings.push(
        `A dissector failed on ${faults} flows (${this.lastFault}); they were counted but not read to the end. Please report it.`,
      );
    }
  }

  /** Ends every open flow and lets all held flows go. */
  end(): void {
    this.endOpen();
    this.held.flush();
  }

  private endOpen(): void {
    for (let row = 0; row < this.table.capacity; row++) if (this.table.open(row)) this.finish(row);
  }

  private begin(packet: Packet): number {
    const { table } = this;
    const tcp = packet.protocol === TCP;
    const opening = tcp && (packet.tcpFlags & SYN) !== 0;
    const answer = opening && (packet.tcpFlags & ACK) !== 0;
    const midstream = tcp && !opening;
    const swapped = answer || (midstream && packet.sourcePort < packet.destinationPort);
    let row = table.insert(packet, swapped);
    if (row < 0) {
      this.counts.flowsEvicted++;
      const victim = table.idlest();
      if (victim >= 0) this.finish(victim);
      row = table.insert(packet, swapped);
    }
    this.turns.fit(table.capacity);
    this.turns.reset(row);
    if (midstream) {
      table.addState(row, MIDSTREAM);
      this.counts.midstream++;
    }
    this.counts.flows++;
    return row;
  }

  /** A new connection on the ports of one that is over or never was. */
  private restarts(row: number, packet: Packet): boolean {
    if (packet.protocol !== TCP || (packet.tcpFlags & (SYN | ACK)) !== SYN) return false;
    const state = this.table.state(row);
    return (state & (SEEN_RST | SEEN_FIN_CLIENT | SEEN_FIN_SERVER)) !== 0;
  }

  private duplicate(row: number, packet: Packet): boolean {
    const unmarked = packet.ipId === 0;
    if (unmarked && (packet.payloadBytes === 0 || isToGroup(packet))) return false;
    const mark =
      (Math.imul(packet.ipId + 1, 0x9e3779b1) ^
        Math.imul(packet.checksum, 0x85ebca6b) ^
        (unmarked && packet.protocol !== TCP ? sampleOf(packet) : packet.tcpSequence)) |
      1;
    if (!this.table.repeats(row, mark) || packet.at - this.table.last(row) >= DUPLICATE_MS)
      return false;
    this.counts.duplicates++;
    return true;
  }

  private tcp(row: number, direction: Direction, packet: Packet): void {
    const { table } = this;
    const flags = packet.tcpFlags;
    let seen = 0;
    if ((flags & SYN) !== 0) {
      seen |= (flags & ACK) !== 0 ? SEEN_SYN_ACK : SEEN_SYN;
      table.setIsn(row, direction, packet.tcpSequence);
    }
    if ((flags & FIN) !== 0) seen |= direction === 0 ? SEEN_FIN_CLIENT : SEEN_FIN_SERVER;
    if ((flags & RST) !== 0) seen |= SEEN_RST;
    if (seen !== 0) table.addState(row, seen);
    const state = table.state(row);
    const over = (state & SEEN_RST) !== 0 || (state & 12) === 12;
    const idleMs = over
      ? LIMITS.tcpClosedIdleMs
      : (state & (SEEN_SYN_ACK | MIDSTREAM)) === 0
        ? LIMITS.tcpUnansweredIdleMs
        : LIMITS.tcpIdleMs;
    table.expireAt(row, packet.at + idleMs);
    if (packet.payloadBytes > 0) {
      if (table.status(row) === OPEN) this.stream(row, direction, packet);
      if (!this.isNamed(row)) this.turn(row, direction, packet);
    }
  }

  private stream(row: number, direction: Direction, packet: Packet): void {
    const session = this.sessions.stream(row);
    if (session === null) {
      this.leaveUnread(row);
      return;
    }
    if (session.notes !== null) session.notes.at = packet.at;
    const { bytes, payloadStart, payloadEnd, payloadBytes } = packet;
    const sequence = packet.tcpSequence + ((packet.tcpFlags & SYN) !== 0 ? 1 : 0);
    const missing = payloadBytes - (payloadEnd - payloadStart);
    try {
      session.order[direction].push(
        sequence,
        bytes,
        payloadStart,
        payloadEnd,
        missing,
        session.sides[direction],
      );
    } catch (fault) {
      this.failed(session, fault);
    }
    this.after(row, session);
  }

  /** Too many flows are being read: this one is only counted. */
  private leaveUnread(row: number): void {
    this.counts.streamsNotRead++;
    this.table.setStatus(row, UNREAD);
  }

  private isNamed(row: number): boolean {
    const status = this.table.status(row);
    if (status !== OPEN) return status === NAMED;
    const session = this.sessions.at(row);
    return session !== null && session.notes !== null;
  }

  /** The shape of what nobody could name so far. */
  private turn(row: number, direction: Direction, packet: Packet): void {
    const { payloadBytes, bytes, payloadStart, payloadEnd } = packet;
    const joined = packet.protocol === TCP;
    this.turns.add(row, direction, payloadBytes, joined, bytes, payloadStart, payloadEnd);
  }

  /** A dissector has a fault of its own: it costs this flow its further reading, and no other flow anything. */
  private failed(session: Session, fault: unknown): void {
    this.counts.faults++;
    this.lastFault = `${session.notes?.protocol ?? 'recognition'}: ${fault instanceof Error ? fault.message : String(fault)}`;
    session.done = true;
  }

  /** Long flows teach while they run, not only at their end. */
  private after(row: number, session: Session): void {
    if (session.done) this.detach(row, session);
    else if (session.notes !== null) teach(this.endpoints, this.table, row, session.notes);
  }

  private datagram(row: number, direction: Direction, packet: Packet): void {
    const { table } = this;
    const idleMs = packet.protocol === UDP ? LIMITS.udpIdleMs : LIMITS.otherIdleMs;
    table.expireAt(row, packet.at + idleMs);
    if (packet.payloadEnd <= packet.payloadStart) return;
    if (table.status(row) === OPEN) this.datagramRead(row, direction, packet);
    if (!this.isNamed(row)) this.turn(row, direction, packet);
  }

  private datagramRead(row: number, direction: Direction, packet: Packet): void {
    const session = this.sessions.datagrams(row, packet.protocol === UDP ? 'udp' : 'icmp');
    if (session === null) {
      this.leaveUnread(row);
      return;
    }
    if (session.notes !== null) session.notes.at = packet.at;
    try {
      const icmpType = packet.protocol === ICMP ? packet.icmpType : 0;
      session.push(direction, packet.bytes, packet.payloadStart, packet.payloadEnd, icmpType);
    } catch (fault) {
      this.failed(session, fault);
    }
    this.after(row, session);
  }

  /** The session has served: the flow is only counted from here on. Notes stay until the flow ends. */
  private detach(row: number, session: Session): void {
    this.table.setStatus(row, session.notes === null ? UNREAD : NAMED);
    if (session instanceof StreamSession) this.counts.gaps += session.gaps;
    if (session.notes !== null) {
      teach(this.endpoints, this.table, row, session.notes);
      this.notes.set(row, session.notes);
    }
    this.sessions.release(row);
  }

  private finish(row: number): void {
    const session = this.sessions.at(row);
    if (session !== null) {
      try {
        session.close();
      } catch (fault) {
        this.failed(session, fault);
      }
      this.detach(row, session);
    }
    const notes = this.notes.get(row);
    if (notes !== undefined) {
      this.notes.delete(row);
      teach(this.endpoints, this.table, row, notes);
      tellSought(this.endpoints, this.table, row, notes);
    }
    const flow = this.recorder.record(row, notes, this.format, this.evidence);
    this.endpoints.sawLink(flow.linkSource!, flow.source);
    this.endpoints.sawLink(flow.linkDestination!, flow.destination);
    if (isOneSided(flow)) this.counts.oneSided++;
    this.held.add(flow, this.now);
    this.table.remove(row);
  }

  private notesFor(row: number): FlowNotes {
    const notes = new FlowNotes(
      this.endpoints,
      this.ends,
      row,
      transportOf(this.table.protocol(row)),
    );
    notes.at = this.table.last(row);
    return notes;
  }
}

/** One direction of a connection is missing. Who sends payload was answered, whether that was captured or not. */
const isOneSided = (flow: FlowObservation): boolean =>
  (flow.packetsOut === 0 || flow.packetsIn === 0) &&
  flow.connection !== undefined &&
  (flow.connection !== 'unanswered' || flow.payloadOut > 0);
