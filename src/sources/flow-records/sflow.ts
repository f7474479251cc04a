// sFlow v5 (sflow.org/sflow_version_5.txt): one packet in so many, with its first bytes, and the counters of interfaces.
//
//   datagram ─► flow sample, plain or expanded ─┬─► raw header ─► wire decoder ─► record of one packet × rate
//                                               └─► sampled IPv4, IPv6 ─────────►
//            ─► counter sample ─► octets of the interface
//
// Each sampled packet stands for as many as the sampling rate says; the joiner adds them up to connections. Numbers are
// estimates: of a flow with n samples the volume is right to about 2/√n (Phaal, "Packet Sampling Basics").
// Does not see: small flows that no sample met; discarded packets and samples in formats of vendors.
import { addressText, ipv4Text } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { u16, u32 } from '../../protocols/recogniser.ts';
import { Decoder } from '../../wire/decode.ts';
import { DECODE } from '../../wire/decode-code.ts';
import { ICMP, ICMP6 } from '../../wire/packet.ts';
import type { Reason } from '../source.ts';
import { type ExportDecoder, type Exporter, type FlowSink, sampledWay } from './flow-record.ts';

const CUT = 'sFlow datagram with another size than it says';
const CUT_SAMPLE = 'sFlow sample with another size than it says';
const UNREAD_HEADER = 'sFlow sample of a packet that is not read';
const UNKNOWN_SAMPLE = 'sFlow sample of a kind that is not read';

/** Data formats of samples and records: enterprise 0. */
const FLOW_SAMPLE = 1;
const COUNTER_SAMPLE = 2;
const FLOW_SAMPLE_EXPANDED = 3;
const COUNTER_SAMPLE_EXPANDED = 4;
const RAW_HEADER = 1;
const SAMPLED_IPV4 = 3;
const SAMPLED_IPV6 = 4;
const INTERFACE_COUNTERS = 1;

/** Header protocols of a raw header → link types of captures. */
const LINK_TYPES: Readonly<Record<number, number>> = { 1: 1, 7: 9, 11: 228, 12: 229 };
const NO_COUNTER = 0xffffffff;

export class Sflow implements ExportDecoder {
  readonly #sink: FlowSink;
  readonly #decoder = new Decoder();
  #at = 0;
  #agent = '';
  #domain = 0;

  constructor(sink: FlowSink) {
    this.#sink = sink;
  }

  /** sFlow tells no other time than that at which the datagram came. */
  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
    exporter: Exporter,
  ): number | Reason {
    if (end - start < 28) return CUT;
    const v4 = u32(bytes, start + 4) === 1;
    let next = start + (v4 ? 12 : 24);
    if (end - next < 16) return CUT;
    this.#at = at;
    const agent = v4 ? ipv4At(bytes, start + 8) : ipv6At(bytes, start + 8);
    this.#agent = agent === '0.0.0.0' || agent === '::' ? exporter.address : agent;
    this.#domain = u32(bytes, next);
    const samples = u32(bytes, next + 12);
    next += 16;
    let read = 0;
    for (let i = 0; i < samples; i++) {
      if (end - next < 8) return CUT;
      const size = u32(bytes, next + 4);
      if (size > end - next - 8) return CUT;
      const outcome = this.#sample(u32(bytes, next), bytes, next + 8, next + 8 + size);
      if (typeof outcome === 'string') this.#sink.refused(outcome);
      else read += outcome;
      next += 8 + size;
    }
    return read;
  }

  #sample(format: number, bytes: Uint8Array, at: number, end: number): number | Reason {
    switch (format) {
      case FLOW_SAMPLE:
      case FLOW_SAMPLE_EXPANDED: {
        const expanded = format === FLOW_SAMPLE_EXPANDED;
        const head = expanded ? 44 : 32;
        if (end - at < head) return CUT_SAMPLE;
        const rate = Math.max(1, u32(bytes, at + (expanded ? 12 : 8)));
        return this.#records(bytes, at + head, end, u32(bytes, at + head - 4), (kind, from, to) =>
          this.#packet(kind, bytes, from, to, rate),
        );
      }
      case COUNTER_SAMPLE:
      case COUNTER_SAMPLE_EXPANDED: {
        const head = format === COUNTER_SAMPLE_EXPANDED ? 16 : 12;
        if (end - at < head) return CUT_SAMPLE;
        return this.#records(bytes, at + head, end, u32(bytes, at + head - 4), (kind, from, to) =>
          kind === INTERFACE_COUNTERS ? this.#counters(bytes, from, to) : 0,
        );
      }
      default:
        return UNKNOWN_SAMPLE;
    }
  }

  /** Goes through the records of a sample; 1 when one of them said something. */
  #records(
    bytes: Uint8Array,
    from: number,
    end: number,
    count: number,
    read: (kind: number, from: number, to: number) => number | Reason,
  ): number | Reason {
    let at = from;
    let understood = 0;
    let reason: Reason | null = null;
    for (let i = 0; i < Math.min(count, LIMITS.sflowRecordsMax); i++) {
      if (end - at < 8) return CUT_SAMPLE;
      const size = u32(bytes, at + 4);
      if (size > end - at - 8) return CUT_SAMPLE;
      // A packet that two records tell of is one.
      const outcome = understood > 0 ? 0 : read(u32(bytes, at), at + 8, at + 8 + size);
      if (typeof outcome === 'string') reason = outcome;
      else understood += outcome;
      at += 8 + ((size + 3) & ~3);
    }
    return understood > 0 || reason === null ? understood : reason;
  }

  #packet(
    kind: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    rate: number,
  ): number | Reason {
    if (kind === RAW_HEADER) return this.#rawHeader(bytes, from, to, rate);
    if (kind === SAMPLED_IPV4 && to - from >= 32) return this.#ip(bytes, from, 4, rate);
    if (kind === SAMPLED_IPV6 && to - from >= 56) return this.#ip(bytes, from, 16, rate);
    return 0;
  }

  #rawHeader(bytes: Uint8Array, from: number, to: number, rate: number): number | Reason {
    if (to - from < 16) return CUT_SAMPLE;
    const linkType = LINK_TYPES[u32(bytes, from)];
    const stripped = u32(bytes, from + 8);
    const held = u32(bytes, from + 12);
    if (linkType === undefined) return UNREAD_HEADER;
    if (held > to - from - 16) return CUT_SAMPLE;
    const decoder = this.#decoder;
    const { packet } = decoder;
    packet.at = this.#at;
    const wire = Math.max(held, Math.min(u32(bytes, from + 4) - Math.min(stripped, 64), 0xffff));
    const code = decoder.decode(bytes, from + 16, from + 16 + held, wire, linkType);
    if (code !== DECODE.OK) return UNREAD_HEADER;
    const counted = {
      ...this.#seen(),
      protocol: packet.protocol,
      source: addressText(packet.words, 0),
      sourcePort: packet.sourcePort,
      destination: addressText(packet.words, 4),
      destinationPort: packet.destinationPort,
      bytes: packet.ipBytes,
      flags: packet.tcpFlags,
      icmpType: packet.protocol === ICMP || packet.protocol === ICMP6 ? packet.icmpType : -1,
    };
    this.#sink.flow(sampledWay(counted, rate));
    return 1;
  }

  /** Length, protocol, addresses, ports and TCP flags, each four bytes but the addresses. */
  #ip(bytes: Uint8Array, from: number, width: 4 | 16, rate: number): number {
    const addressAt = width === 4 ? ipv4At : ipv6At;
    const protocol = u32(bytes, from + 4) & 0xff;
    const ports = from + 8 + 2 * width;
    const counted = {
      ...this.#seen(),
      protocol,
      source: addressAt(bytes, from + 8),
      sourcePort: u16(bytes, ports + 2),
      destination: addressAt(bytes, from + 8 + width),
      destinationPort: u16(bytes, ports + 6),
      bytes: u32(bytes, from),
      flags: u32(bytes, ports + 8) & 0xff,
      icmpType: -1,
    };
    this.#sink.flow(sampledWay(counted, rate));
    return 1;
  }

  #seen() {
    const at = this.#at;
    return { at, until: at, sensor: this.#agent, domain: this.#domain, packets: 1 };
  }

  /** Generic interface counters: index, type, speed, direction, status, octets in, …, octets out. */
  #counters(bytes: Uint8Array, from: number, to: number): number | Reason {
    if (to - from < 88) return CUT_SAMPLE;
    // All ones stand for a counter that the agent does not keep.
    if (u32(bytes, from + 24) === NO_COUNTER && u32(bytes, from + 28) === NO_COUNTER) return 0;
    this.#sink.counters({
      at: this.#at,
      device: `${this.#agent} interface ${u32(bytes, from)}`,
      sensor: this.#agent,
      bytesIn: u64(bytes, from + 24),
      bytesOut: u64(bytes, from + 56),
    });
    return 1;
  }
}

const u64 = (bytes: Uint8Array, at: number): number =>
  u32(bytes, at) * 2 ** 32 + u32(bytes, at + 4);

const ipv4At = (bytes: Uint8Array, at: number): string => ipv4Text(u32(bytes, at));

const ipv6At = (bytes: Uint8Array, at: number): string =>
  addressText([u32(bytes, at), u32(bytes, at + 4), u32(bytes, at + 8), u32(bytes, at + 12)]);
