// The one object that a flow costs: what the columns of the table and the notes of a reader say, when it ends.

import type { Connection, FlowObservation, Transport } from '../model/observation.ts';
import { type FlowTable, MIDSTREAM, SEEN_RST, SEEN_SYN_ACK } from '../wire/flow-table.ts';
import { ENCAPSULATIONS, ICMP, ICMP6, SCTP, TCP, UDP } from '../wire/packet.ts';
import type { FlowEnds } from './flow-ends.ts';
import type { FlowNotes } from './flow-notes.ts';
import type { Turns } from './turns.ts';

export class FlowRecorder {
  private readonly table: FlowTable;
  private readonly ends: FlowEnds;
  private readonly turns: Turns;

  constructor(table: FlowTable, ends: FlowEnds, turns: Turns) {
    this.table = table;
    this.ends = ends;
    this.turns = turns;
  }

  /** All fields are set at once, so that every flow has one hidden class and costs one allocation. */
  record(
    row: number,
    notes: FlowNotes | undefined,
    format: string,
    evidence: number,
  ): FlowObservation {
    const { table, ends, turns } = this;
    const transport = transportOf(table.protocol(row));
    const flow = {
      kind: 'flow',
      at: table.first(row),
      until: table.last(row),
      format,
      origin: { evidence, offset: table.origin(row) },
      transport,
      source: ends.addressOf(row, 0),
      sourcePort: table.clientPort(row),
      destination: ends.addressOf(row, 1),
      destinationPort: table.serverPort(row),
      bytesOut: table.bytes(row, 0),
      bytesIn: table.bytes(row, 1),
      packetsOut: table.packets(row, 0),
      packetsIn: table.packets(row, 1),
      payloadOut: table.payload(row, 0),
      payloadIn: table.payload(row, 1),
      connection: transport === 'tcp' ? connectionOf(table.state(row)) : undefined,
      protocol: notes === undefined ? 'unknown' : notes.protocol,
      system: notes === undefined ? null : notes.system,
      via: viaOf(table.encapsulation(row), notes),
      by: notes === undefined ? 'none' : 'payload',
      probability: notes !== undefined && notes.system !== null ? PAYLOAD_PROBABILITY : 0,
      facts: notes?.tidyFacts(),
      because: undefined,
      learned: undefined,
      bystander: notes === undefined ? undefined : bystanderOf(notes),
      turns: notes === undefined && turns.random(row) ? turns.of(row) : undefined,
      unansweredBytes:
        notes === undefined && transport === 'tcp' ? turns.unanswered(row) || undefined : undefined,
      ttlOut: table.ttl(row, 0),
      ttlIn: table.ttl(row, 1),
      linkSource: ends.linkOf(row, 0),
      linkDestination: ends.linkOf(row, 1),
    };
    return flow as unknown as FlowObservation;
  }
}

/** Lower 95 % bound (Jeffreys) of the share of flows named by payload that were right: 539 of 539 (docs/accuracy.md). */
const PAYLOAD_PROBABILITY = 0.995;

export const transportOf = (protocol: number): Transport => {
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

const viaOf = (bits: number, notes: FlowNotes | undefined): string[] => {
  if (bits === 0) return notes === undefined ? NO_VIA : notes.via;
  return [...ENCAPSULATIONS.filter((_, i) => (bits & (1 << i)) !== 0), ...(notes?.via ?? [])];
};

/** Shared by all flows that travel in nothing; nobody adds to it. */
const NO_VIA = Object.freeze([]) as unknown as string[];
