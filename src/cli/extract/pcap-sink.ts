// Packets as a classic pcap file: microseconds, one link type
// (https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/).

import { Sink } from '../sink.ts';

/** Longest record that libpcap reads back. */
const SNAP_BYTES = 262_144;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;

export class PcapSink {
  packets = 0;
  readonly linkType: number;
  readonly #sink: Sink;
  readonly #header = Buffer.alloc(16);

  constructor(path: string, linkType: number) {
    this.linkType = linkType;
    this.#sink = new Sink(path);
    const header = Buffer.alloc(24);
    header.writeUInt32LE(MAGIC_MICROSECONDS, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(SNAP_BYTES, 16);
    header.writeUInt32LE(linkType, 20);
    this.#sink.write(header);
  }

  get path(): string {
    return this.#sink.path;
  }

  get bytes(): number {
    return this.#sink.bytes;
  }

  /** `at` in epoch ms. */
  write(bytes: Uint8Array, start: number, end: number, wireBytes: number, at: number): void {
    const captured = Math.min(end - start, SNAP_BYTES);
    const microseconds = Math.round((at % 1000) * 1000);
    const carry = microseconds >= 1_000_000 ? 1 : 0;
    this.#header.writeUInt32LE((Math.floor(at / 1000) + carry) >>> 0, 0);
    this.#header.writeUInt32LE(carry ? 0 : microseconds, 4);
    this.#header.writeUInt32LE(captured, 8);
    this.#header.writeUInt32LE(Math.max(wireBytes, end - start) >>> 0, 12);
    this.#sink.write(this.#header);
    this.#sink.write(bytes.subarray(start, start + captured));
    this.packets++;
  }

  flush(): void {
    this.#sink.flush();
  }

  close(): void {
    this.#sink.close();
  }

  abandon(): void {
    this.#sink.abandon();
  }
}
