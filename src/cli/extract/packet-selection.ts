// Which packets belong to the case: those of its flows, by tuple and time. One look-up a packet, in the flow table.

import { isV4, parseAddress } from '../../model/address.ts';
import { FlowTable } from '../../wire/flow-table.ts';
import { ICMP, ICMP6, Packet, SCTP, TCP, UDP } from '../../wire/packet.ts';
import type { Candidate } from './candidates.ts';

/** Tuples; Candidates keeps fewer. */
const ROWS_MAX = 1 << 19;

interface Span {
  readonly at: number;
  until: number;
}

export class PacketSelection {
  readonly #table = new FlowTable(4096, ROWS_MAX);
  /** By row, in order of time, without overlaps. */
  readonly #spans = new Map<number, Span[]>();

  constructor(flows: readonly Candidate[]) {
    const packet = new Packet();
    for (const flow of [...flows].sort((a, b) => a.at - b.at)) {
      if (!fill(packet, flow)) continue;
      const known = this.#table.find(packet);
      const row = known < 0 ? this.#table.insert(packet, false) : known;
      const spans = this.#spans.get(row) ?? [];
      const last = spans.at(-1);
      // Two sensors show one flow at nearly the same time.
      if (last && flow.at <= last.until) last.until = Math.max(last.until, flow.until);
      else spans.push({ at: flow.at, until: flow.until });
      this.#spans.set(row, spans);
    }
  }

  has(packet: Packet): boolean {
    const row = this.#table.find(packet);
    if (row < 0) return false;
    const spans = this.#spans.get(row)!;
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.until < packet.at) low = middle + 1;
      else high = middle;
    }
    return low < spans.length && spans[low]!.at <= packet.at;
  }
}

/** Makes the packet one of the flow; false when its protocol has no number here. */
const fill = (packet: Packet, flow: Candidate): boolean => {
  const source = parseAddress(flow.source);
  const destination = parseAddress(flow.destination);
  if (!source || !destination) return false;
  for (let i = 0; i < 4; i++) {
    packet.words[i] = source[i]!;
    packet.words[4 + i] = destination[i]!;
  }
  packet.sourcePort = flow.sourcePort;
  packet.destinationPort = flow.destinationPort;
  packet.protocol = protocolOf(flow, isV4(source));
  return packet.protocol !== 0;
};

const protocolOf = ({ transport }: Candidate, v4: boolean): number => {
  switch (transport) {
    case 'tcp':
      return TCP;
    case 'udp':
      return UDP;
    case 'icmp':
      return v4 ? ICMP : ICMP6;
    case 'sctp':
      return SCTP;
    default:
      return 0;
  }
};
