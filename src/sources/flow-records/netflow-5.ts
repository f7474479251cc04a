// NetFlow v5: a header of 24 bytes and up to 30 records of 48 (Cisco, "NetFlow Export Datagram Format", tables B-3 and B-4).
// IPv4 only, one direction a record. Times count from the start of the exporter (sysUptime, milliseconds, which begins
// again after 49.7 days); the header names the moment of export in both clocks.
// Does not see: which end began; the other direction, which is a record of its own.
import { ipv4Text } from '../../model/address.ts';
import { V5_HEADER_BYTES, V5_RECORD_BYTES } from '../../protocols/flow-export.ts';
import { u16, u32 } from '../../protocols/recogniser.ts';
import { ICMP } from '../../wire/packet.ts';
import type { Reason } from '../source.ts';
import { clockSkew, uptimeAt } from './export-clock.ts';
import { type ExportDecoder, type Exporter, type FlowSink, sampledWay } from './flow-record.ts';

const CUT = 'NetFlow v5 datagram with another size than its count says';

export class NetflowFive implements ExportDecoder {
  readonly #sink: FlowSink;

  constructor(sink: FlowSink) {
    this.#sink = sink;
  }

  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
    exporter: Exporter,
  ): number | Reason {
    if (end - start < V5_HEADER_BYTES) return CUT;
    const count = u16(bytes, start + 2);
    if (end - start !== V5_HEADER_BYTES + count * V5_RECORD_BYTES) return CUT;
    const uptime = u32(bytes, start + 4);
    const exported = u32(bytes, start + 8) * 1000 + Math.round(u32(bytes, start + 12) / 1e6);
    const now = exported + clockSkew(exported, at);
    const rate = Math.max(1, u16(bytes, start + 22) & 0x3fff);
    const domain = u16(bytes, start + 20);
    for (let i = 0; i < count; i++)
      this.#record(bytes, start + V5_HEADER_BYTES + i * V5_RECORD_BYTES, {
        uptime,
        now,
        rate,
        domain,
        sensor: exporter.address,
      });
    return count;
  }

  #record(bytes: Uint8Array, record: number, header: Header): void {
    const { uptime, now, rate, domain, sensor } = header;
    const protocol = bytes[record + 38]!;
    const destinationPort = u16(bytes, record + 34);
    const first = uptimeAt(now, uptime, u32(bytes, record + 24));
    const last = uptimeAt(now, uptime, u32(bytes, record + 28));
    const counted = {
      at: Math.min(first, last),
      until: last,
      sensor,
      domain,
      protocol,
      source: ipv4Text(u32(bytes, record)),
      sourcePort: u16(bytes, record + 32),
      destination: ipv4Text(u32(bytes, record + 4)),
      destinationPort,
      packets: u32(bytes, record + 16),
      bytes: u32(bytes, record + 20),
      flags: bytes[record + 37]!,
      icmpType: protocol === ICMP ? destinationPort >> 8 : -1,
    };
    this.#sink.flow(sampledWay(counted, rate));
  }
}

interface Header {
  readonly uptime: number;
  /** Epoch ms of the export. */
  readonly now: number;
  readonly rate: number;
  readonly domain: number;
  readonly sensor: string;
}
