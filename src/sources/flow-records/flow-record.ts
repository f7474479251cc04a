// One record of an exporter: what it counted of one direction of a connection, or of both (biflow, RFC 5103).
import type { Translation } from '../../model/observation.ts';
import type { Reason } from '../source.ts';

/** The device that exports, as the datagram's addresses tell it. */
export interface Exporter {
  readonly address: string;
  /** Addresses and ports of both ends: exporters at one address may use the same numbers for different templates. */
  readonly session: string;
}

export interface FlowRecord {
  /** Epoch ms of the first and the last packet. */
  readonly at: number;
  readonly until: number;
  /** Address of the exporter. */
  readonly sensor: string;
  /** Tells exporting processes at one address apart. */
  readonly domain: number;
  /** IP protocol number. */
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly bytes?: number;
  readonly packets?: number;
  /** All TCP flags seen; 0 when the exporter tells none. */
  readonly flags: number;
  /** The other direction, where the record tells of both. */
  readonly back?: { readonly bytes?: number; readonly packets?: number; readonly flags: number };
  /** Which end began it, when the exporter says so. */
  readonly client?: 'source' | 'destination';
  /** -1 when it is none, or not told. */
  readonly icmpType: number;
  /** True when only one of so many packets was looked at: numbers are then estimates, and flags not all. */
  readonly sampled: boolean;
  /** 0 counted on the way in, 1 on the way out, -1 not told: some exporters tell of the same packets at both. */
  readonly side: number;
  /** What the firewall did, where the record is one of a firewall. */
  readonly denied?: boolean;
  readonly translated?: Translation;
  readonly application?: string;
  readonly user?: string;
}

/** Reads the datagrams of one kind of export. */
export interface ExportDecoder {
  /** `at`: epoch ms at which the datagram came. Returns the number of records or samples read, or why it is not read. */
  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
    exporter: Exporter,
  ): number | Reason;
}

/** One direction of which one packet in `rate` was counted: what was counted stands for as many. */
export const sampledWay = (
  counted: Omit<FlowRecord, 'sampled' | 'side'> & {
    readonly packets: number;
    readonly bytes: number;
  },
  rate: number,
): FlowRecord => ({
  ...counted,
  packets: counted.packets * rate,
  bytes: counted.bytes * rate,
  sampled: rate > 1,
  side: -1,
});

/** What an interface's counters stood at. */
export interface CounterReading {
  readonly at: number;
  readonly device: string;
  readonly sensor?: string;
  readonly source?: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Where decoders of datagrams put what they read. */
export interface FlowSink {
  flow(record: FlowRecord): void;
  counters(reading: CounterReading): void;
  /** Something of a datagram was not understood. */
  refused(reason: Reason, by?: number): void;
}
