// Packets in, identified flows out. One pass; a packet costs a look-up and a few counters, a flow costs one object
// when it ends. What a flow is called may change until it leaves the held window (held-flows.ts).

import { addressText } from '../model/address.ts';
import { countNotUnderstood, type Evidence } from '../model/evidence.ts';
import { LIMITS } from '../model/limits.ts';
import type { Connection, FlowObservation, Transport } from '../model/observation.ts';
import type { Direction, Dissector, ShapeSignature } from '../wire/dissector.ts';
import {
  FlowTable,
  MIDSTREAM,
  SEEN_FIN_CLIENT,
  SEEN_FIN_SERVER,
  SEEN_RST,
  SEEN_SYN,
  SEEN_SYN_ACK,
} from '../wire/flow-table.ts';
import {
  ACK,
  ENCAPSULATIONS,
  FIN,
  ICMP,
  ICMP6,
  type Packet,
  RST,
  SCTP,
  SYN,
  TCP,
  UDP,
} from '../wire/packet.ts';
import { DatagramSession } from './datagram-session.ts';
import { Dispatch } from './dispatch.ts';
import { Endpoints } from './endpoints.ts';
import { type FlowEnds, FlowNotes } from './flow-notes.ts';
import { HeldFlows } from './held-flows.ts';
import { StreamSession } from './stream-session.ts';
import { Turns } from './turns.ts';

/** `status` of a row: may a session still be of use? */
const OPEN = 0;
const CLOSED = 1;

/** Duplicates of a span port arrive within this time of each other; retransmissions take longer or differ. */
const DUPLICATE_MS = 20;

/** What flows can be recognised by, in the order in which it is asked. */
export interface Recognisers {
  readonly dissectors: readonly Dissector[];
  readonly shapes: readonly ShapeSignature[];
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
  private readonly turns = new Turns();
  private readonly dispatch: Dispatch;
  private readonly held: HeldFlows;
  private readonly sessions: (StreamSession | DatagramSession | null)[] = [];
  private readonly freeSessions: number[] = [];
  private readonly freeStreams: StreamSession[] = [];
  private readonly freeDatagrams: DatagramSession[] = [];
  private readonly v4Texts = new Map<number, string>();
  /** Notes of named flows whose session is over, by row. */
  private readonly notes = new Map<number, FlowNotes>();
  private readonly makeNotes = (row: number): FlowNotes => this.notesFor(row);
  /** Who the ends of a row are, for sessions and notes. */
  private readonly ends: FlowEnds = {
    addressOf: (row, end) => this.addressOf(row, end),
    portOf: (row, end) => (end === 0 ? this.table.clientPort(row) : this.table.serverPort(row)),
    linkOf: (row, end) => this.linkOf(row, end),
  };
  private now = 0;
  private lastFault = '';

  /** `emit` gets every flow once, when its name is final. */
  constructor(recognisers: Recognisers, emit: (flow: FlowObservation) => void) {
    this.dispatch = new Dispatch(recognisers.dissectors);
    this.held = new HeldFlows(this.endpoints, recognisers.shapes, emit);
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
    if (row >= 0 && (packet.at > table.expires[row]! || this.restarts(row, packet))) {
      this.finish(row);
      row = -1;
    }
    if (row < 0) row = this.begin(packet);
    const direction: Direction = table.reversed ? 1 : 0;
    if (this.duplicate(row, packet)) return;
    const at = 2 * row + direction;
    if (table.packets[at]!++ === 0) table.ttl[at] = packet.ttl;
    table.bytes[at]! += packet.ipBytes;
    table.last[row] = packet.at;
    if (packet.protocol === TCP) this.tcp(row, direction, packet);
    else if (packet.protocol === UDP || packet.protocol === ICMP)
      this.datagram(row, direction, packet);
    else {
      table.payload[at]! += packet.payloadBytes;
      table.expires[row] = packet.at + LIMITS.otherIdleMs;
    }
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
      table.state[row]! |= MIDSTREAM;
      this.counts.midstream++;
    }
    this.counts.flows++;
    return row;
  }

  /** A new connection on the ports of one that is over or never was. */
  private restarts(row: number, packet: Packet): boolean {
    if (packet.protocol !== TCP || (packet.tcpFlags & (SYN | ACK)) !== SYN) return false;
    const state = this.table.state[row]!;
    return (state & (SEEN_RST | SEEN_FIN_CLIENT | SEEN_FIN_SERVER)) !== 0;
  }

  private duplicate(row: number, packet: Packet): boolean {
    const { marks, last, packets } = this.table;
    if (packet.ipId === 0 && (packet.protocol !== TCP || packet.payloadBytes === 0)) return false;
    const mark =
      (Math.imul(packet.ipId + 1, 0x9e3779b1) ^
        Math.imul(packet.checksum, 0x85ebca6b) ^
        packet.tcpSequence) |
      1;
    const base = 4 * row;
    if (
      (marks[base] === mark ||
        marks[base + 1] === mark ||
        marks[base + 2] === mark ||
        marks[base + 3] === mark) &&
      packet.at - last[row]! < DUPLICATE_MS
    ) {
      this.counts.duplicates++;
      return true;
    }
    marks[base + ((packets[2 * row]! + packets[2 * row + 1]!) & 3)] = mark;
    return false;
  }

  private tcp(row: number, direction: Direction, packet: Packet): void {
    const { table } = this;
    const flags = packet.tcpFlags;
    let state = table.state[row]!;
    if ((flags & SYN) !== 0) {
      state |= (flags & ACK) !== 0 ? SEEN_SYN_ACK : SEEN_SYN;
      table.isn[2 * row + direction] = packet.tcpSequence;
    }
    if ((flags & FIN) !== 0) state |= direction === 0 ? SEEN_FIN_CLIENT : SEEN_FIN_SERVER;
    if ((flags & RST) !== 0) state |= SEEN_RST;
    table.state[row] = state;
    const over = (state & SEEN_RST) !== 0 || (state & 12) === 12;
    table.expires[row] =
      packet.at +
      (over
        ? LIMITS.tcpClosedIdleMs
        : (state & (SEEN_SYN_ACK | MIDSTREAM)) === 0
          ? LIMITS.tcpUnansweredIdleMs
          : LIMITS.tcpIdleMs);
    if (packet.payloadBytes > 0) {
      const at = 2 * row + direction;
      table.payload[at]! += packet.payloadBytes;
      this.turns.add(
        row,
        direction,
        packet.payloadBytes,
        true,
        packet.bytes,
        packet.payloadStart,
        packet.payloadEnd,
      );
      if (table.status[row] === OPEN) this.stream(row, direction, packet);
    }
  }

  private stream(row: number, direction: Direction, packet: Packet): void {
    let index = this.table.session[row]!;
    if (index < 0) {
      index = this.attach(row, this.takeStream(row));
      if (index < 0) return;
    }
    const session = this.sessions[index] as StreamSession;
    const order = session.order[direction];
    const sequence = packet.tcpSequence + ((packet.tcpFlags & SYN) !== 0 ? 1 : 0);
    if (session.notes !== null) session.notes.at = packet.at;
    const captured = packet.payloadEnd - packet.payloadStart;
    try {
      order.push(
        sequence,
        packet.bytes,
        packet.payloadStart,
        packet.payloadEnd,
        packet.payloadBytes - captured,
        session.sides[direction],
      );
    } catch (fault) {
      this.failed(session, fault);
    }
    this.after(row, index, session);
  }

  /** A dissector has a fault of its own: it costs this flow its further reading, and no other flow anything. */
  private failed(session: StreamSession | DatagramSession, fault: unknown): void {
    this.counts.faults++;
    this.lastFault = `${session.notes?.protocol ?? 'recognition'}: ${fault instanceof Error ? fault.message : String(fault)}`;
    session.done = true;
  }

  /** Long flows teach while they run, not only at their end. */
  private after(row: number, index: number, session: StreamSession | DatagramSession): void {
    if (session.done) this.detach(row, index);
    else if (session.notes !== null) {
      const { packets } = this.table;
      if (((packets[2 * row]! + packets[2 * row + 1]!) & 31) === 0) this.learn(row, session.notes);
    }
  }

  private datagram(row: number, direction: Direction, packet: Packet): void {
    const { table } = this;
    table.expires[row] =
      packet.at + (packet.protocol === UDP ? LIMITS.udpIdleMs : LIMITS.otherIdleMs);
    table.payload[2 * row + direction]! += packet.payloadBytes;
    this.turns.add(
      row,
      direction,
      packet.payloadBytes,
      false,
      packet.bytes,
      packet.payloadStart,
      packet.payloadEnd,
    );
    if (table.status[row] !== OPEN || packet.payloadEnd <= packet.payloadStart) return;
    let index = table.session[row]!;
    if (index < 0) {
      index = this.attach(row, this.takeDatagram(row, packet.protocol === UDP ? 'udp' : 'icmp'));
      if (index < 0) return;
    }
    const session = this.sessions[index] as DatagramSession;
    if (session.notes !== null) session.notes.at = packet.at;
    try {
      session.push(direction, packet.bytes, packet.payloadStart, packet.payloadEnd);
    } catch (fault) {
      this.failed(session, fault);
    }
    this.after(row, index, session);
  }

  private takeStream(row: number): StreamSession {
    const { table } = this;
    const session = this.freeStreams.pop() ?? new StreamSession(this.dispatch, this.makeNotes);
    const state = table.state[row]!;
    session.start(row, table.clientPort(row), table.serverPort(row), (state & MIDSTREAM) !== 0);
    if ((state & SEEN_SYN) !== 0) session.order[0].begin(table.isn[2 * row]! + 1);
    if ((state & SEEN_SYN_ACK) !== 0) session.order[1].begin(table.isn[2 * row + 1]! + 1);
    return session;
  }

  private takeDatagram(row: number, transport: 'udp' | 'icmp'): DatagramSession {
    const { table } = this;
    const session =
      this.freeDatagrams.pop() ??
      new DatagramSession(this.dispatch, this.makeNotes, this.ends.addressOf);
    session.begin(row, transport, table.clientPort(row), table.serverPort(row));
    return session;
  }

  private attach(row: number, session: StreamSession | DatagramSession): number {
    if (this.freeSessions.length === 0 && this.sessions.length >= LIMITS.streamsMax) {
      this.counts.streamsNotRead++;
      this.table.status[row] = CLOSED;
      this.giveBack(session);
      return -1;
    }
    const index = this.freeSessions.pop() ?? this.sessions.length;
    this.sessions[index] = session;
    this.table.session[row] = index;
    return index;
  }

  /** The session has served: the flow is only counted from here on. Notes stay until the flow ends. */
  private detach(row: number, index: number): void {
    const session = this.sessions[index]!;
    this.table.status[row] = CLOSED;
    if (session instanceof StreamSession) this.counts.gaps += session.gaps;
    if (session.notes !== null) {
      this.learn(row, session.notes);
      this.notes.set(row, session.notes);
    }
    this.release(row, index);
  }

  private release(row: number, index: number): void {
    const session = this.sessions[index]!;
    this.sessions[index] = null;
    this.freeSessions.push(index);
    this.table.session[row] = -1;
    this.giveBack(session);
  }

  private giveBack(session: StreamSession | DatagramSession): void {
    session.notes = null;
    if (session instanceof StreamSession) this.freeStreams.push(session);
    else this.freeDatagrams.push(session);
  }

  private finish(row: number): void {
    const { table } = this;
    const index = table.session[row]!;
    if (index >= 0) {
      const session = this.sessions[index]!;
      try {
        session.close();
      } catch (fault) {
        this.failed(session, fault);
      }
      this.detach(row, index);
    }
    const notes = this.notes.get(row);
    if (notes !== undefined) {
      this.notes.delete(row);
      this.learn(row, notes);
    }
    this.held.add(this.observation(row, notes), this.now);
    table.remove(row);
  }

  private notesFor(row: number): FlowNotes {
    const notes = new FlowNotes(
      this.endpoints,
      this.ends,
      row,
      transportOf(this.table.protocol(row)),
    );
    notes.at = this.table.last[row]!;
    return notes;
  }

  /** A readable flow proves its own ends: the server's port, and over UDP both sockets. */
  private learn(row: number, notes: FlowNotes): void {
    if (notes.system === null) return;
    const { table } = this;
    const [from, until] = [table.first[row]!, table.last[row]!];
    const asked = table.payload[2 * row]! > 0 && !notes.bystander[0];
    const answered = table.payload[2 * row + 1]! > 0 && !notes.bystander[1];
    if (asked && answered) {
      this.endpoints.speaks(notes.clientAddress, notes.system, until);
      this.endpoints.speaks(notes.serverAddress, notes.system, until);
    }
    if (!notes.native || (notes.transport !== 'tcp' && notes.transport !== 'udp')) return;
    const how = `spoke ${notes.protocol} in a flow that could be read`;
    for (const at of [from, until]) {
      if (answered)
        this.endpoints.proven(
          notes.serverAddress,
          notes.serverPort,
          notes.transport,
          notes.system,
          at,
          how,
        );
      if (asked && notes.transport === 'udp') {
        this.endpoints.proven(notes.clientAddress, notes.clientPort, 'udp', notes.system, at, how);
      }
    }
  }

  /** All fields are set at once, so that every flow has one hidden class and costs one allocation. */
  private observation(row: number, notes: FlowNotes | undefined): FlowObservation {
    const { table } = this;
    const transport = transportOf(table.protocol(row));
    const a = 2 * row;
    const connection = transport === 'tcp' ? connectionOf(table.state[row]!) : undefined;
    // Who sends payload was answered, whether that was captured or not.
    if (connection !== undefined && (connection !== 'unanswered' || table.payload[a]! > 0)) {
      if (table.packets[a] === 0 || table.packets[a + 1] === 0) this.counts.oneSided++;
    }
    const encapsulation = table.encapsulation[row]!;
    const flow = {
      kind: 'flow',
      at: table.first[row]!,
      until: table.last[row]!,
      format: this.format,
      origin: { evidence: this.evidence, offset: table.origin[row]! },
      transport,
      source: this.addressOf(row, 0),
      sourcePort: table.clientPort(row),
      destination: this.addressOf(row, 1),
      destinationPort: table.serverPort(row),
      bytesOut: table.bytes[a]!,
      bytesIn: table.bytes[a + 1]!,
      packetsOut: table.packets[a]!,
      packetsIn: table.packets[a + 1]!,
      payloadOut: table.payload[a]!,
      payloadIn: table.payload[a + 1]!,
      connection,
      protocol: notes === undefined ? 'unknown' : notes.protocol,
      system: notes === undefined ? null : notes.system,
      via:
        encapsulation === 0
          ? notes === undefined
            ? NO_VIA
            : notes.via
          : viaOf(encapsulation, notes),
      by: notes === undefined ? 'none' : 'payload',
      probability: notes !== undefined && notes.system !== null ? PAYLOAD_PROBABILITY : 0,
      facts: notes?.tidyFacts(),
      because: undefined,
      learned: undefined,
      bystander: notes === undefined ? undefined : bystanderOf(notes),
      turns: notes === undefined && this.turns.random(row) ? this.turns.of(row) : undefined,
      ttlOut: table.ttl[a]!,
      ttlIn: table.ttl[a + 1]!,
      linkSource: this.linkOf(row, 0),
      linkDestination: this.linkOf(row, 1),
    };
    this.endpoints.sawLink(flow.linkSource, flow.source);
    this.endpoints.sawLink(flow.linkDestination, flow.destination);
    return flow as unknown as FlowObservation;
  }

  private linkOf(row: number, end: Direction): number {
    const at = 4 * row + 2 * end;
    return this.table.mac[at]! * HALF + this.table.mac[at + 1]!;
  }

  private addressOf(row: number, end: Direction): string {
    const { keys } = this.table;
    const at = this.table.clientAt(row) + 4 * end;
    if (keys[at] !== 0 || keys[at + 1] !== 0 || keys[at + 2] !== 0xffff)
      return addressText(keys, at);
    const word = keys[at + 3]!;
    let text = this.v4Texts.get(word);
    if (text === undefined) {
      if (this.v4Texts.size >= LIMITS.hostsMax) this.v4Texts.clear();
      text = addressText(keys, at);
      this.v4Texts.set(word, text);
    }
    return text;
  }
}

/** Share of flows named by payload that were right on the labelled captures; see docs/accuracy. */
const PAYLOAD_PROBABILITY = 0.999;

const transportOf = (protocol: number): Transport => {
  if (protocol === TCP) return 'tcp';
  if (protocol === UDP) return 'udp';
  if (protocol === ICMP || protocol === ICMP6) return 'icmp';
  return protocol === SCTP ? 'sctp' : 'other';
};

const connectionOf = (state: number): Connection => {
  if ((state & MIDSTREAM) !== 0) return 'midstream';
  if ((state & SEEN_SYN_ACK) !== 0) return 'established';
  return (state & SEEN_RST) !== 0 ? 'refused' : 'unanswered';
};

const bystanderOf = ({ system, bystander }: FlowNotes): 'source' | 'destination' | undefined => {
  if (system === null) return undefined;
  return bystander[1] ? 'destination' : bystander[0] ? 'source' : undefined;
};

const viaOf = (bits: number, notes: FlowNotes | undefined): string[] => [
  ...ENCAPSULATIONS.filter((_, i) => (bits & (1 << i)) !== 0),
  ...(notes?.via ?? []),
];

/** Shared by all flows that travel in nothing; nobody adds to it. */
const NO_VIA = Object.freeze([]) as unknown as string[];

/** Link-layer addresses come in halves of 24 bits. */
const HALF = 0x1000000;
